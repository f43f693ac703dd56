import { sql } from 'kysely';
import type { MultiLineString, Position } from 'geojson';
import type { LineProfile } from '../api/boundary-profile.ts';
import type { LineLevel } from '../api/boundaries.ts';
import type { MarkerCondition, MarkerType } from '../api/markers.ts';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';
import { notFound } from '../http/problem.ts';
import { createRuler, type Ruler } from '../imports/kinds/line-ruler.ts';
import { directionOf, inOrder } from './direction.ts';
import { divisionNames } from './division-names.ts';
import { lengthKm } from './geodesic.ts';
import { pairOf } from './line-papers.ts';
import { listSegments, meetingPointsOn } from './queries.ts';

type Span = { fromKm: number; toKm: number };

const joins = 0.05; // km: stretches of one segment that are closer are one
const round = (km: number): number => Math.round(km * 1000) / 1000;

/**
 * A line laid out straight. Chainage is measured anew on the present geometry, turned as markers are numbered, whatever is stored with
 * the markers: a line may have been imported after them.
 */
export async function lineProfile({ db }: Context, code: string, gapKm: number): Promise<LineProfile> {
  const line = await readLine(db, code);
  const parts = inOrder(line.geometry.coordinates);
  const ruler = createRuler(parts);
  const lengths = parts.map(lengthKm);
  const total = lengths.reduce((sum, km) => sum + km, 0);
  const nameOf = await divisionNames(db);
  const placed = await readMarkers(db, code, ruler);
  const markers = placed.flatMap(({ at, ...marker }) => (at === null ? [] : [{ ...marker, ...at }])).sort((one, other) => one.km - other.km || one.id - other.id);
  const ofMarker = new Map(markers.map(({ id, km }) => [id, km]));
  const kmOf = (point: [number, number] | null): number | null => (point === null ? null : round(ruler(point).km));
  const segments = await readSegments(db, line.id, ruler);
  const findings = await db.selectFrom('finding').where('line_code', '=', code).where('state', '<>', 'closed').orderBy('id').select(['id', 'kind', 'severity', 'description', 'state', 'marker_id']).select(pointOf('geom').as('point')).execute();
  const disputes = await db.selectFrom('boundary_dispute').where('line_code', '=', code).where('state', '<>', 'resolved').orderBy('id').select(['id', 'kind', 'state', 'title', 'county_a', 'county_b']).select(pointOf('geom').as('point')).execute();
  return {
    code,
    name: line.name,
    level: line.level as LineLevel,
    direction: directionOf(parts),
    lengthKm: round(total),
    statedLengthKm: line.stated_length_km,
    parts: spansOf(lengths),
    segments: segments.map(({ managing, sides, ...segment }) => ({ ...segment, sides: sides.map((one) => ({ ...nameOf(one.code), ...(one.name !== null && { name: one.name }) })), managing: managing === null ? null : nameOf(managing) })),
    markers: markers.map((marker, index) => ({ ...marker, previous: markers[index - 1]?.id ?? null, next: markers[index + 1]?.id ?? null })),
    unplaced: placed.filter(({ at }) => at === null).map(({ id, number, condition }) => ({ id, number, condition })),
    meetingPoints: (await readMeetingPoints(db, code)).map(({ point, ...meeting }) => ({ ...meeting, km: kmOf(point)! })).sort((one, other) => one.km - other.km),
    gapLimitKm: gapKm,
    gaps: gapsOf(markers, total, gapKm),
    findings: findings.map(({ marker_id, point, ...finding }) => ({ ...finding, severity: finding.severity as 'low', km: kmOf(point) ?? ofMarker.get(marker_id ?? 0) ?? null })),
    disputes: disputes.map(({ county_a, county_b, point, ...dispute }) => ({ ...dispute, kind: dispute.kind as 'dispute', state: dispute.state as 'open', segment: county_a === null ? null : pairOf(county_a, county_b), km: kmOf(point) })),
  };
} // prettier-ignore

async function readLine(db: Db, code: string) {
  const row = await db
    .selectFrom('boundary_line')
    .where('code', '=', code)
    .select(['id', 'name', 'level', 'stated_length_km'])
    .select(sql<MultiLineString>`ST_AsGeoJSON(geom, 9)::json`.as('geometry'))
    .executeTakeFirst();
  if (row === undefined) throw notFound(`Boundary line ${code}`);
  return row;
}

