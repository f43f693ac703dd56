import type { NameKind } from '../api/naming.ts';

/** Class prefixes (GB/T 18521) and the kind of 《地名管理条例》 art. 3 that they belong to; the longest prefix counts. */
const kindsByClass: Readonly<Record<string, NameKind>> = {
  1: 'natural',
  212: 'division',
  213: 'division',
  214: 'division',
  215: 'division',
  216: 'village',
  276: 'village',
  222: 'natural_village',
  224: 'natural_village',
  221: 'building', // residential estates are 城镇居民点
  261: 'building',
  252: 'park',
  254: 'park',
  2351: 'street',
  23: 'facility',
  24: 'facility',
  2: 'other',
};

/** The kind of a class; null for a code that no class begins with. */
export function kindOfClass(code: string): NameKind | null {
  for (let length = code.length; length > 0; length -= 1) {
    const kind = kindsByClass[code.slice(0, length)];
    if (kind !== undefined) return kind;
  }
  return null;
}

/** Kinds that are place names only 具有重要地理方位意义 (art. 3 items 6 to 8): not every bridge and building is. */
export const onlySignificant: ReadonlySet<NameKind> = new Set(['building', 'facility', 'other']);
