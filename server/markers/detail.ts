import type { Marker, MarkerCondition, MarkerDetail } from '../api/markers.ts';
import type { Context } from '../context.ts';
import { notFound } from '../http/problem.ts';
import { divisionNames, type NameOf } from '../boundaries/division-names.ts';
import { crsNamed, numberingOf } from './numbering.ts';
import * as queries from './queries.ts';
import type { MarkerDetailRow, MarkerRow } from './queries.ts';

export const toMarker = (row: MarkerRow, nameOf: NameOf): Marker => ({
  id: row.id,
  number: row.number,
  line: { code: row.line_code, name: row.line_name, level: row.line_level },
  type: row.type as Marker['type'],
  material: row.material,
  condition: row.condition as MarkerCondition,
  sides: [row.county_a, row.county_b, row.county_c].filter((code) => code !== null).map(nameOf),
  managing: row.managing_code === null ? null : nameOf(row.managing_code),
  chainageKm: row.chainage_km,
  establishedOn: row.established_on,
  checkedOn: row.checked_on,
  point: row.point,
  transformStatus: row.transform_status as Marker['transformStatus'],
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

export const keyOf = (row: MarkerRow): queries.MarkerKey => [row.line_code, row.sequence ?? 0, row.id];

/** Registered coordinates are shown as they stand; the point is derived from them and may be missing. @throws Problem 404 */
export async function readMarker(context: Context, id: number): Promise<MarkerDetail> {
  const row = await queries.findMarker(context.db, id);
  if (row === undefined) throw notFound(`Marker ${id}`);
  const previous = await queries.neighbourMarker(context.db, keyOf(row), -1);
  const following = await queries.neighbourMarker(context.db, keyOf(row), 1);
  return {
    ...toMarker(row, await divisionNames(context.db)),
    version: row.version,
    registered: registered(row),
    accuracyM: row.accuracy_m,
    surveyMethod: row.survey_method,
    description: row.description,
    transformMethod: row.transform_method,
    attributes: row.attributes as MarkerDetail['attributes'],
    referenceObjects: row.reference_objects as MarkerDetail['referenceObjects'],
    numbering: numberingOf(row.number, row.line_code, row.type_letter),
    crs: row.registered_crs === null ? null : crsNamed(row.registered_crs),
    smart: row.smart,
    validTo: row.valid_to,
    stated: {
      condition: (row.stated_condition ?? row.condition) as MarkerCondition,
      on: row.stated_condition === null ? row.checked_on : row.stated_on,
    },
    events: row.events ?? 0,
    lastMeasured: await queries.lastMeasurement(context.db, id),
    previous: previous ?? null,
    following: following ?? null,
  };
}

const registered = (row: MarkerDetailRow): MarkerDetail['registered'] =>
  row.registered_x === null && row.registered_y === null
    ? null
    : {
        x: row.registered_x,
        y: row.registered_y,
        crs: row.registered_crs,
        height: row.registered_height,
        text: { x: row.x, y: row.y, height: row.height },
      };