async function readMarkers(db: Db, code: string, ruler: Ruler) {
  const rows = await db
    .selectFrom('boundary_marker')
    .where('line_code', '=', code)
    .where('valid_to', 'is', null)
    .select(['id', 'number', 'type', 'condition', 'checked_on', 'sample'])
    .select(pointOf('geom').as('point'))
    .orderBy('number')
    .execute();
  return rows.map(({ point, checked_on, ...row }) => {
    const foot = point === null ? null : ruler(point);
    return {
      ...row,
      type: row.type as z.infer<typeof MarkerType> | null,
      condition: row.condition as MarkerCondition,
      checkedOn: checked_on as string | null,
      at: foot === null ? null : { km: round(foot.km), offM: Math.round(foot.metres * 10) / 10, point: point! },
    };
  });
} // prettier-ignore

async function readMeetingPoints(db: Db, code: string) {
  const codes = (await meetingPointsOn(db, code, 'staff')).map((point) => point.code);
  if (codes.length === 0) return [];
  return db.selectFrom('meeting_point').where('code', 'in', codes).select(['code', 'name']).select(pointOf('geom').as('point')).execute(); // prettier-ignore
}

/** Segments as stretches of their line, in its order; one that comes in pieces has several. */
async function readSegments(db: Db, lineId: number, ruler: Ruler) {
  const { rows } = await sql<{ id: number; geometry: MultiLineString }>`
    select id, ST_AsGeoJSON(geom, 9)::json as geometry from boundary_segment where line_id = ${lineId}`.execute(
    db,
  );
  const shapes = new Map(rows.map(({ id, geometry }) => [id, geometry.coordinates]));
  const list = (await listSegments(db, lineId)).flatMap((segment) => {
    const spans = merged((shapes.get(segment.id) ?? []).flatMap((part) => spansOfPart(part, ruler)));
    const { county_a, county_b, county_b_name, carrier, managing_code } = segment;
    const sides = [{ code: county_a, name: null }, ...(county_b === null ? [] : [{ code: county_b, name: county_b_name }])]; // prettier-ignore
    return spans.map(({ fromKm, toKm }) => ({ fromKm: round(fromKm), toKm: round(toKm), pair: pairOf(county_a, county_b), sides, carrier, managing: managing_code })); // prettier-ignore
  });
  return list.sort((one, other) => one.fromKm - other.fromKm);
}

/**
 * Where a part lies on its line: measured in the middle of its outer edges, since parts of the line may touch where they end. One that
 * passes the beginning of a ring is measured edge by edge.
 */
function spansOfPart(part: readonly Position[], ruler: Ruler): Span[] {
  const [first, last] = [edge(part[0]!, part[1]!, ruler), edge(part.at(-2)!, part.at(-1)!, ruler)];
  const [from, to] = first.km <= last.km ? [first, last] : [last, first];
  const span = { fromKm: Math.max(0, from.km - from.half), toKm: to.km + to.half };
  if (Math.abs(span.toKm - span.fromKm - lengthKm(part)) <= joins) return [span];
  return part.slice(1).map((point, at) => {
    const { km, half } = edge(part[at]!, point, ruler);
    return { fromKm: Math.max(0, km - half), toKm: km + half };
  });
}

function edge(a: Position, b: Position, ruler: Ruler): { km: number; half: number } {
  const middle: Position = [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2];
  return { km: ruler(middle).km, half: lengthKm([a, b]) / 2 };
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.fromKm - other.fromKm)) {
    const last = result.at(-1);
    if (last !== undefined && span.fromKm - last.toKm <= joins) last.toKm = Math.max(last.toKm, span.toKm);
    else result.push({ ...span });
  }
  return result;
}

function spansOf(lengths: readonly number[]): Span[] {
  let km = 0;
  return lengths.map((length) => ({ fromKm: round(km), toKm: round((km += length)) }));
}

/** Stretches without a marker, the two ends of the line included. */
export function gapsOf(
  markers: readonly { km: number; number: string }[],
  total: number,
  limit: number,
): LineProfile['gaps'] {
  const stops = [{ km: 0, number: null }, ...markers, { km: total, number: null }];
  return stops.slice(1).flatMap((stop, index) => {
    const before = stops[index]!;
    return stop.km - before.km > limit
      ? [{ fromKm: round(before.km), toKm: round(stop.km), from: before.number, to: stop.number }]
      : [];
  });
}
