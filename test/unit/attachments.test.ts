import { once } from 'node:events';
import sharp from 'sharp';
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

describe('an image is drawn anew', () => {
  const drawings = [['PNG', png, 2, 3], ['JPEG, which stands upright then', jpeg, 3, 2]] as const; // prettier-ignore
  test.each(drawings)('%s', async (_name, make, width, height) => {
    expect(make().toString('latin1')).toMatch(/GPS[^]*script/);
    const { content } = await accept(make());
    expect(content.toString('latin1')).not.toMatch(/GPS|script|Exif/i);
    const { exif, orientation, ...about } = await sharp(content).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
    expect(about).toMatchObject({ width, height });
  });
  test('a PNG keeps every pixel', async () => {
    const { content } = await accept(png());
    const [before, after] = await Promise.all([png(), content].map((file) => sharp(file).raw().toBuffer()));
    expect(after).toEqual(before);
  });
  test('a bomb is refused by what it says of its size', async () => {
    const bomb = await sharp({ create: { width: 10_100, height: 10_000, channels: 3, background: 'white' } }).png().toBuffer(); // prettier-ignore
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(accept(bomb)).rejects.toMatchObject({ status: 415 });
  });
});
