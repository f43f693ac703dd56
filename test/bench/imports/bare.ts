import { sql } from 'kysely';
import type { Context } from '../../../server/context.ts';
import { insertBatch } from '../../../server/database/bulk.ts';
import { createLocator } from '../../../server/divisions/locate.ts';
import { mapColumns } from '../../../server/imports/columns.ts';
import { openSource } from '../../../server/imports/formats/open.ts';
import { createPlaceClasses } from '../../../server/imports/kinds/place-class.ts';
import { readPlaceDivisions } from '../../../server/imports/kinds/place-divisions.ts';
import { createPlaceReader, type Place } from '../../../server/imports/kinds/place-row.ts';
import { createStage, insertPlaces } from '../../../server/imports/kinds/place-stage.ts';
import type { Run } from '../../../server/imports/kind.ts';
import { places } from '../../../server/imports/kinds/places.ts';
import { createPositionReader } from '../../../server/imports/position.ts';
import { createReport } from '../../../server/imports/report.ts';
import { keysOf } from '../../../server/places/keys.ts';

const batch = 2000;
const keyBatch = 20_000;

/** Seconds by the clock, and of all threads of this process. */
interface Spent {
  wall: number;
  cpu: number;
}
export interface Bare {
  rows: Spent; // places and names
  keyRows: Spent;
  keys: number;
}

/**
 * Inserts the rows that the file stands for and nothing else: places, names, and every search key as a row, into tables
 * without indexes. Reading and making them is not timed.
 */
export async function insertBare(context: Context, file: string): Promise<Bare> {
  const db = context.jobs;
  const run = { db, stage: (part: string) => `bare_${part}` } as Run;
  await createStage(run);
  await sql`create table bare_key (like name_key)`.execute(db);
  const bare: Bare = { rows: { wall: 0, cpu: 0 }, keyRows: { wall: 0, cpu: 0 }, keys: 0 };
  const timed = async (spent: Spent, work: () => Promise<void>): Promise<void> => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    await work();
    const used = process.cpuUsage(cpu);
    spent.wall += (performance.now() - started) / 1000;
    spent.cpu += (used.user + used.system) / 1e6;
  };
  for await (const slice of slices(context, file)) {
    await timed(bare.rows, () => insertPlaces(run, slice));
    const rows = slice.flatMap((place) =>
      keysOf({ ...place, denotes: null }).map((key) => ({ place, ...key })),
    );
    bare.keys += rows.length;
    for (let from = 0; from < rows.length; from += keyBatch) {
      const part = rows.slice(from, from + keyBatch);
      await timed(bare.keyRows, () =>
        insertBatch(db, 'bare_key', {
          place_id: { type: 'int4', values: part.map(({ place }) => place.line) },
          division: { type: 'int4', values: part.map(({ place }) => Number(place.division.padEnd(9, '0'))) },
          score: { type: 'int2', values: part.map(({ place }) => place.importance) },
          class: { type: 'int2', values: part.map(({ place }) => Number(place.class)) },
          kind: { type: 'int2', values: part.map(({ kind }) => kind) },
          lon: { type: 'float4', values: part.map(({ place }) => place.lon) },
          lat: { type: 'float4', values: part.map(({ place }) => place.lat) },
          key: { type: 'text', values: part.map(({ key }) => key) },
        }),
      );
    }
  }
  return bare;
}

async function* slices(context: Context, file: string): AsyncGenerator<Place[]> {
  const source = await openSource(file, { name: 'places.csv' });
  const columns = mapColumns(places.fields, source.headers);
  const report = createReport(() => Promise.resolve());
  const position = createPositionReader({ columns, crs: null, shifts: {}, obfuscated: true });
  const divisions = await readPlaceDivisions(context.jobs);
  const read = createPlaceReader({ columns, crs: null, position, report }, { divisions, classes: createPlaceClasses([]), locator: createLocator([]), checkRoman: () => null, today: '2026-01-01' }); // prettier-ignore
  let slice: Place[] = [];
  for await (const row of source.rows()) {
    const place = read(row);
    if (typeof place !== 'string') slice.push(place);
    if (slice.length < batch) continue;
    yield slice;
    slice = [];
  }
  yield slice;
  await source.close();
}
