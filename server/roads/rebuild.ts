import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { metresBetween, type Points } from '../coverage/nearest.ts';
import { breathe, pointsOf, readKinds, readPresentSettlements, type Kind } from '../coverage/rebuild.ts';
import { prepareRoadReach, swapRoadReach } from '../coverage/unit-reach.ts';
import { insertBatch } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import { buildGraph, findRoutes, type Edge, type Routes, type Target } from './graph.ts';
import { createSnap, type Snap, type Snapped } from './snap.ts';

const readRows = 20_000; // edges read in one query
const batchRows = 2500; // places written in one slice

/**
 * Makes, for every settlement and every seat of a division, the time by road to the operating facility of each kind that is nearest by road, and swaps
 * it in. A place from which no road leads to one has no time: unknown.
 * @returns the number of times of settlements
 */
export async function rebuildRoadReach(context: Context, step: Step): Promise<number> {
  const db = context.jobs;
  step.message('读取路网');
  const graph = buildGraph(await readEdges(db));
  const [kinds, settlements, seats] = [await readKinds(db), await readPresentSettlements(db), await readSeats(db)]; // prettier-ignore
  step.total(settlements.length * (kinds.length + 1));
  const snap = createSnap(graph);
  const [places, seatPoints] = [pointsOf(settlements), pointsOf(seats)];
  const snapped = await snapAll(snap, places, (count) => step.advance(count));
  const snappedSeats = await snapAll(snap, seatPoints);
  await sql`drop table if exists road_reach_next`.execute(db);
  await sql`create table road_reach_next (like road_reach)`.execute(db);
  await sql`drop table if exists road_seat_next`.execute(db);
  await sql`create table road_seat_next (like road_seat)`.execute(db);
  let times = 0;
  for (const kind of kinds) {
    step.message(kind.id);
    const { targets, facilities } = await targetsOf(snap, kind);
    const routes = await findRoutes(graph, targets, breathe);
    const waysTo = (from: Snapped, points: Points) => (at: number) => wayOf({ routes, targets, facilities, kind }, from, points, at); // prettier-ignore
    const wayOfPlace = waysTo(snapped, places);
    for (let from = 0; from < settlements.length; from += batchRows) {
      const slice = settlements.slice(from, from + batchRows);
      const ways = slice.map((_, at) => wayOfPlace(from + at));
      times += ways.filter((way) => way !== null).length;
      await insertBatch(db, 'road_reach_next', {
        kind: { type: 'text', values: slice.map(() => kind.id) },
        place_id: { type: 'int4', values: slice.map(({ id }) => id) },
        county_code: { type: 'text', values: slice.map(({ divisionCode }) => divisionCode.slice(0, 6)) },
        township_code: { type: 'text', values: slice.map(({ divisionCode }) => (divisionCode.length > 6 ? divisionCode : null)) }, // prettier-ignore
        facility_id: { type: 'int4', values: ways.map((way) => way?.facility) },
        seconds: { type: 'int4', values: ways.map((way) => way?.seconds) },
        road_metres: { type: 'int4', values: ways.map((way) => way?.roadMetres) },
        metres: { type: 'int4', values: ways.map((way) => way?.metres) },
      });
      step.advance(slice.length);
    }
    await insertSeats(db, kind.id, seats, waysTo(snappedSeats, seatPoints));
  }
  for (const area of ['county', 'township'])
    await sql`create index ${sql.raw(`road_reach_next_${area}`)} on road_reach_next (kind, ${sql.raw(`${area}_code`)}, seconds)`.execute(
      db,
    );
  await sql`analyze road_reach_next`.execute(db);
  await prepareRoadReach(db);
  await swap(db, times);
  return times;
}

interface Seat {
  code: string;
  lon: number;
  lat: number;
}

async function readSeats(db: Db): Promise<Seat[]> {
  const { rows } = await sql<Seat>`
    select code, ST_X(seat) as lon, ST_Y(seat) as lat from (
      select distinct on (code) code, seat from division where seat is not null order by code, valid_to desc nulls first) latest`.execute(
    db,
  );
  return rows;
}

