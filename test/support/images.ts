import sharp from 'sharp';

const secret = 'GPS 40.8 111.7';
const pixels = Buffer.from([200, 60, 40, 200, 60, 40, 40, 60, 200, 40, 60, 200, 10, 20, 30, 10, 20, 30]);
const picture = sharp(pixels, { raw: { width: 2, height: 3, channels: 3 } }).withExif({ IFD0: { ImageDescription: secret, Orientation: '6' } }); // prettier-ignore
const behind = Buffer.from(`<script>${secret}</script>`);
const [pngFile, jpegFile] = await Promise.all([picture.clone().png().toBuffer(), picture.clone().withMetadata({ orientation: 6, exif: { IFD0: { ImageDescription: secret } } }).jpeg({ quality: 100 }).toBuffer()]); // prettier-ignore

/** A PNG of 2 by 3 with EXIF and something behind its end. */
export const png = (): Buffer => Buffer.concat([pngFile, behind]);

/** A JPEG of 2 by 3, to be turned by a quarter, with EXIF and something behind its end. */
export const jpeg = (): Buffer => Buffer.concat([jpegFile, behind]);
