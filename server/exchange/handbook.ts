import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Query } from '../api/endpoint.ts';
import type { getHandbook, HandbookDivision } from '../api/handbook.ts';
import type { Db } from '../database/open.ts';
import { andPublic } from '../database/public.ts';
import { listDivisions, type DivisionRow } from '../divisions/queries.ts';
import { notFound } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { describeSources } from './extract.ts';

const mostDivisions = 100_000;

/** 政府驻地 by the code of the division, as the gazetteer entry that names it has it (column 政府驻地 of an import). */
export async function seatNames(db: Db, audience: Audience): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; seat: string }>`
    select denotes_code as code, attributes->>'seat' as seat from place
    where denotes_code is not null and attributes->>'seat' is not null ${andPublic(audience)}
    order by id`.execute(db);
  return new Map(rows.map(({ code, seat }) => [code, seat]));
}

/** 行政区划简册: every division on a day, each after the one that holds it. @throws Problem 404 */
export async function handbook({ context, audience }: Reading, { division, at }: Query<typeof getHandbook>) {
  const { db } = context;
  const { rows } = await listDivisions(db, { audience, at }, { limit: mostDivisions, after: null });
  const seats = await seatNames(db, audience);
  const top = division === undefined ? rows.find(({ level }) => level === 'province') : rows.find(({ code }) => code === division); // prettier-ignore
  if (top === undefined) throw notFound(`Division ${division ?? ''}${at === undefined ? '' : ` on ${at}`}`);
  const below = new Map<string | null, DivisionRow[]>();
  for (const row of rows) below.set(row.parent_code, [...(below.get(row.parent_code) ?? []), row]);
  const items: HandbookDivision[] = [];
  const add = (row: DivisionRow): void => {
    items.push(toItem(row, seats));
    for (const child of below.get(row.code) ?? []) add(child);
  };
  add(top);
  const sources = [...new Set(rows.map(({ source_id }) => source_id))];
  return { at: at ?? new Date().toISOString().slice(0, 10), sources: await describeSources(db, sources), items }; // prettier-ignore
}

const toItem = (row: DivisionRow, seats: ReadonlyMap<string, string>): HandbookDivision => ({
  code: row.code,
  level: row.level,
  kind: row.kind,
  name: row.name,
  roman: row.roman,
  mongolian: row.mongolian,
  seat: seats.get(row.code) ?? null,
  point: row.seat_position === null ? null : row.point,
  position: row.seat_position ?? 'unknown',
  areaKm2: row.area_km2,
  sample: row.sample,
});
