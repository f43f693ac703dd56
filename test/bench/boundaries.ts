/**
 * The boundary dashboard and the list of markers on 5,000 markers with 20 rounds of history (100,000 checks), in a database of its own:
 * the whole operation with its answer as JSON text. Embedded always; PostgreSQL where BENCH_DATABASE_URL (or TEST_DATABASE_URL) names a
 * server. BENCH_ENGINES=postgres leaves the other out.
 */
import { sql } from 'kysely';
import { local } from '../../server/accounts/account.ts';
import { boundaryStatusRoutes } from '../../server/boundary-status/routes.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import { markerRoutes } from '../../server/markers/routes.ts';
import { inputOf } from '../support/call.ts';
import { onEachEngine } from './imports/own-database.ts';
import { printTable, quantile } from './search/table.ts';

const [markers, rounds, times] = [5000, 20, 60];

await onEachEngine(async (engine, context) => {
  await makeHistory(context.jobs);
  await measure(engine, context);
});

/** Markers along the lines, 20 rounds of five years up to now, an inspection and a check of everything in each, findings of the last rounds. */
async function makeHistory(db: Db): Promise<void> {
  await sql`create table bench_line as select row_number() over (order by l.id) - 1 as n, l.code, l.level, l.side_a, coalesce(l.side_b, l.side_a || 'x') as side_b, s.county_a, s.county_b, ST_GeometryN(l.geom, 1) as geom
    from boundary_line l join lateral (select county_a, county_b from boundary_segment where line_id = l.id order by id limit 1) s on true
    where l.level in ('province', 'prefecture', 'county')`.execute(db); // prettier-ignore
  await sql`insert into boundary_marker (number, line_code, sequence, type, condition, county_a, county_b, managing_code, geom, transform_status, established_on, checked_on, source_id, sample)
    select l.code || '-' || g.n, l.code, g.n / (select count(*) from bench_line) + 1, 'single', (array['intact', 'intact', 'intact', 'damaged', 'missing', 'unknown'])[g.n % 6 + 1],
      l.county_a, l.county_b, l.county_a, ST_LineInterpolatePoint(l.geom, (g.n % 97) / 97.0), 'transformed', '1930-06-01', '2024-07-01', 'nutag-sample', true
    from generate_series(0, ${markers}::int4 - 1) g(n) join bench_line l on l.n = g.n % (select count(*) from bench_line)`.execute(db); // prettier-ignore
  await sql`insert into inspection_round (level, number, year_from, year_to, created_by)
    select level, n, 2026 - 5 * (${rounds}::int4 - n) - 4, 2026 - 5 * (${rounds}::int4 - n), 'bench'
    from unnest(array['province', 'prefecture', 'county']) level, generate_series(1, ${rounds}::int4) n`.execute(db); // prettier-ignore
  await sql`insert into inspection (kind, round_id, line_code, year, lead_code, partner_code, state, office_on, field_from, signed_on, filed_on, filed_to, created_by)
    select 'regular', r.id, l.code, r.year_from + l.n % 5, l.side_a, l.side_b, case when done then 'filed' else 'planned' end,
      case when done then make_date((r.year_from + l.n % 5)::int4, 3, 1) end, case when done then make_date((r.year_from + l.n % 5)::int4, 6, 1) end,
      case when done then make_date((r.year_from + l.n % 5)::int4, 9, 1) end, case when done then make_date((r.year_from + l.n % 5)::int4, 11, 1) end, '民政厅', 'bench'
    from inspection_round r join bench_line l on l.level = r.level, lateral (select r.number < ${rounds}::int4 or l.n % 5 < 3 as done) d`.execute(db); // prettier-ignore
  await sql`insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, inspection_id, people, recorded_by)
    select gen_random_uuid(), m.id, m.line_code, m.number, 'inspect', make_date(i.year, 6, 1 + m.id % 28), m.condition, i.id, '{甲,乙}', 'bench'
    from inspection i join boundary_marker m on m.line_code = i.line_code order by i.year, m.id`.execute(db);
  await sql`insert into finding (uuid, line_code, marker_id, event_id, kind, severity, description, county_a, due_on, state, assignee_code, closed_on, created_by)
    select gen_random_uuid(), e.line_code, e.marker_id, e.id, 'other', (array['low', 'medium', 'high'])[e.id % 3 + 1], '损坏', null, e.happened_on + 200,
      case when e.id % 9 = 0 then 'ordered' else 'closed' end, '150102', case when e.id % 9 = 0 then null else e.happened_on + 100 end, 'bench'
    from marker_event e where e.condition in ('damaged', 'missing') and e.id % 7 = 0`.execute(db); // prettier-ignore
  for (const table of ['boundary_marker', 'inspection', 'marker_event', 'finding']) await sql`analyze ${sql.table(table)}`.execute(db); // prettier-ignore
}

