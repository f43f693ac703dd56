import type { FieldEvent, FieldMarker, FieldMeeting, FieldPackage, FieldSegment, FieldSize } from '../api/field.ts'; // prettier-ignore
import { divisionNames, type NameOf } from '../boundaries/division-names.ts';
import type { Context } from '../context.ts';
import { notFound } from '../http/problem.ts';
import { linesOf } from './corridor.ts';
import * as queries from './queries.ts';
import { tilesAlong } from './tiles.ts';

/** Everything that one line needs outside. @throws Problem 404 */
export async function packageOf(context: Context, code: string): Promise<FieldPackage> {
  const { db } = context;
  const line = await queries.findLine(db, code);
  if (line === undefined) throw notFound(`Boundary line ${code}`);
  const nameOf = await divisionNames(context.db);
  const events = await queries.listEvents(db, code);
  const inspection = await queries.findOpenInspection(db, code);
  return {
    preparedAt: new Date().toISOString(),
    line: {
      code,
      name: line.name,
      level: line.level,
      sides: [line.side_a, line.side_b].filter((side) => side !== null).map(nameOf),
      lengthKm: line.length_km,
      agreement: line.agreement,
      geometry: line.geometry,
    },
    segments: (await queries.listSegments(db, line)).map((row) => toSegment(row, nameOf)),
    markers: (await queries.listMarkers(db, code)).map((row) =>
      toMarker(
        row,
        events.filter((event) => event.marker_id === row.id),
        nameOf,
      ),
    ),
    meetingPoints: (await queries.listMeetings(db, line)).map((row) => toMeeting(row, nameOf)),
    inspection: inspection === undefined ? null : toInspection(inspection, nameOf),
    findings: (await queries.listOpenFindings(db, code)).map(
      ({ marker_id, meeting_code, due_on, ...finding }) => ({
        ...finding,
        marker: marker_id,
        meetingPoint: meeting_code,
        dueOn: due_on,
      }),
    ),
    tiles: tilesAlong(context.tiles, linesOf(line.geometry)),
  };
}

/** What the package weighs, told before it is fetched. */
export function sizeOf(found: FieldPackage): FieldSize {
  const { code, name, level, lengthKm } = found.line;
  const { urls: _, ...tiles } = found.tiles;
  return {
    line: { code, name, level, lengthKm },
    markers: found.markers.length,
    records: { bytes: Buffer.byteLength(JSON.stringify(found)) },
    tiles,
  };
}

const toMarker = (row: queries.MarkerRow, events: queries.EventRow[], nameOf: NameOf): FieldMarker => ({
  id: row.id,
  number: row.number,
  type: row.type as FieldMarker['type'],
  material: row.material,
  condition: row.condition as FieldMarker['condition'],
  sides: [row.county_a, row.county_b, row.county_c].filter((code) => code !== null).map(nameOf),
  managing: row.managing_code === null ? null : nameOf(row.managing_code),
  chainageKm: row.chainage_km,
  checkedOn: row.checked_on,
  point: row.point,
  transformStatus: row.transform_status as FieldMarker['transformStatus'],
  registered:
    row.registered_x === null && row.registered_y === null
      ? null
      : { x: row.registered_x, y: row.registered_y, crs: row.registered_crs, height: row.registered_height, text: { x: row.x, y: row.y, height: row.height } }, // prettier-ignore
  accuracyM: row.accuracy_m,
  description: row.description,
  referenceObjects: row.reference_objects as FieldMarker['referenceObjects'],
  events: events.map(toEvent),
});

const toEvent = (row: queries.EventRow): FieldEvent => ({
  id: row.id,
  uuid: row.uuid,
  kind: row.kind as FieldEvent['kind'],
  happenedOn: row.happened_on,
  condition: row.condition as FieldEvent['condition'],
  people: row.people,
  neighbourPresent: row.neighbour_present,
  displacementM: row.displacement_m,
  toleranceM: row.tolerance_m,
  accuracyM: row.accuracy_m,
  flags: row.flags,
  note: row.note,
  photos: row.photos,
});

const toSegment = (row: queries.SegmentRow, nameOf: NameOf): FieldSegment => ({
  countyA: nameOf(row.county_a),
  countyB: row.county_b === null ? null : { code: row.county_b, name: row.county_b_name ?? nameOf(row.county_b).name }, // prettier-ignore
  lengthKm: row.length_km,
  carrier: row.carrier,
  managing: row.managing_code === null ? null : nameOf(row.managing_code),
  course: row.course,
  note: row.note,
  lastCheck: row.check_uuid === null ? null : { ...checkOf(row), carrierChanged: row.carrier_changed, clear: row.clear }, // prettier-ignore
});

const toMeeting = (row: queries.MeetingRow, nameOf: NameOf): FieldMeeting => ({
  code: row.code,
  name: row.name,
  divisions: row.divisions.map(nameOf),
  point: row.point,
  agreement: row.agreement,
  lastCheck: row.check_uuid === null ? null : { ...checkOf(row), condition: row.condition as FieldMarker['condition'] | null }, // prettier-ignore
});

const checkOf = (row: queries.SegmentRow | queries.MeetingRow) => ({
  uuid: row.check_uuid!,
  checkedOn: row.checked_on!,
  people: row.check_people ?? [],
  note: row.check_note,
});

const toInspection = ({ lead_code, partner_code, ...row }: queries.InspectionRow, nameOf: NameOf) => ({
  ...row,
  lead: nameOf(lead_code),
  partner: nameOf(partner_code),
});
