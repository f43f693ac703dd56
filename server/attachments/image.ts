import sharp from 'sharp';

const mostPixels = 100_000_000;
sharp.cache(false); // no picture is asked for twice

/**
 * The picture, decoded and written anew: upright, in sRGB, without EXIF, text, profile or anything behind its end. What was hidden in
 * the file for some other reader does not survive it.
 * @returns null where it is broken, or larger than 100 megapixels
 */
export async function redraw(content: Buffer, format: 'png' | 'jpeg'): Promise<Buffer | null> {
  try {
    const picture = sharp(content, { limitInputPixels: mostPixels }).autoOrient();
    return await (format === 'png' ? picture.png() : picture.jpeg({ quality: 90 })).toBuffer();
  } catch {
    return null;
  }
}
