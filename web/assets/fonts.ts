import mongolian from '@fontsource/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff2?url';
import regular from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2?url';
import strong from '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-600-normal.woff2?url';
import rareBold from './fonts/rare-600.woff2?url';
import rareRegular from './fonts/rare-400.woff2?url';

/**
 * Characters of the built-in data that Noto Sans SC's web file lacks: fifteen hanzi of village names (圐圙 ...) and the toned vowels
 * of pinyin. Cut from Source Han Sans SC, see fonts/README.md; a test compares them with the data.
 */
const RARE = '仉嘠圐圙塄墕崞撖栜桲牤犋砬碡笸āēěīōūǎǐǒǔǖǘǚǜńňǹḿ';

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
  const unicodeRange = [...RARE].map((character) => `U+${character.codePointAt(0)!.toString(16)}`).join(', ');
  declare('NutagSans', rareRegular, { unicodeRange });
  declare('NutagSans', rareBold, { unicodeRange, weight: '600' });
  declare('NutagStrong', rareBold, { unicodeRange });
  declare('NutagMongol', mongolian, { unicodeRange: MONGOLIAN_RANGE });
}

const PATIENCE_MS = 4000;

/**
 * Have every font read before the map draws its first label: MapLibre asks only for the face of a space, and a character drawn
 * from another font would stay so.
 */
export async function mapFonts(): Promise<void> {
  const all = ['NutagSans', 'NutagStrong'].map((family) =>
    document.fonts.load(`24px ${family}`, `锡林${RARE}`),
  );
  await Promise.race([Promise.allSettled(all), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
