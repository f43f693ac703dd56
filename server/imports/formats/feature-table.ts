import type { Geometry } from 'geojson';
import type { Row } from './format.ts';
import { checkColumnCount, distinctHeaders } from './headers.ts';
import { headerItems, lookAhead, type Input } from './input.ts';

/** A feature as it is read: its properties by name. */
export interface Feature {
  line: number;
  values: ReadonlyMap<string, string | null>;
  geometry: Geometry | null;
  size: number; // characters that it takes in the file
}

/** Headers and rows of features that each bring their own names. */
export async function tabulateFeatures(
  features: AsyncGenerator<Feature>,
  input: Input,
): Promise<{ headers: string[]; hasGeometry: boolean; rowCount: number | null; rows: AsyncGenerator<Row> }> {
  const { first, whole, all } = await lookAhead(features, input, headerItems, ({ size }) => size);
  const names = new Set<string>();
  for (const { values } of first) {
    for (const name of values.keys()) names.add(name);
    checkColumnCount(names.size, input);
  }
  const headers = distinctHeaders(
    [...names].map((name) => name.trim() || null),
    input,
    null,
  );
  return {
    headers,
    hasGeometry: first.some(({ geometry }) => geometry !== null),
    rowCount: whole ? first.length : null,
    rows: toRows(all, [...names], input),
  };
}

async function* toRows(
  features: AsyncGenerator<Feature>,
  names: string[],
  input: Input,
): AsyncGenerator<Row> {
  const known = new Set(names);
  for await (const { line, values, geometry } of features) {
    yield { line, cells: names.map((name) => values.get(name) ?? null), geometry };
    for (const name of values.keys()) {
      if (known.has(name)) continue;
      input.notices.once('property-late', name, {
        line,
        reason: '属性在文件开头的要素中都没有出现, 未读取',
        remedy: '如果需要这个属性, 请把含有它的要素移到文件开头',
      });
    }
  }
}
