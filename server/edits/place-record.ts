import { given } from '../given.ts';
import { sql } from 'kysely';
import type { PlaceChange, PlaceContent, PlaceRecord } from '../api/place-edits.ts';
import type { Db } from '../database/open.ts';
import { placeVersion } from '../database/record-version.ts';
import { notFound } from '../http/problem.ts';
import { readingOf } from '../imports/kinds/place-roman.ts';
import { mergeAttributes, textsOf } from './findings.ts';
import { headOf } from './head.ts';

/** A row of place_name. */
export interface NameRow {
  text: string;
  kind: PlaceContent['names'][number]['kind'];
  lang: string;
  reading: string | null;
  validFrom: string | null;
  validTo: string | null;
  source: string | null;
}

/** A place as it is stored, public or not. */
export interface StoredPlace extends PlaceRecord {
  names: readonly NameRow[];
}

const order = ['standard', 'short', 'alias', 'former', 'variant'];

/** @throws Problem 404 */
export async function readPlaceRecord(db: Db, id: number): Promise<StoredPlace> {
  const { rows } = await sql<Row>`
    select p.id, p.name, p.roman, p.mongolian, p.class_code, p.division_code, p.denotes_code, p.status, p.place_code, p.position,
      ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.valid_from, p.valid_to, p.attributes, p.public, p.secrecy, p.source_id, p.sample,
      p.updated_at, p.edited_at, p.edited_by, ${placeVersion('p')} as version,
      coalesce((select json_agg(json_build_object('text', n.text, 'kind', n.kind, 'lang', n.lang, 'reading', n.reading,
        'validFrom', n.valid_from, 'validTo', n.valid_to, 'source', n.source_id)
        order by array_position(${order}::text[], n.kind), n.text collate "C", n.lang) from place_name n where n.place_id = p.id), '[]') as names
    from place p where p.id = ${id}`.execute(db);
  const row = rows[0];
  if (row === undefined) throw notFound(`Place ${id}`);
  const standard = row.names.find((name) => isStandard(name, row.name));
  const content: PlaceContent = {
    name: row.name,
    reading: standard?.reading ?? null,
    roman: row.roman,
    mongolian: row.mongolian,
    class: row.class_code,
    division: row.division_code,
    status: row.status,
    placeCode: row.place_code,
    point: row.lon === null ? null : [row.lon, row.lat!],
    position: row.position,
    names: row.names
      .filter((name) => !isStandard(name, row.name) && !isMongolian(name, row.mongolian))
      .map(({ text, kind, lang, reading, validFrom, validTo }) => ({ text, kind, lang, reading, validFrom, validTo })), // prettier-ignore
    validFrom: row.valid_from,
    validTo: row.valid_to,
    attributes: textsOf(row.attributes),
    public: row.public,
    secrecy: row.secrecy,
  };
  return {
    ...headOf(row),
    denotes: row.denotes_code,
    content,
    names: row.names,
  };
}

interface Row {
  id: number;
  name: string;
  roman: string | null;
  mongolian: string | null;
  class_code: string;
  division_code: string;
  denotes_code: string | null;
  status: PlaceContent['status'];
  place_code: string | null;
  position: PlaceContent['position'];
  lon: number | null;
  lat: number | null;
  valid_from: string | null;
  valid_to: string | null;
  attributes: unknown;
  public: boolean;
  secrecy: PlaceContent['secrecy'];
  source_id: string;
  sample: boolean;
  updated_at: string;
  edited_at: string | null;
  edited_by: string | null;
  version: string;
  names: NameRow[];
}

export const isStandard = ({ kind, text }: Pick<NameRow, 'kind' | 'text'>, name: string): boolean =>
  kind === 'standard' && text === name;
export const isMongolian = (
  { kind, text }: Pick<NameRow, 'kind' | 'text'>,
  mongolian: string | null,
): boolean => kind === 'standard' && text === mongolian;

/** As the API answers it. */
export function placeAnswer(stored: StoredPlace): PlaceRecord {
  const { id, version, source, sample, updatedAt, editedAt, editedBy, denotes, content } = stored;
  return { id, version, source, sample, updatedAt, editedAt, editedBy, denotes, content };
}

const empty: PlaceContent = {
  name: '', reading: null, roman: null, mongolian: null, class: '', division: '', status: 'current', placeCode: null, point: null,
  position: 'unknown', names: [], validFrom: null, validTo: null, attributes: {}, public: true, secrecy: '公开',
}; // prettier-ignore

/** The content after a change. A point that is new or moved is approximate unless it is said to be surveyed. */
export function changePlace(before: PlaceContent | null, change: PlaceChange): PlaceContent {
  const { attributes, point, position, ...rest } = change;
  const base = before ?? empty;
  const after: PlaceContent = {
    ...base,
    reading: readingAfter(base, change),
    ...given(rest),
    attributes: mergeAttributes(base.attributes, attributes),
    ...placed(base, { point, position }),
  };
  return after;
}

/** The reading of a name that has changed goes with it, unless it fits the new one too. */
function readingAfter({ name, reading }: PlaceContent, change: PlaceChange): string | null {
  if (reading === null || change.name === undefined || change.name === name) return reading;
  return readingOf(change.name, reading) === null ? null : reading;
}

interface Placed {
  point: [number, number] | null;
  position: PlaceContent['position'];
}

/** Point and kind of position belong together: `unknown` where there is no point, and nowhere else. */
export function placed(
  base: Placed,
  change: { point: Placed['point'] | undefined; position: Placed['position'] | undefined },
): Placed {
  const point = change.point === undefined ? base.point : change.point;
  if (point === null) return { point, position: 'unknown' };
  const moved = change.point !== undefined && JSON.stringify(point) !== JSON.stringify(base.point);
  const position = change.position ?? (moved ? 'approximate' : base.position);
  return { point, position: position === 'unknown' ? 'approximate' : position };
}
