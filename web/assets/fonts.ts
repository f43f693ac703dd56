import s48 from '@fontsource/noto-sans-sc/files/noto-sans-sc-48-400-normal.woff2?url';
import s50 from '@fontsource/noto-sans-sc/files/noto-sans-sc-50-400-normal.woff2?url';
import s51 from '@fontsource/noto-sans-sc/files/noto-sans-sc-51-400-normal.woff2?url';
import s56 from '@fontsource/noto-sans-sc/files/noto-sans-sc-56-400-normal.woff2?url';
import s64 from '@fontsource/noto-sans-sc/files/noto-sans-sc-64-400-normal.woff2?url';
import s67 from '@fontsource/noto-sans-sc/files/noto-sans-sc-67-400-normal.woff2?url';
import s73 from '@fontsource/noto-sans-sc/files/noto-sans-sc-73-400-normal.woff2?url';
import s76 from '@fontsource/noto-sans-sc/files/noto-sans-sc-76-400-normal.woff2?url';
import s77 from '@fontsource/noto-sans-sc/files/noto-sans-sc-77-400-normal.woff2?url';
import s84 from '@fontsource/noto-sans-sc/files/noto-sans-sc-84-400-normal.woff2?url';
import mongolian from '@fontsource/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff2?url';
import regular from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2?url';
import strong from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-600-normal.woff2?url';

/**
 * Characters of the gazetteer that the whole file lacks and a slice of the same font has: read only when one is shown.
 * 圐 犋 墕 栜 嘠 are in no slice; they come from the fonts of the reader's system.
 */
const RARE: [character: string, url: string][] = [
  ['笸', s48],
  ['碡', s50],
  ['砬', s51],
  ['牤', s56],
  ['桲', s64],
  ['撖', s67],
  ['崞', s73],
  ['塄', s76],
  ['圙', s77],
  ['仉', s84],
];

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
  for (const [character, url] of RARE) {
    const unicodeRange = `U+${character.codePointAt(0)!.toString(16)}`;
    for (const family of ['NutagSans', 'NutagStrong']) declare(family, url, { unicodeRange });
  }
  declare('NutagMongol', mongolian, { unicodeRange: MONGOLIAN_RANGE });
}

const PATIENCE_MS = 4000;

/**
 * Have every font read before the map draws its first label: MapLibre asks only for the face of a space, and a character drawn
 * from another font would stay so.
 */
export async function mapFonts(): Promise<void> {
  const rare = RARE.map(([character]) => character).join('');
  const all = ['NutagSans', 'NutagStrong'].map((family) =>
    document.fonts.load(`24px ${family}`, `锡林${rare}`),
  );
  await Promise.race([Promise.allSettled(all), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
