import { createReadStream } from 'node:fs';
import type { Geometry } from 'geojson';
import { ImportRefused } from '../report.ts';
import { isRounded, roundedNotice, valueText } from './cells.ts';
import { decode, findEncoding } from './encoding.ts';
import { tabulateFeatures, type Feature } from './feature-table.ts';
import { isGeometryType, tooManyPositions } from './geometry.ts';
import { featureChars, lookAhead, type Input, type Opened } from './input.ts';
import { jsonItems, type JsonItem } from './json-items.ts';

const chunkBytes = 256 * 1024;
const longestCrs = 10_000; // characters
const harmless = 5_000_000; // characters
type Json = Record<string, unknown>;

/** GeoJSON, one document or one feature per line, or a plain array of objects, which has no geometry. */
export async function openGeoJson(input: Input): Promise<Opened> {
  const encoding = await findEncoding(input, () =>
    createReadStream(input.file, { highWaterMark: chunkBytes }),
  );
  const source = createReadStream(input.file, { highWaterMark: chunkBytes });
  input.onClose(() => void source.destroy());
  const items = jsonItems(decode(source, encoding), featureChars(input.limits));
  const { first, whole, all } = await lookAhead(items, input, 2, ({ text }) => text.length);
  if (first.length === 0) throw new ImportRefused('文件中没有任何内容');
  checkKind(first, whole, input);
  const state = { crs: crsOf(parse(first[0]!.text).value) };
  const { headers, hasGeometry, rowCount, rows } = await tabulateFeatures(
    readFeatures(all, state, input),
    input,
  );
  const { crs } = state;
  return {
    format: 'geojson',
    layer: null,
    layers: [],
    headers,
    hasGeometry,
    crs,
    encoding,
    rowCount,
    rows: sameCrs(rows, crs, state),
    progress: () => Math.min(source.bytesRead / input.bytes, 1),
  };
}

/** A single object that is no GeoJSON is not taken for a table of one row. */
function checkKind(first: readonly JsonItem[], whole: boolean, input: Input): void {
  const { value } = parse(first[0]!.text);
  const type = (value as Json | null)?.['type'];
  if (type === 'Topology') {
    throw new ImportRefused('这是 TopoJSON, 不是 GeoJSON。请用 mapshaper 或 QGIS 转换为 GeoJSON');
  }
  const alone =
    first[0]!.kind === 'document' &&
    whole &&
    !/\.(ndjson|jsonl|geojsonl|geojsons)$/i.test(input.options.name);
  if (!alone || type === 'Feature' || isGeometryType(type)) return;
  throw new ImportRefused(
    '这个 JSON 文件不是 GeoJSON: 没有 features, 也不是要素或几何。请导出为 FeatureCollection',
  );
}

async function* readFeatures(
  items: AsyncGenerator<JsonItem>,
  state: { crs: string | null },
  input: Input,
): AsyncGenerator<Feature> {
  let number = 0;
  let headed = false; // the document that is read has items
  for await (const { kind, text, line } of items) {
    if (kind === 'head') {
      headed = true;
      state.crs ??= crsOf(parse(text).value);
      continue;
    }
    checkPositions(text, input.limits.positions);
    const { value, repaired } = parse(text);
    if (kind === 'document') {
      state.crs ??= crsOf(value);
      if (headed) {
        headed = false;
        if (value === undefined) {
          throw new ImportRefused('JSON 不合法: 要素以外的部分有错误。请用原软件重新导出');
        }
        continue;
      }
    }
    number += 1;
    const found = kind === 'document' ? line : number;
    if (repaired) {
      input.notices.add('number-invalid', {
        line: found,
        reason: '有 NaN 或 Infinity, 不是合法的 JSON, 按空值读取',
        remedy: '请改正这些数值',
      });
    }
    const feature = featureOf(value, found, text.length, input);
    if (feature) yield feature;
    else {
      input.notices.add('feature-invalid', {
        line: found,
        value: text.slice(0, 80),
        reason: '不是合法的 JSON 要素, 未读取',
        remedy: '请检查这个要素的括号、引号和逗号',
      });
    }
  }
}

/** `crs` that stands after a thousand features comes too late: the table has been opened without it. */
async function* sameCrs<T>(
  rows: AsyncGenerator<T>,
  crs: string | null,
  state: { crs: string | null },
): AsyncGenerator<T> {
  yield* rows;
  if (state.crs !== crs) throw new ImportRefused('坐标系 (crs) 写在文件末尾。请把它移到 features 之前再导入');
}

function featureOf(value: unknown, line: number, size: number, { notices }: Input): Feature | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const object = value as Json;
  if (isGeometryType(object['type']) && ('coordinates' in object || 'geometries' in object)) {
    return { line, values: new Map(), geometry: object as unknown as Geometry, size };
  }
  const isFeature = object['type'] === 'Feature' || ('geometry' in object && 'properties' in object);
  const values = new Map<string, string | null>();
  const { id } = object;
  if (isFeature && id !== undefined && id !== null) values.set('id', valueText(id));
  for (const [name, property] of Object.entries(isFeature ? propertiesOf(object) : object)) {
    if (typeof property === 'number' && Number.isInteger(property) && isRounded(property)) {
      notices.add('number-precision', { line, field: name, value: valueText(property), ...roundedNotice });
    }
    values.set(name, valueText(property));
  }
  const geometry = isFeature ? ((object['geometry'] ?? null) as Geometry | null) : null;
  return { line, values, geometry, size };
}

const propertiesOf = ({ properties }: Json): object =>
  typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : {};

/** Before JSON.parse makes an array of every position: each has a bracket. */
function checkPositions(text: string, limit: number): void {
  if (text.length < harmless) return;
  let brackets = 0;
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1)) brackets += 1;
  if (brackets > limit * 1.2 + 10_000) throw tooManyPositions(limit);
}

/** `urn:ogc:def:crs:EPSG::4490` and the like in short; what is not known as it stands. */
function crsOf(value: unknown): string | null {
  const crs = (value as Json | null | undefined)?.['crs'] as
    { type?: string; properties?: Json } | null | undefined;
  const name =
    crs?.properties?.['name'] ?? (crs?.type === 'EPSG' ? `EPSG:${String(crs.properties?.['code'])}` : null);
  if (typeof name !== 'string' || name.length > longestCrs) return null;
  const code = /(?:^|[:/])EPSG[:/](?:[^:/]*[:/])?(\d+)$/i.exec(name)?.[1];
  if (code !== undefined) return `EPSG:${code}`;
  return /CRS:?84$/i.test(name) ? 'OGC:CRS84' : name;
}

/** Undefined for what is no JSON. NaN and Infinity, which Python writes, become null. */
function parse(text: string): { value: unknown; repaired: boolean } {
  try {
    return { value: JSON.parse(text), repaired: false };
  } catch {
    const repaired = text.replace(/"(?:[^"\\]|\\[^])*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : 'null',
    );
    try {
      return { value: JSON.parse(repaired), repaired: true };
    } catch {
      return { value: undefined, repaired: false };
    }
  }
}
