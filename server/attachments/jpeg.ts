const mostPixels = 100_000_000;
const [startOfScan, endOfImage, app0, app1, app2, app14, comment] = [0xda, 0xd9, 0xe0, 0xe1, 0xe2, 0xee, 0xfe]; // prettier-ignore

/** JFIF, the colour profile and Adobe's colour transform say how the picture is drawn; EXIF, XMP, IPTC and comments do not. */
function isKept(marker: number, segment: Buffer): boolean {
  if (marker === app2) return segment.toString('latin1', 4, 15) === 'ICC_PROFILE';
  return marker === app0 || marker === app14 || ((marker < app0 || marker > 0xef) && marker !== comment);
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker); // prettier-ignore

/** The JPEG with nothing but its picture, and which way up it is; null where it is none. */
export function cleanJpeg(content: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let orientation = 1;
  let hasFrame = false;
  for (let at = 2; at + 4 <= content.length;) {
    if (content[at] !== 0xff) return null;
    const marker = content[at + 1]!;
    if (marker === 0xff)
      at += 1; // padding
    else {
      const end = at + 2 + content.readUInt16BE(at + 2);
      if (end > content.length || end < at + 4) return null;
      const segment = content.subarray(at, end);
      if (isFrame(marker)) {
        if (segment.length < 10 || segment.readUInt16BE(5) * segment.readUInt16BE(7) > mostPixels)
          return null;
        hasFrame = true;
      }
      if (marker === app1) orientation = orientationOf(segment) ?? orientation;
      if (isKept(marker, segment)) parts.push(segment);
      at = end;
      if (marker === startOfScan) {
        at = endOfScan(content, end);
        parts.push(content.subarray(end, at));
        if (content[at + 1] === endOfImage) return hasFrame ? whole(parts, orientation) : null;
      }
    }
  }
  return null;
}

/** Where the next marker stands behind the compressed data. */
function endOfScan(content: Buffer, from: number): number {
  let at = from;
  for (; at + 1 < content.length; at += 1) {
    const next = content[at + 1]!;
    if (content[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) break;
  }
  return at;
}

const whole = (parts: readonly Buffer[], orientation: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), ...(orientation === 1 ? [] : [orientationSegment(orientation)]), ...parts, Buffer.from([0xff, endOfImage])]); // prettier-ignore

const orientationTag = 0x0112;
const header = Buffer.from('Exif\0\0', 'latin1');

/** Tag 0x0112 of the first directory of EXIF: 1 to 8. */
function orientationOf(segment: Buffer): number | null {
  const tiff = segment.subarray(4 + header.length);
  if (!segment.subarray(4, 4 + header.length).equals(header) || tiff.length < 14) return null;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return null;
  const entries = short(directory);
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * 12;
    if (at + 12 > tiff.length) return null;
    if (short(at) !== orientationTag) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/** EXIF that says nothing but which way up the picture is. */
function orientationSegment(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8); // one entry
  tiff.writeUInt16BE(orientationTag, 10);
  tiff.writeUInt16BE(3, 12); // a short
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(2 + header.length + tiff.length);
  return Buffer.concat([Buffer.from([0xff, app1]), length, header, tiff]);
}
