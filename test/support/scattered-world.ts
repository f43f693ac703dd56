import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { loadRoads } from '../../server/roads/load.ts';
import { openEditWorld, type EditWorld } from './edit-world.ts';

type Random = () => number; // 0..1

export const somewhere = (random: Random): [number, number] => [110.5 + random() * 3, 39.5 + random() * 2];

/** The world of edits with 600 settlements more, of two townships and a banner. */
export async function openScatteredWorld(random: Random): Promise<EditWorld> {
  const world = await openEditWorld();
  const { db } = world.database;
  for (let id = 100; id < 700; id += 1) {
    const [lon, lat] = somewhere(random);
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample)
      values (${id}, '22200', ${id % 2 === 1 ? '150103' : id % 4 === 0 ? '150102001' : '150102002'}, ${`村${id}`}, 10, 'surveyed', ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490), 'office', false)`.execute(db); // prettier-ignore
  }
  await sql`insert into division (code, level, name, parent_code, source_id) values ('150102002', 'township', '东风街道', '150102', 'pack')`.execute(
    db,
  );
  await sql`update place set division_code = '150102001' where division_code = '150102'`.execute(db);
  await sql`update data_version set version = version + 1 where dataset = 'divisions'`.execute(db);
  return world;
} // prettier-ignore

type Line = {
  type: 'Feature';
  properties: object;
  geometry: { type: 'LineString'; coordinates: [number, number][] };
};
/** A crooked grid over the settlements, some roads one-way, some slow, and a piece that no road joins to the rest. */
function grid(random: Random): Line[] {
  const [columns, rows] = [14, 9];
  const node = Array.from({ length: columns * rows }, (_, at): [number, number] => [
    110.5 + ((at % columns) + random() * 0.6) * 0.22,
    39.5 + (Math.floor(at / columns) + random() * 0.6) * 0.22,
  ]);
  const line = (from: number, to: number): Line[] =>
    random() < 0.15
      ? []
      : [
          {
            type: 'Feature',
            properties: {
              highway: random() < 0.4 ? 'trunk' : 'tertiary',
              oneway: random() < 0.2 ? 'yes' : 'no',
            },
            geometry: { type: 'LineString', coordinates: [node[from]!, node[to]!] },
          },
        ];
  const joined = node.flatMap((_, at) => [
    ...((at + 1) % columns === 0 || at % columns === 10 ? [] : line(at, at + 1)),
    ...(at + columns < node.length ? line(at, at + columns) : []),
  ]);
  return joined;
}

/** Loads them as the present roads, with the seat of one banner at a trunk road and of another far from any. */
export async function loadGrid(world: EditWorld, random: Random): Promise<void> {
  const roads = grid(random);
  const [lon, lat] = roads.find(({ properties }) => (properties as { highway: string }).highway === 'trunk')!
    .geometry.coordinates[0]!;
  await sql`update division set seat = ST_SetSRID(case code when '150102' then ST_MakePoint(${lon}, ${lat}) else ST_MakePoint(105, 45) end, 4490) where code in ('150102', '150103')`.execute(world.database.db); // prettier-ignore
  const file = join(world.home, 'grid.geojson');
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: roads }));
  const source = { id: 'grid', title: '路网', publisher: null, licence: null, dataDate: null, sample: true };
  const lines: string[] = [];
  const code = await world.context.exclusive(() =>
    loadRoads(
      world.context,
      { file, speeds: {}, source, dryRun: false, actor: 'operator' },
      (text) => void lines.push(text),
    ),
  );
  expect(code, lines.join('\n')).toBe(0);
}
