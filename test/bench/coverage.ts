/**
 * Coverage on the built-in divisions with 265,800 places, of which 91,081 are settlements (as in the built-in pack; BENCH_SETTLEMENTS says
 * another number), 110 operating facilities of each of seven kinds and 848 stations, all with a reach threshold, in a database of its own.
 * Embedded always; PostgreSQL where BENCH_DATABASE_URL (or TEST_DATABASE_URL) names a server. BENCH_ENGINES=postgres leaves the other out.
 * The obvious way, a lateral KNN query for each settlement, is timed in the same run and its distances are compared: it orders on
 * a sphere, so that now and then it names the second nearest.
 */
import { sql } from 'kysely';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import type { Context } from '../../server/context.ts';
import { matrix } from '../../server/coverage/matrix.ts';
import { judge } from '../../server/coverage/answer.ts';
import { listReach, trialsOf } from '../../server/coverage/reach.ts';
import { rebuildNearest } from '../../server/coverage/rebuild.ts';
import type { Db } from '../../server/database/open.ts';
import { transaction } from '../../server/database/transaction.ts';
import { takeDataset } from '../../server/edits/dataset.ts';
import { changeFacility, readFacilityRecord } from '../../server/edits/facility-record.ts';
import { writeFacility } from '../../server/edits/facility-write.ts';
import { quietStep } from '../support/ask.ts';
import { onEachEngine } from './imports/own-database.ts';
import { printTable, quantile } from './search/table.ts';

const [places, perKind, stations] = [265_800, 110, 848];
const settlements = Number(process.env['BENCH_SETTLEMENTS'] ?? 91_081);
const kinds = ['funeral_home', 'funeral_service_station', 'columbarium', 'public_cemetery', 'relief_station', 'child_protection_institution', 'elderly_care_centre']; // prettier-ignore
const allKinds = [...kinds, 'child_protection_station'];
const actor = { name: 'bench', from: 'command' };

await onEachEngine(async (engine, context) => {
  await fill(context.jobs);
  await measure(engine, context);
});

/** Points round the seats of townships, by a generator of numbers that is the same on every engine. */
async function fill(db: Db): Promise<void> {
  await sql`insert into source (id, title, sample) values ('bench', 'bench', true)`.execute(db);
  await sql`insert into place_class (code, name, verified, settlement) values ('22200', '居民点', true, true), ('12100', '河流', true, false)
    on conflict (code) do update set settlement = excluded.settlement`.execute(db);
  await sql`create table bench_seat as select row_number() over (order by code) - 1 as n, code, ST_X(seat) as lon, ST_Y(seat) as lat
    from division where level = 'township' and valid_to is null and seat is not null`.execute(db);
  await sql`create index on bench_seat (n)`.execute(db);
  await sql`
    insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample)
    select g, case when g <= ${settlements} then '22200' else '12100' end, s.code, '地' || g, 10, 'synthetic',
      ST_SetSRID(ST_MakePoint(s.lon + (g * 7919 % 1000 - 500) / 1000.0, s.lat + (g * 104729 % 1000 - 500) / 1500.0), 4490), 'bench', true
    from generate_series(1, ${places}::int8) g join bench_seat s on s.n = g * 31 % (select count(*) from bench_seat)`.execute(db);
  for (const [at, kind] of allKinds.entries()) {
    await sql`insert into facility_kind (id, name, name_en, unit, reach_km, sort, symbol) values (${kind}, ${kind}, ${kind}, ${kind === 'child_protection_station' ? 'township' : 'county'}, 60, ${at}, 'x')
      on conflict (id) do update set reach_km = 60`.execute(db);
    await sql`
      insert into facility (kind, name, county_code, township_code, status, position, geom, opened_on, source_id, sample)
      select ${kind}, '设施' || g, left(s.code, 6), s.code, 'operating', 'synthetic', ST_SetSRID(ST_MakePoint(s.lon + ${at} / 100.0, s.lat), 4490), date '2020-01-01', 'bench', true
      from generate_series(1, ${kind === 'child_protection_station' ? stations : perKind}::int8) g
      join bench_seat s on s.n = g * ${kind === 'child_protection_station' ? 1 : 9} % (select count(*) from bench_seat)`.execute(db);
  }
  await sql`update data_version set version = version + 1 where dataset in ('places', 'facilities')`.execute(db);
  await sql`analyze place`.execute(db);
  await sql`analyze facility`.execute(db);
} // prettier-ignore

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

