import type { Query } from '../api/endpoint.ts';
import * as api from '../api/marker-events.ts';
import type { MarkerEvent } from '../api/marker-events.ts';
import type { Page } from '../api/paging.ts';
import { toAttachment, type AttachmentRow } from '../attachments/store.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { attachmentsOf, listEvents, type EventKey, type EventRow } from './event-queries.ts';
import { divisionNames, type NameOf } from '../boundaries/division-names.ts';
import { recordEvent } from './record-event.ts';

const measuredOf = (row: EventRow): MarkerEvent['measured'] => {
  const { measured_x: x, measured_y: y, measured_crs: crs, measured_height: height, point, accuracy_m: accuracyM, method } = row; // prettier-ignore
  const said = { x, y, crs, height, point, accuracyM, method };
  return Object.values(said).every((value) => value === null) ? null : said;
};

const toEvent = (row: EventRow, files: readonly AttachmentRow[], nameOf: NameOf): MarkerEvent => ({
  id: row.id,
  uuid: row.uuid,
  marker: { id: row.marker_id, number: row.marker_number, line: row.line_code },
  kind: row.kind as MarkerEvent['kind'],
  happenedOn: row.happened_on,
  condition: row.condition as MarkerEvent['condition'],
  side: row.side_code === null ? null : nameOf(row.side_code),
  people: row.people,
  neighbourPresent: row.neighbour_present,
  neighbour: row.neighbour_code === null ? null : nameOf(row.neighbour_code),
  neighbourPeople: row.neighbour_people,
  approvalNo: row.approval_no,
  applications: row.applications,
  measured: measuredOf(row),
  displacementM: row.displacement_m,
  toleranceM: row.tolerance_m,
  toleranceRule: row.tolerance_rule,
  flags: row.flags as MarkerEvent['flags'],
  changes: row.changes,
  note: row.note,
  inspection: row.inspection_id,
  corrects: row.corrects,
  correctedBy: row.corrected_by,
  channel: row.channel as MarkerEvent['channel'],
  recordedBy: row.recorded_by,
  recordedAt: row.recorded_at,
  sample: row.sample,
  attachments: files.map(toAttachment),
});

/** Events with their files. */
export async function eventsOf(context: Context, rows: readonly EventRow[]): Promise<MarkerEvent[]> {
  const files = await attachmentsOf(context.db, rows.map(({ id }) => id)); // prettier-ignore
  const nameOf = await divisionNames(context.db);
  return rows.map((row) => toEvent(row, files.get(row.id) ?? [], nameOf));
}

async function events(
  context: Context,
  query: Query<typeof api.listMarkerEvents>,
): Promise<Page<MarkerEvent>> {
  // prettier-ignore
  const after = query.next === undefined ? null : (decodeCursor(query.next, 'string', 'number') as EventKey);
  const { rows, total } = await listEvents(context.db, query, { after, limit: query.limit + 1 });
  const { items, next } = cutPage(rows, query.limit, (row): EventKey => [row.happened_on, row.id]);
  return { items: await eventsOf(context, items), total, next };
}

/** @throws Problem 404 */
export async function readEvent(context: Context, id: number): Promise<MarkerEvent> {
  const { rows } = await listEvents(context.db, { id }, { after: null, limit: 1 });
  const [event] = await eventsOf(context, rows);
  if (event === undefined) throw notFound(`Marker event ${id}`);
  return event;
}

export const markerEventRoutes: readonly Route[] = [
  route(api.listMarkerEvents, ({ query, context }) => events(context, query)),
  route(api.recordMarkerEvent, async ({ body, account, exchange, context }) => {
    const { id } = await recordEvent(context, account, actorOf(account, exchange), body);
    return readEvent(context, id);
  }),
];