async function measure(engine: string, context: Context): Promise<void> {
  const counted = async (table: string): Promise<string> => Number((await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(context.db)).rows[0]!.n).toLocaleString('en'); // prettier-ignore
  const [version] = (await sql<{ v: string }>`select version() as v`.execute(context.db)).rows;
  console.log(`\n${engine}: ${version!.v.split(' ').slice(0, 2).join(' ')}; ${await counted('boundary_marker')} markers, ${await counted('inspection')} inspections, ${await counted('marker_event')} checks, ${await counted('finding')} findings`); // prettier-ignore
  const timed = async (id: string, query: object): Promise<number> => {
    const route = [...boundaryStatusRoutes, ...markerRoutes].find(({ endpoint }) => endpoint.id === id)!;
    const started = performance.now();
    JSON.stringify(await route.handle(inputOf(route, context, { query }, local)));
    return performance.now() - started;
  };
  const rows: string[][] = [];
  for (const [name, id, query] of questions(await aLine(context.db))) {
    for (let n = 0; n < 5; n += 1) await timed(id, query);
    const spent: number[] = [];
    for (let n = 0; n < times; n += 1) spent.push(await timed(id, query));
    rows.push([name, ...[0, 0.5, 0.95].map((share) => quantile(spent, share).toFixed(1))]);
  }
  printTable(['operation', 'least ms', 'median ms', 'p95 ms'], rows);
}

async function aLine(db: Db): Promise<string> {
  return (await sql<{ code: string }>`select line_code as code from boundary_marker group by 1 order by count(*) desc, 1 limit 1`.execute(db)).rows[0]!.code;
} // prettier-ignore

function questions(line: string): [name: string, operation: string, query: object][] {
  const filters: [string, object][] = [
    ['none', {}],
    ['of 1000', { limit: 1000 }],
    ['line', { line }],
    ['level', { level: 'county' }],
    ['condition', { condition: 'damaged' }],
    ['rare condition', { condition: 'displaced' }],
    ['number', { number: line.slice(0, 4) }],
    ['league', { division: '150700' }],
    ['banner', { division: '150102' }],
    ['bbox', { bbox: '110,40,113,43' }],
    ['all of them', { level: 'county', condition: 'damaged', division: '150000', bbox: '97,37,127,54', number: '15' }], // prettier-ignore
  ];
  return [
    ['dashboard of the region', 'getBoundaryStatus', {}],
    ['dashboard as of 1996-06-30', 'getBoundaryStatus', { at: '1996-06-30' }],
    ['dashboard of a league', 'getBoundaryStatus', { division: '150700' }],
    ['dashboard of a banner', 'getBoundaryStatus', { division: '150102' }],
    ['states for the map', 'getLineStates', {}],
    ['states as of 1996', 'getLineStates', { at: '1996-12-31' }],
    ['clocks of the lines', 'listLineClocks', { limit: 100 }],
    ...filters.map(([name, query]): [string, string, object] => [`markers: ${name}`, 'listMarkers', query]),
  ];
}
