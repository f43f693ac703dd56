import mongolian from '@fontsource/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff2?url';
import regular from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2?url';
import strong from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-600-normal.woff2?url';

/** The joiners and the narrow space of Mongolian are in the range, or a word would be drawn in pieces from two fonts. */
const MONGOLIAN_RANGE = 'U+1800-18AF, U+202F, U+200C-200D, U+11660-1166C';

/** Declare the fonts of the build: no request leaves the host. NutagStrong is the 600 weight by a name of its own, for map labels. */
export function declareFonts(): void {
  const declare = (family: string, url: string, more: FontFaceDescriptors = {}): void => {
    document.fonts.add(new FontFace(family, `url(${url}) format("woff2")`, { display: 'swap', ...more }));
  };
  declare('NutagSans', regular);
  declare('NutagSans', strong, { weight: '600' });
  declare('NutagStrong', strong);
  declare('NutagMongol', mongolian, { unicodeRange: MONGOLIAN_RANGE });
}
