import { once } from 'node:events';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { accept } from '../../server/attachments/media.ts';
import { jpeg, png } from '../support/images.ts';

async function zipOf(...parts: string[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const part of parts) zip.addBuffer(Buffer.from('x'), part);
  zip.end();
  const chunks: Buffer[] = [];
  zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(zip.outputStream, 'end');
  return Buffer.concat(chunks);
}

describe('a file is what its bytes say', () => {
  test.each([
    ['application/pdf', () => Buffer.from('%PDF-1.7\n...')],
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', () => zipOf('[Content_Types].xml', 'word/document.xml')],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', () => zipOf('[Content_Types].xml', 'xl/workbook.xml')],
  ] as const)('%s', async (mediaType, content) => expect((await accept(await content())).mediaType).toBe(mediaType)); // prettier-ignore
  test.each([
    ['HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a program', () => Buffer.from('MZ\x90\0')],
    ['some zip', () => zipOf('a.txt')],
    [
      'a document with macros',
      () => zipOf('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'),
    ],
    ['half a zip', async () => (await zipOf('[Content_Types].xml', 'word/document.xml')).subarray(0, 60)],
    ['half a PNG', () => png().subarray(0, 60)],
    ['half a JPEG', () => jpeg().subarray(0, 80)],
    ['three bytes', () => Buffer.from([0xff, 0xd8, 0xff])],
  ] as const)('%s is refused', async (_name, content) => {
    await expect(accept(await content())).rejects.toMatchObject({ status: 415 });
  });
});

describe('an image keeps its picture and nothing else', () => {
  test('PNG', async () => {
    const { content } = await accept(png());
    expect(content.toString('latin1')).not.toMatch(/GPS|script|tEXt/);
    const at = content.indexOf('IDAT');
    expect(inflateSync(content.subarray(at + 4, at + 4 + content.readUInt32BE(at - 4)))).toHaveLength(14);
    expect((await accept(content)).content.equals(content)).toBe(true);
  });
  test('JPEG, which stays the right way up', async () => {
    const { content } = await accept(jpeg());
    expect(content.toString('latin1')).not.toContain('GPS');
    const at = content.indexOf('Exif');
    expect(content.readUInt16BE(at + 6 + 18)).toBe(6); // orientation
    expect(content.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    expect(content.includes(Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]))).toBe(true);
    expect((await accept(content)).content.equals(content)).toBe(true);
  });
});
