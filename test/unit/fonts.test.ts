import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { openSync, type Font } from 'fontkit';
import { describe, expect, test } from 'vitest';
import { openPack } from '../../server/packs/manifest.ts';

const require = createRequire(import.meta.url);
const fonts = [
  require.resolve('@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2'),
  require.resolve('@fontsource/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff2'),
  'web/assets/fonts/rare-400.woff2',
].map((file) => openSync(file) as Font);

const { folder, manifest } = openPack('inner-mongolia');
const characters = new Set(
  manifest.files
    .filter(({ path }) => !path.includes('topo'))
    .flatMap(({ path }) => {
      const bytes = readFileSync(`${folder}/${path}`);
      return [...(path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')];
    }),
);
/** Spaces and Mongolian joiners are shaped away. */
const invisible = (character: string): boolean =>
  /\s/u.test(character) ||
  (character >= '\u180b' && character <= '\u180e') ||
  '\u200c\u200d\u202f'.includes(character);

describe('the shipped fonts', { timeout: 60_000 }, () => {
  test('draw every character of the built-in data', () => {
    const missing = [...characters].filter(
      (character) =>
        !invisible(character) && !fonts.some((font) => font.hasGlyphForCodePoint(character.codePointAt(0)!)),
    );
    expect(missing.join('')).toBe('');
  });
  test('the list of rare characters is what the rare font holds', () => {
    const listed = /RARE = '([^']+)'/.exec(readFileSync('web/assets/fonts.ts', 'utf8'))![1]!;
    for (const character of listed)
      expect(fonts[2]!.hasGlyphForCodePoint(character.codePointAt(0)!), character).toBe(true);
  });
});
