import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { arrayLiteral, insertBatch, pointFromLonLat } from '../database/bulk.ts';
import { transaction } from '../database/transaction.ts';
import { hasEvents } from '../markers/derive.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { readTable, type Table } from './table.ts';

export const markerFiles = ['markers.tsv.gz'];

/**
 * Loads the markers of a pack in one transaction. Registered coordinates are kept as they stand. A number that an office has
 * imported for the same line stays the office's; a marker that has events of its own stays as they have made it, and is closed where the
 * pack no longer holds it. The others are made anew under the ids that they had: sample events and findings name them.
 */
export async function loadMarkers(context: Context, pack: Pack, step: Step): Promise<number> {
  const table = await readTable(pack, 'markers.tsv.gz');
  step.total(table.length);
  await transaction(context.jobs, async (trx) => {
    const own = sql`p.source_id = any(${pack.manifest.sources.map((source) => source.id)})`;
    const { rows: before } = await sql<{ id: number; key: string }>`
      delete from boundary_marker p where ${own} and not ${hasEvents} returning id, line_code || ' ' || number as key`.execute(trx); // prettier-ignore
    const keys = Array.from({ length: table.length }, (_, row) => keyOf(table, row));
    await sql`update boundary_marker p set valid_to = current_date, updated_at = now()
      where ${own} and valid_to is null and line_code || ' ' || number <> all(${keys}::text[])`.execute(trx);
    const { rows: taken } = await sql<{
      key: string;
    }>`select line_code || ' ' || number as key from boundary_marker`.execute(trx);
    const held = new Set(taken.map(({ key }) => key));
    const rows = Array.from({ length: table.length }, (_, row) => row).filter((row) => !held.has(keys[row]!)); // prettier-ignore
    const cells = (column: string) => rows.map((row) => table.cell(row, column));
    const text = (column: string) => ({ type: 'text' as const, values: cells(column) });
    const number = (column: string, type: 'int2' | 'int4' | 'float8' | 'numeric') => ({
      type,
      values: cells(column),
    });
    const constant = (value: unknown) => rows.map(() => value);
    await insertBatch(
      trx,
      'boundary_marker',
      {
        number: text('number'),
        line_code: text('line_code'),
        sequence: number('sequence', 'int2'),
        type: text('type'),
        type_letter: text('type_letter'),
        material: text('material'),
        condition: text('condition'),
        county_a: text('county_a'),
        county_b: text('county_b'),
        managing_code: text('managing_code'),
        registered_x: number('x', 'numeric'),
        registered_y: number('y', 'numeric'),
        registered_crs: number('crs', 'int4'),
        registered_height: number('height', 'numeric'),
        lon: number('lon', 'float8'),
        lat: number('lat', 'float8'),
        chainage_km: number('chainage_km', 'float8'),
        accuracy_m: number('accuracy_m', 'float8'),
        survey_method: text('survey_method'),
        established_on: { type: 'date', values: cells('established_on') },
        checked_on: { type: 'date', values: cells('checked_on') },
        reference_objects: { type: 'text', values: cells('reference_objects') },
        source_id: { type: 'text', values: constant('nutag-sample') },
        sample: { type: 'boolean', values: constant(true) },
      },
      {
        geom: pointFromLonLat,
        transform_status: `case when lon is null then 'untransformed' else 'transformed' end`,
        reference_objects: `coalesce(reference_objects, '[]')::jsonb`,
        stated_condition: 'condition',
        stated_on: 'checked_on',
      },
      ['lon', 'lat'],
    );
    await sql`update boundary_marker m set id = k.id
      from unnest(${arrayLiteral(before.map(({ id }) => id))}::int4[], ${arrayLiteral(before.map(({ key }) => key))}::text[]) as k(id, key)
      where m.line_code || ' ' || m.number = k.key and m.source_id = 'nutag-sample'`.execute(trx); // prettier-ignore
    await sql`update data_version set version = version + 1, updated_at = now(),
      row_count = (select count(*) from boundary_marker) where dataset = 'markers'`.execute(trx);
  });
  step.advance(table.length);
  return table.length;
}

const keyOf = (table: Table, row: number): string => `${table.cell(row, 'line_code')} ${table.cell(row, 'number')}`; // prettier-ignore