export async function readEdges(db: Db): Promise<Edge[]> {
  const edges: Edge[] = [];
  for (let after = 0; ;) {
    const { rows } = await sql<Edge & { id: number }>`
      select id, oneway, length_m as metres, length_m / speed_kmh * 3.6 as seconds, ST_X(ST_StartPoint(geom)) as "fromLon", ST_Y(ST_StartPoint(geom)) as "fromLat",
        ST_X(ST_EndPoint(geom)) as "toLon", ST_Y(ST_EndPoint(geom)) as "toLat"
      from road_edge where id > ${after} order by id limit ${readRows}`.execute(db);
    edges.push(...rows);
    if (rows.length < readRows) return edges;
    after = rows.at(-1)!.id;
  }
}

export async function snapAll(snap: Snap, points: Points, done: (count: number) => void = () => undefined): Promise<Snapped> {
  const count = points.lon.length;
  const all: Snapped = { node: new Int32Array(count), seconds: new Float64Array(count), metres: new Float64Array(count) };
  for (let from = 0; from < count; from += batchRows) {
    const to = Math.min(count, from + batchRows);
    const some = snap(points, from, to);
    all.node.set(some.node, from);
    all.seconds.set(some.seconds, from);
    all.metres.set(some.metres, from);
    done(to - from);
    await breathe();
  }
  return all;
} // prettier-ignore

/** The facilities of a kind that are on the network; `facilities` has the place of each in the kind's own list. */
async function targetsOf(snap: Snap, { points }: Kind): Promise<{ targets: Target[]; facilities: number[] }> {
  const { node, seconds, metres } = await snapAll(snap, points);
  const facilities = Array.from(node.keys()).filter((at) => node[at]! >= 0);
  return { facilities, targets: facilities.map((at) => ({ node: node[at]!, seconds: seconds[at]!, metres: metres[at]! })) }; // prettier-ignore
}

interface Way {
  facility: number;
  seconds: number;
  roadMetres: number;
  metres: number;
}

interface Found {
  routes: Routes;
  targets: readonly Target[];
  facilities: readonly number[];
  kind: Kind;
}

function wayOf(
  { routes, facilities, kind }: Found,
  snapped: Snapped,
  points: Points,
  at: number,
): Way | null {
  const node = snapped.node[at]!;
  const target = node < 0 ? -1 : routes.target[node]!;
  if (target < 0) return null;
  const facility = facilities[target]!;
  return {
    facility: kind.facilityIds[facility]!,
    seconds: Math.round(snapped.seconds[at]! + routes.seconds[node]!),
    roadMetres: Math.round(snapped.metres[at]! + routes.metres[node]!),
    metres: Math.round(metresBetween([points.lon[at]!, points.lat[at]!], [kind.points.lon[facility]!, kind.points.lat[facility]!])), // prettier-ignore
  };
}

async function insertSeats(db: Db, kind: string, seats: readonly Seat[], wayTo: (at: number) => Way | null): Promise<void> {
  const found = seats.map(({ code }, at) => ({ code, way: wayTo(at) })).filter((one): one is { code: string; way: Way } => one.way !== null);
  await insertBatch(db, 'road_seat_next', {
    kind: { type: 'text', values: found.map(() => kind) },
    code: { type: 'text', values: found.map(({ code }) => code) },
    facility_id: { type: 'int4', values: found.map(({ way }) => way.facility) },
    seconds: { type: 'int4', values: found.map(({ way }) => way.seconds) },
    metres: { type: 'int4', values: found.map(({ way }) => way.metres) },
  });
} // prettier-ignore

async function swap(db: Db, rows: number): Promise<void> {
  await transaction(db, async (trx) => {
    await sql`drop table road_reach`.execute(trx);
    await sql`alter table road_reach_next rename to road_reach`.execute(trx);
    for (const area of ['county', 'township'])
      await sql`alter index ${sql.raw(`road_reach_next_${area}`)} rename to ${sql.raw(`road_reach_${area}`)}`.execute(
        trx,
      );
    await sql`delete from road_seat`.execute(trx);
    await sql`insert into road_seat select * from road_seat_next`.execute(trx);
    await sql`drop table road_seat_next`.execute(trx);
    await swapRoadReach(trx);
    await sql`update data_version set version = version + 1, row_count = ${rows}, updated_at = now() where dataset = 'road_reach'`.execute(trx); // prettier-ignore
  });
}
