import { inflateSync } from 'node:zlib';

interface Part {
  head: string;
  content: string;
}

/** The text of a PDF that Chromium has made, page by page, read as a reader does: glyphs through each font's ToUnicode map. */
export function textOfPdf(pdf: Buffer): string[] {
  const parts = partsOf(pdf);
  const contentOf = (reference: string | undefined): string => parts.get(Number(reference))?.content ?? '';
  const fonts = new Map<string, Map<string, string>>(); // by the number of the font's object
  for (const [number, { head }] of parts) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1];
    if (map !== undefined) fonts.set(String(number), unicodeMap(contentOf(map)));
  }
  const pages = [...parts.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  return pages.map(({ head }) => {
    const named = new Map([...head.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, object]) => [name!, fonts.get(object!)])); // prettier-ignore
    return shown(contentOf(/\/Contents (\d+) 0 R/.exec(head)?.[1]), named);
  });
}

function partsOf(pdf: Buffer): Map<number, Part> {
  const text = pdf.toString('latin1');
  const parts = new Map<number, Part>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\s/g)) {
    const start = match.index + match[0].length;
    const stream = text.indexOf('stream', start);
    const end = text.indexOf('endobj', start);
    const hasStream = stream >= 0 && stream < end;
    const head = text.slice(start, hasStream ? stream : end);
    parts.set(Number(match[1]), { head, content: hasStream ? contentAt(pdf, text, head, stream) : '' });
  }
  return parts;
}

function contentAt(pdf: Buffer, text: string, head: string, stream: number): string {
  const from = stream + (text.startsWith('stream\r\n', stream) ? 8 : 7);
  const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
  const bytes = pdf.subarray(from, from + length);
  return head.includes('FlateDecode') && !head.includes('/FontFile') ? (unpacked(bytes)?.toString('latin1') ?? '') : bytes.toString('latin1'); // prettier-ignore
}

function unpacked(bytes: Buffer): Buffer | null {
  try {
    return inflateSync(bytes);
  } catch {
    return null; // a stream of another kind
  }
}

const characters = (hex: string): string => {
  const bytes = Buffer.from(hex, 'hex');
  return Array.from({ length: bytes.length / 2 }, (_, at) => String.fromCharCode(bytes.readUInt16BE(at * 2))).join(''); // prettier-ignore
};

/** Glyph, four digits, to characters. */
function unicodeMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [block] of cmap.matchAll(/beginbfchar[\s\S]*?endbfchar/g))
    for (const [, glyph, to] of block.matchAll(/<([\dA-Fa-f]{4})>\s*<([\dA-Fa-f]+)>/g)) map.set(glyph!.toUpperCase(), characters(to!)); // prettier-ignore
  for (const [block] of cmap.matchAll(/beginbfrange[\s\S]*?endbfrange/g))
    for (const [, from, to, first] of block.matchAll(/<([\dA-Fa-f]{4})>\s*<([\dA-Fa-f]{4})>\s*<([\dA-Fa-f]{4})>/g)) // prettier-ignore
      for (let glyph = parseInt(from!, 16); glyph <= parseInt(to!, 16); glyph += 1)
        map.set(glyph.toString(16).padStart(4, '0').toUpperCase(), String.fromCharCode(parseInt(first!, 16) + glyph - parseInt(from!, 16))); // prettier-ignore
  return map;
}

/** What the operators Tj and TJ show, one line for each. */
function shown(content: string, fonts: ReadonlyMap<string, Map<string, string> | undefined>): string {
  let font: Map<string, string> | undefined;
  let text = '';
  for (const [, name, shownText] of content.matchAll(
    /\/(F\d+) [\d.]+ Tf|((?:\[[^\]]*\]|<[\dA-Fa-f\s]*>)\s*T[jJ])/g,
  )) {
    // prettier-ignore
    if (name !== undefined) {
      font = fonts.get(name);
      continue;
    }
    const hex = [...shownText!.matchAll(/<([\dA-Fa-f\s]*)>/g)].map(([, digits]) => digits!.replace(/\s/g, '')).join(''); // prettier-ignore
    text += `${(hex.match(/.{4}/g) ?? []).map((glyph) => font?.get(glyph.toUpperCase()) ?? '').join('')}\n`;
  }
  return text;
}
