import yauzl from 'yauzl';
import { Problem } from '../http/problem.ts';
import { redraw } from './image.ts';

/** What a file is, by its first bytes, and the bytes that are kept of it. */
export interface Accepted {
  mediaType: string;
  extensions: readonly string[];
  content: Buffer;
}

const refusal = (why: string): Problem => new Problem(415, 'Unsupported media type', why);
const begins = (content: Buffer, ...bytes: number[]): boolean => bytes.every((byte, at) => content[at] === byte); // prettier-ignore

/**
 * Accepts PDF, PNG, JPEG, DOCX and XLSX by what they are, whatever they are called. Images are drawn anew; the others
 * are kept as they are, and are only ever downloaded.
 * @throws Problem 415
 */
export async function accept(content: Buffer): Promise<Accepted> {
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return { mediaType: 'application/pdf', extensions: ['.pdf'], content }; // prettier-ignore
  if (begins(content, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return { mediaType: 'image/png', extensions: ['.png'], content: await redrawn(content, 'png') }; // prettier-ignore
  if (begins(content, 0xff, 0xd8, 0xff)) return { mediaType: 'image/jpeg', extensions: ['.jpg', '.jpeg'], content: await redrawn(content, 'jpeg') }; // prettier-ignore
  if (begins(content, 0x50, 0x4b, 0x03, 0x04)) return officeFile(content);
  throw refusal('只收 PDF、PNG、JPEG、DOCX、XLSX (按文件内容判断)。Only PDF, PNG, JPEG, DOCX and XLSX are taken, by their content.'); // prettier-ignore
}

async function redrawn(content: Buffer, format: 'png' | 'jpeg'): Promise<Buffer> {
  const kept = await redraw(content, format);
  if (kept === null)
    throw refusal('图片已损坏, 或超过一亿像素。The image is broken, or has more than 100 megapixels.');
  return kept;
}

const office: readonly [part: string, mediaType: string, extension: string][] = [
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.docx'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
];

const mostParts = 10_000;

/** A zip with the parts of a document, and without macros. Nothing of it is unpacked. */
async function officeFile(content: Buffer): Promise<Accepted> {
  const parts = new Set<string>();
  try {
    const zip = await yauzl.fromBufferPromise(content);
    for await (const entry of zip.eachEntry()) {
      parts.add(entry.fileName);
      if (parts.size > mostParts) throw new Error('too many parts');
    }
  } catch {
    throw refusal('文件已损坏, 或不是 DOCX、XLSX。The file is broken, or no DOCX or XLSX.');
  }
  const found = parts.has('[Content_Types].xml') ? office.find(([part]) => parts.has(part)) : undefined;
  if (found === undefined) throw refusal('不收一般的压缩文件, 只收 DOCX、XLSX。Of zip files only DOCX and XLSX are taken.'); // prettier-ignore
  if ([...parts].some((part) => /vbaProject|activeX|\.bin$/i.test(part) && !/printerSettings/i.test(part))) throw refusal('不收带宏或控件的文件。Files with macros or controls are not taken.'); // prettier-ignore
  return { mediaType: found[1], extensions: [found[2]], content };
}
