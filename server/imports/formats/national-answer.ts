import type { Geometry, Position } from 'geojson';
import { valueText } from './cells.ts';

type Json = Record<string, unknown>;

/** A record of the national database as a row: what it is known by, its cells by header, its point. */
export interface NationalRecord {
  /** 地名代码, else 数据ID, else the division's code; null: nothing tells it from another. */
  key: string | null;
  /** From detailsPub: it has all that listPub has, and the history. */
  detailed: boolean;
  values: Map<string, string | null>;
  geometry: Geometry | null;
}

/** What one saved answer holds. `refused`: the portal did not answer the question, and said why. */
export type NationalAnswer = { records: NationalRecord[] } | { refused: string } | null;

const details = ['old_name', 'place_meaning', 'place_origin', 'place_history', 'government_history'];
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text begins as an answer of getList, listPub or detailsPub does. */
export const looksNational = (start: string): boolean =>
  !/"type"\s*:\s*"(Feature|Topology)/.test(start) &&
  (/"records"\s*:\s*\[/.test(start) ||
    /"(place_type_code|gdm)"\s*:/.test(start) ||
    (/"children"\s*:/.test(start) && /"code"\s*:/.test(start) && /"name"\s*:/.test(start)) ||
    /^\s*\{\s*"(message|data|status|total|tag)"\s*:/.test(start));

/** The records of an answer, whether it comes bare or inside `data`. Null: it is no answer of the portal. */
export function readAnswer(value: unknown): NationalAnswer {
  const body = isObject(value) && 'data' in value ? value['data'] : value;
  if (isObject(value) && (body === null || body === undefined || body === '')) {
    return { refused: valueText(value['message']) ?? valueText(value['status']) ?? '' };
  }
  if (Array.isArray(body)) {
    if (body.length === 0) return { records: [] };
    const records = body.flatMap((item) => recordsOf(item) ?? []);
    return records.length === 0 ? null : { records };
  }
  const records = recordsOf(body);
  return records === null ? null : { records };
}

function recordsOf(value: unknown): NationalRecord[] | null {
  if (!isObject(value)) return null;
  const { records } = value;
  if (Array.isArray(records)) return records.filter((item) => isObject(item)).map(placeOf);
  if ('standard_name' in value) return [placeOf(value)];
  if ('code' in value && 'name' in value) return divisionsOf(value);
  return null;
}

function placeOf(record: Json): NationalRecord {
  const values = new Map<string, string | null>();
  for (const [name, property] of Object.entries(record)) {
    if (name === 'gdm' || (name === 'pdm' && property === null)) continue;
    values.set(name === 'standard_name' ? nameHeader : name, valueText(property));
  }
  const text = (name: string): string | null => values.get(name) ?? null;
  const shape = shapeOf(record['gdm']);
  if (shape !== null && shape.length > 1) {
    values.set('gdm', valueText(record['gdm'])); // the list of places holds points: the whole shape is kept beside it
    values.set('位置精度', 'approximate');
  }
  return {
    key: text('place_code') ?? text('id'),
    detailed: details.some((name) => name in record),
    values,
    geometry: shape === null ? null : { type: 'Point', coordinates: shape[Math.floor((shape.length - 1) / 2)]! }, // prettier-ignore
  };
}

export const nameHeader = '标准名称';

/** Positions of a `gdm`, of which the type is written in lower case: one for a point, several for a line; null without any. */
function shapeOf(gdm: unknown): Position[] | null {
  let value = gdm;
  if (typeof gdm === 'string') {
    try {
      value = JSON.parse(gdm);
    } catch {
      return null;
    }
  }
  if (!isObject(value) || !Array.isArray(value['coordinates'])) return null;
  let list = value['coordinates'] as unknown[];
  while (Array.isArray(list[0]) && Array.isArray(list[0][0])) list = list[0] as unknown[];
  const positions = typeof list[0] === 'number' ? [list] : list;
  const good = positions.filter((at): at is Position => Array.isArray(at) && at.length >= 2 && at.slice(0, 2).every((part) => typeof part === 'number' && Number.isFinite(part))); // prettier-ignore
  return good.length === 0 ? null : good.map(([lon, lat]) => [lon!, lat!]);
}

const levels: Readonly<Record<string, string>> = { 1: 'province', 2: 'prefecture', 3: 'county', 4: 'township' }; // prettier-ignore
const deepest = 8;

/** A node of getList and all that is below it. Codes lose the zeros that fill them up to twelve digits; the country has none. */
function divisionsOf(node: Json, depth = 0): NationalRecord[] {
  const digits = String(node['code']).replace(/\D/g, '');
  const nine = digits.padEnd(9, '0').slice(0, 9);
  const code = nine.endsWith('000') ? nine.slice(0, 6) : nine;
  const level = levels[String(node['level'])] ?? null;
  const own: NationalRecord = {
    key: `division ${code}`,
    detailed: false,
    values: new Map([['区划代码', code], [nameHeader, valueText(node['name'])], ['level', level], ['类型', valueText(node['type'])]]),
    geometry: null,
  }; // prettier-ignore
  const below = Array.isArray(node['children']) && depth < deepest ? node['children'].filter((child) => isObject(child)) : []; // prettier-ignore
  const children = below.flatMap((child) => divisionsOf(child, depth + 1));
  return digits === '' || Number(digits) === 0 || level === null ? children : [own, ...children];
}
