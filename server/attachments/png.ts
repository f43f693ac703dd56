const signature = 8;
const mostPixels = 100_000_000;

/** The picture, its colours and its size; texts, times, EXIF and what stands behind the end go. */
const kept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'bKGD']); // prettier-ignore

/** The PNG with nothing but its picture; null where it is none. */
export function cleanPng(content: Buffer): Buffer | null {
  const parts: Buffer[] = [content.subarray(0, signature)];
  const seen = new Set<string>();
  for (let at = signature; at + 12 <= content.length;) {
    const length = content.readUInt32BE(at);
    const type = content.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    if (end > content.length) return null;
    if (seen.size === 0 && (type !== 'IHDR' || length !== 13)) return null;
    if (type === 'IHDR' && content.readUInt32BE(at + 8) * content.readUInt32BE(at + 12) > mostPixels) return null; // prettier-ignore
    seen.add(type);
    if (kept.has(type)) parts.push(content.subarray(at, end));
    if (type === 'IEND') return seen.has('IDAT') ? Buffer.concat(parts) : null;
    at = end;
  }
  return null;
}
