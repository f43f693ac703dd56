import { sql } from 'kysely';
import type { MarkerResult } from '../api/marker-edits.ts';
import type { DivisionRef } from '../api/record.ts';
import type { Context } from '../context.ts';
import { notFound } from '../http/problem.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import { crsNamed } from './numbering.ts';

interface Row {
  id: number;
  number: string;
  type: MarkerResult['type'];
  type_letter: string | null;
  sides: (string | null)[];
  managing_code: string | null;
  x: string | null;
  y: string | null;
  height: string | null;
  crs: number | null;
  survey_method: string | null;
  accuracy_m: number | null;
  transform_status: MarkerResult['transformStatus'];
  chainage_km: number | null;
  material: string | null;
  established_on: string | null;
  condition: MarkerResult['condition'];
}

interface Line {
  code: string;
  name: string;
  level: string;
  side_a: string;
  side_b: string | null;
  length_km: number;
  agreement: string | null;
  legal: boolean;
}

/** 界桩成果表 of a line: its markers in their order, the registered values as they were surveyed. @throws Problem 404 */
export async function markerResults(context: Context, code: string) {
  const { db } = context;
  const { rows: lines } = await sql<Line>`select code, name, level, side_a, side_b, length_km, agreement, legal from boundary_line where code = ${code}`.execute(db); // prettier-ignore
  const { rows } = await sql<Row>`
    select id, number, type, type_letter, array[county_a, county_b, county_c] as sides, managing_code, registered_x::text as x, registered_y::text as y, registered_height::text as height,
      registered_crs as crs, survey_method, accuracy_m, transform_status, chainage_km, material, established_on, condition
    from boundary_marker where line_code = ${code} and valid_to is null order by coalesce(sequence, 0), id`.execute(db); // prettier-ignore
  const [line] = lines;
  if (line === undefined && rows.length === 0) throw notFound(`Boundary line ${code}`);
  const nameOf = await divisionNames(context.db);
  const named = (codes: readonly (string | null)[]): DivisionRef[] => codes.filter((one) => one !== null).map(nameOf); // prettier-ignore
  const items = rows.map((row): MarkerResult => {
    const crs = row.crs === null ? null : crsNamed(row.crs);
    return {
      id: row.id,
      number: row.number,
      type: row.type,
      letter: row.type_letter,
      sides: named(row.sides),
      managing: named([row.managing_code])[0] ?? null,
      x: row.x,
      y: row.y,
      height: row.height,
      crs: row.crs,
      crsName: crs?.name ?? null,
      zone: crs?.zone ?? null,
      method: row.survey_method,
      accuracyM: row.accuracy_m,
      transformStatus: row.transform_status,
      chainageKm: row.chainage_km,
      material: row.material,
      establishedOn: row.established_on,
      condition: row.condition,
    };
  });
  const head = { code, name: line?.name ?? null, level: line?.level ?? null, sides: named([line?.side_a ?? null, line?.side_b ?? null]), lengthKm: line?.length_km ?? null, agreement: line?.agreement ?? null, legal: line?.legal ?? null }; // prettier-ignore
  return { items, total: items.length, next: null, line: head };
}
