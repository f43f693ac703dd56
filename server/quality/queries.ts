import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

export interface PlaceShown {
  id: number;
  name: string;
  roman: string | null;
  class_code: string;
  class_name: string | null;
  division_code: string;
  lon: number | null;
  lat: number | null;
  sample: boolean;
}

export async function placesShown(db: Db, ids: readonly number[]): Promise<Map<number, PlaceShown>> {
  const { rows } = await sql<PlaceShown>`
    select p.id, p.name, p.roman, p.class_code, c.name as class_name, p.division_code, ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.sample
    from place p left join place_class c on c.code = p.class_code
    where p.id = any(${ids}::int4[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