async function measure(engine: string, context: Context): Promise<void> {
  const { db } = context;
  const whole = await timed(() => rebuildNearest(context, quietStep));
  const edits = [];
  for (let round = 0; round < 12; round += 1) edits.push((await timed(() => moveEveryKind(db, round))).ms);
  const table: number[] = [];
  const fiveTimes: number[] = [];
  for (let T = 10; T <= 300; T += 5) {
    const trials = trialsOf({ method: 'straight', detour: 1.3, threshold: T, share: 0.8 }).map(({ distance }) => distance); // prettier-ignore
    table.push((await timed(() => listReach(db, 'funeral_home', 'straight', 'county', trials))).ms);
    fiveTimes.push((await timed(() => countBy(db, trials))).ms);
  }
  const question = { kind: 'funeral_home', method: 'straight', detour: 1.3, share: 0.8 } as const;
  const answers: number[] = [];
  for (let T = 10; T <= 300; T += 10) answers.push((await timed(() => judge(db, { ...question, T }))).ms);
  const all: number[] = [];
  for (let round = 0; round < 5; round += 1) all.push((await timed(() => matrix(context, { ...question, unit: 'county', kinds: null, thresholds: {}, on: undefined, division: undefined }))).ms); // prettier-ignore
  const lateral = await timed(() => lateralKnn(context.jobs, 'funeral_home')); // longer than a query of a person may take
  console.log(
    `\nengine ${engine}: ${settlements} settlements of ${places} places, ${kinds.length} kinds of ${perKind} and ${stations} stations`,
  );
  const line = (what: string, ms: readonly number[], goal: string): string[] => [what, quantile(ms, 0.5).toFixed(1), quantile(ms, 0.95).toFixed(1), goal]; // prettier-ignore
  printTable(
    ['what', 'p50 ms', 'p95 ms', 'goal on PostgreSQL'],
    [
      line(`all distances of ${allKinds.length} kinds made anew`, [whole.ms], '15 000'),
      line(
        `a facility of each of ${allKinds.length} kinds moved: edits with all their distances`,
        edits,
        '2 000',
      ),
      line('county table: five thresholds, P50, P90, max from the sorted distances', table, '50'),
      line('the same by one GROUP BY over the distances', fiveTimes, ''),
      line('the whole answer: duty, reach, burden, robustness of 103 banners', answers, ''),
      line('matrix of 8 kinds, 103 banners, 12 leagues', all, ''),
      line('lateral KNN: one kind', [lateral.ms], ''),
      line(`lateral KNN: ${allKinds.length} kinds, if each took as long`, [lateral.ms * allKinds.length], ''),
    ],
  );
  console.log(`largest difference from lateral KNN: ${(lateral.value * 100).toFixed(4)} %`);
}

/** One facility of every kind goes some kilometres to the east, each by an edit of its own: check, version, audit and distances. */
async function moveEveryKind(db: Db, round: number): Promise<void> {
  for (const kind of allKinds) {
    const { id } = await db.selectFrom('facility').where('kind', '=', kind).orderBy('id').offset(round * 7).limit(1).select('id').executeTakeFirstOrThrow(); // prettier-ignore
    await transaction(db, async (trx) => {
      await takeDataset(trx, 'facilities');
      const before = await readFacilityRecord(trx, id);
      const [lon, lat] = before.content.point!;
      await writeFacility(trx, actor, before, changeFacility(before.content, FacilityChange.parse({ point: [lon + 0.2, lat] }))); // prettier-ignore
    });
  }
}

async function countBy(db: Db, thresholds: readonly number[]): Promise<void> {
  await sql`
  select county_code, count(*), ${sql.join(thresholds.map((T) => sql`count(*) filter (where metres <= ${T})`))},
    percentile_cont(array[0.5, 0.9]) within group (order by metres), max(metres)
  from nearest_facility where kind = 'funeral_home' group by county_code`.execute(db);
} // prettier-ignore

/** The obvious query. @returns the largest relative difference of its distances from those that are stored */
async function lateralKnn(db: Db, kind: string): Promise<number> {
  const { rows } = await sql<{ off: number }>`
    select max(abs(n.metres - best.metres) / greatest(best.metres, 1000)) as off
    from nearest_facility n join place p on p.id = n.place_id cross join lateral (
      select ST_Distance(f.geom::geography, p.geom::geography) as metres from facility f
      where f.kind = n.kind and f.status = 'operating' order by f.geom::geography <-> p.geom::geography limit 1) best
    where n.kind = ${kind}`.execute(db);
  return rows[0]!.off;
}
