import type { Feature, Geometry } from 'geojson';
import type { BoundaryLine, BoundaryLineDetail, LineLevel } from '../api/boundaries.ts';
import { notFound } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { divisionNames } from './division-names.ts';
import { noSegmentRecord } from './line-edit.ts';
import { pairOf } from './line-papers.ts';
import * as queries from './queries.ts';
import type { LineRow } from './queries.ts';

const side = (code: string | null, name: string | null): { code: string; name: string }[] =>
  code === null ? [] : [{ code, name: name ?? code }];

export const toLine = (row: LineRow): BoundaryLine => ({
  id: row.id,
  code: row.code,
  name: row.name,
  level: row.level as LineLevel,
  sides: [...side(row.side_a, row.side_a_name), ...side(row.side_b, row.side_b_name)],
  lengthKm: row.length_km,
  segments: row.segment_count,
  markers: row.markers ?? 0,
  bbox: row.bbox ?? [],
  legal: row.legal,
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

export const lineFeature = (row: LineRow): Feature<Geometry | null> => ({
  type: 'Feature',
  id: row.code,
  geometry: row.geometry ?? null,
  properties: toLine(row),
});

/** @throws Problem 404 */
export async function oneLine({ context, audience }: Reading, code: string, geometry: boolean) {
  const row = await queries.findBoundaryLine(context.db, code, geometry, audience);
  if (row === undefined) throw notFound(`Boundary line ${code}`);
  return row;
}

/** A line with its segments; staff sees the register. */
export async function lineDetail(reading: Reading, code: string): Promise<BoundaryLineDetail> {
  const { context, audience } = reading;
  const { db } = context;
  const row = await oneLine(reading, code, false);
  const segments = await queries.listSegments(db, row.id);
  const nameOf = await divisionNames(db);
  const kept = audience === 'staff' && row.level !== 'national';
  return {
    ...toLine(row),
    version: row.version,
    origin: row.origin as 'derived' | 'surveyed',
    statedLengthKm: row.stated_length_km,
    agreement: row.agreement,
    approval: row.approval,
    approvedOn: row.approved_on as string | null,
    publishedOn: row.published_on as string | null,
    detailMap: row.detail_map,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    attributes: row.attributes as BoundaryLineDetail['attributes'],
    segmentList: segments.map((segment) => ({
      id: segment.id,
      pair: pairOf(segment.county_a, segment.county_b),
      sides: [...side(segment.county_a, nameOf(segment.county_a).name), ...side(segment.county_b, segment.county_b_name)],
      lengthKm: segment.length_km,
      carrier: segment.carrier,
      register: kept
        ? {
            version: segment.version ?? noSegmentRecord,
            carrier: segment.registered_carrier,
            managing: segment.managing_code === null ? null : nameOf(segment.managing_code),
            course: segment.course,
            note: segment.note,
            updatedBy: segment.updated_by,
          }
        : null,
    })),
    conditions: await queries.countConditions(db, row.code),
    register: kept ? { converted: row.converted, vectorised: row.vectorised, smart: row.smart, ...(await queries.countRecords(db, code)) } : null,
    meetingPoints: await queries.meetingPointsOn(db, code, audience),
  };
} // prettier-ignore
