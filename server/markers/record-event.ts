import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { MarkerEventKind, NewMarkerEvent } from '../api/marker-events.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { keepFeatureKeys, raiseVersion, spotOf, takeDataset } from '../edits/dataset.ts';
import { followEdit } from '../edits/follow.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { openInspection } from '../inspections/open.ts';
import { todayInChina } from '../naming/today.ts';
import { chainageOf, footOn } from './chainage.ts';
import { deriveConditions, stands } from './derive.ts';
import { actionOf, conditionAfter, divisionsOf, flagsOf, setsPosition, thingOf } from './event-rules.ts';
import { placeOf, type Placed } from './measured.ts';
import { readMarkerRow, says, writeRegister, type Changes, type MarkerRow, type Register } from './register.ts'; // prettier-ignore
import { toleranceOf } from './tolerance.ts';

export interface Recorded {
  id: number;
  marker: number;
  isNew: boolean;
  flags: string[];
}

/** An event as it is stored: one that was sent, or the first of a new marker (addMarker). */
export type AnyMarkerEvent = Omit<NewMarkerEvent, 'kind'> & { kind: MarkerEventKind };

/**
 * Records what was done to a marker or seen of it, in one transaction with what it changes in the register, and its audit row. The same
 * uuid with the same content is answered with the first one.
 * @throws Problem 400, 403, 404, 409 when the uuid has other content, or the marker, the inspection or the corrected event is closed to it
 */
export async function recordEvent(
  context: Context,
  account: Account,
  actor: Actor,
  event: NewMarkerEvent,
): Promise<Recorded> {
  const { applications, approvalNo } = event;
  const found = await readMarkerRow(context.db, event.marker);
  authorize(account, actionOf[event.kind], thingOf(found, { applications, approvalNo }));
  if (event.corrects !== null) await authorizeCorrection(context.db, account, event.corrects, found);
  checkDay(event);
  const placed = placeOf(event.measured ?? {}, context.config.datumShifts, 'measured');
  const digest = digestOf(event);
  const recorded = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'markers');
    const sent = await findSent(trx, event.uuid, digest);
    if (sent !== null) return sent;
    const marker = await readMarkerRow(trx, event.marker, true);
    await checkTime(trx, event, marker);
    await checkInspection(trx, event, marker);
    return writeEvent(trx, context, actor, { event, digest, placed, marker });
  });
  if (recorded.isNew) followEdit(context, 'markers');
  return recorded;
}

/** Whoever takes back what an event has changed must have the right to it, with its papers. @throws Problem 403 */
async function authorizeCorrection(
  db: Db,
  account: Account,
  corrects: number,
  marker: MarkerRow,
): Promise<void> {
  const wrong = await db.selectFrom('marker_event').where('id', '=', corrects).where('marker_id', '=', marker.id).select(['kind', 'applications', 'approval_no']).executeTakeFirst(); // prettier-ignore
  if (wrong === undefined) return; // refused below
  authorize(account, actionOf[wrong.kind as MarkerEventKind], thingOf(marker, { applications: wrong.applications, approvalNo: wrong.approval_no })); // prettier-ignore
}

/** What was sent, less what says nothing: fields that come later do not make it another. */
export function digestOf(event: object): string {
  const said = (_key: string, value: unknown): unknown => value === null || (Array.isArray(value) && value.length === 0) ? undefined : value; // prettier-ignore
  return createHash('sha256').update(JSON.stringify(event, said)).digest('hex');
}

/** What was recorded under this uuid. @throws Problem 409 when it had other content */
export async function findSent(trx: Db, uuid: string, digest: string): Promise<Recorded | null> {
  const sent = await trx.selectFrom('marker_event').where('uuid', '=', uuid).select(['id', 'marker_id', 'digest', 'flags']).executeTakeFirst(); // prettier-ignore
  if (sent === undefined) return null;
  if (sent.digest === digest) return { id: sent.id, marker: sent.marker_id, isNew: false, flags: sent.flags };
  throw new Problem(409, 'Sent already', `这个编号 (uuid) 的事件已登记, 内容不同: 见事件 ${sent.id}。An event of this uuid is recorded already, with other content: event ${sent.id}. Send a new one with another uuid, which corrects it.`); // prettier-ignore
}

function checkDay({ happenedOn, kind, condition, corrects }: NewMarkerEvent): void {
  const today = todayInChina();
  if (happenedOn > today) throw badRequest(`happenedOn: 日期在今天 (${today}) 之后。The day is yet to come.`, [{ where: 'body: happenedOn', what: 'is after today' }]); // prettier-ignore
  if (kind === 'inspect' && condition === null && corrects === null) throw badRequest('condition: 检查须说明界桩的状况, 看不出的选“未知”。Say in which condition it was found; `unknown` where that could not be told.', [{ where: 'body: condition', what: 'is needed for inspect' }]); // prettier-ignore
}

/** A closed marker takes what happened before it was closed, and corrections; an event is corrected once. */
async function checkTime(trx: Db, { corrects, happenedOn }: NewMarkerEvent, marker: MarkerRow): Promise<void> {
  if (corrects === null) {
    if (marker.valid_to === null || happenedOn <= marker.valid_to) return;
    throw new Problem(409, 'Closed', `界桩 ${marker.number} 已于 ${marker.valid_to} 报废或撤出登记。The marker is closed since that day.`); // prettier-ignore
  }
  const { rows } = await sql<{ stands: boolean }>`
    select ${stands} as stands from marker_event e where e.id = ${corrects} and e.marker_id = ${marker.id}`.execute(trx); // prettier-ignore
  if (rows[0] === undefined) throw badRequest(`corrects: 界桩 ${marker.number} 没有事件 ${corrects}。This marker has no such event.`, [{ where: 'body: corrects', what: 'is no event of this marker' }]); // prettier-ignore
  if (!rows[0].stands) throw new Problem(409, 'Corrected already', `事件 ${corrects} 已被更正: 请更正后来的那一条。Another event corrects it already; correct that one.`); // prettier-ignore
} // prettier-ignore

async function checkInspection(trx: Db, { inspection }: NewMarkerEvent, marker: MarkerRow): Promise<void> {
  if (inspection === null) return;
  const { line_code } = await openInspection(trx, inspection, true);
  if (line_code !== marker.line_code) throw badRequest(`inspection: 界线 ${marker.line_code} 没有联检 ${inspection}。This line has no such inspection.`, [{ where: 'body: inspection', what: 'is no inspection of this line' }]); // prettier-ignore
}

interface Written {
  event: AnyMarkerEvent;
  digest: string;
  placed: Placed | null;
  marker: MarkerRow;
  added?: Record<string, unknown>; // what a new marker is made of
}

/** Writes a checked event with everything that follows from it, in the transaction of the caller, after takeDataset(). */
export async function writeEvent(trx: Db, context: Context, actor: Actor, { event, digest, placed, marker, added }: Written): Promise<Recorded> {
  const base = await withoutCorrected(trx, event, marker);
  const target = await targetOf(trx, event, placed, base);
  const changes = changesOf(marker, base, target);
  const from = added === undefined ? await spotOf(trx, 'markers', marker.id) : null;
  const displacementM = await distance(trx, placed, base);
  const tolerance = displacementM === null ? null : toleranceOf(context.config.markerTolerance, { crs: base.registered_crs, method: base.survey_method, accuracyM: base.accuracy_m }, event.measured?.accuracyM ?? null);
  const condition = conditionAfter(event.kind, event.condition);
  const flags = flagsOf(event, marker.managing, {
    isMeasured: placed !== null,
    displacementM,
    toleranceM: tolerance?.metres ?? null,
    isOlder: event.corrects === null && condition !== null && marker.checked_on !== null && event.happenedOn < marker.checked_on,
  });
  const { id } = await trx
    .insertInto('marker_event')
    .values({
      uuid: event.uuid, digest, marker_id: marker.id, line_code: marker.line_code, marker_number: marker.number, kind: event.kind, happened_on: event.happenedOn,
      condition, side_code: event.side, people: event.people, neighbour_present: event.neighbourPresent, neighbour_code: event.neighbour,
      neighbour_people: event.neighbourPeople, approval_no: event.approvalNo, applications: event.applications,
      measured_x: placed?.x ?? null, measured_y: placed?.y ?? null, measured_crs: placed?.crs ?? null, measured_height: event.measured?.height ?? null,
      accuracy_m: event.measured?.accuracyM ?? null, method: event.measured?.method ?? null,
      geom: sql<string | null>`case when ${placed?.lon ?? null}::float8 is null then null else ST_SetSRID(ST_MakePoint(${placed?.lon ?? null}, ${placed?.lat ?? null}), 4490) end`,
      displacement_m: displacementM, tolerance_m: tolerance?.metres ?? null, tolerance_rule: tolerance?.rule ?? null,
      flags, changes: changes === null ? null : JSON.stringify(changes), note: event.note, inspection_id: event.inspection, corrects: event.corrects,
      channel: event.channel, recorded_by: actor.name, sample: marker.sample,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (changes !== null) await writeRegister(trx, marker.id, changes.after);
  await deriveConditions(trx, sql`m.id = ${marker.id}`);
  const after = await readMarkerRow(trx, marker.id);
  await logChange(trx, actor, `marker.${event.kind}`, { type: 'marker', id: String(marker.id), divisions: divisionsOf(marker) }, {
    before: added === undefined ? { condition: marker.condition, ...changes?.before } : {},
    after: { ...added, condition: after.condition, ...changes?.after },
    summary: { event: id, number: marker.number, line: marker.line_code, ...(event.corrects === null ? {} : { corrects: event.corrects }), ...(flags.length === 0 ? {} : { flags }) },
  });
  const versions = await raiseVersion(trx, 'markers', { id: marker.id, from, rows: added === undefined ? 0 : 1 });
  if (after.valid_to === marker.valid_to && added === undefined) await keepFeatureKeys(trx, 'markers', versions);
  return { id, marker: marker.id, isNew: true, flags };
} // prettier-ignore

/** The register without what the corrected event has changed in it. */
async function withoutCorrected(trx: Db, { corrects }: AnyMarkerEvent, marker: MarkerRow): Promise<Register> {
  if (corrects === null) return marker;
  const row = await trx.selectFrom('marker_event').where('id', '=', corrects).select('changes').executeTakeFirstOrThrow(); // prettier-ignore
  const changes = row.changes as unknown as Changes | null;
  return changes !== null && says(marker, changes.after) ? { ...marker, ...changes.before } : marker;
} // prettier-ignore

/** What the register says after the event, where it says something else. */
async function targetOf(trx: Db, event: AnyMarkerEvent, placed: Placed | null, base: Register & { line_code?: string }): Promise<Partial<Register>> {
  const target: Partial<Register> = {};
  if (setsPosition.includes(event.kind) && placed !== null) {
    const { x, y, crs, lon, lat, status, how } = placed;
    const { height, accuracyM, method } = event.measured!;
    Object.assign(target, {
      registered_x: x, registered_y: y, registered_crs: crs, registered_height: height === null ? base.registered_height : String(height),
      lon, lat, transform_status: status, transform_method: how, accuracy_m: accuracyM, survey_method: method,
      chainage_km: chainageOf(await footOn(trx, base.line_code!, lon, lat)),
    });
  }
  if (event.referenceObjects !== null) target.reference_objects = event.referenceObjects;
  if (event.kind === 'retire') target.valid_to = event.happenedOn;
  return target;
} // prettier-ignore

const position = ['registered_x', 'registered_y', 'registered_crs', 'registered_height', 'lon', 'lat', 'transform_status', 'transform_method', 'chainage_km', 'accuracy_m', 'survey_method'] as const; // prettier-ignore
const groups: readonly (readonly (keyof Register)[])[] = [position, ['reference_objects'], ['valid_to']];

/**
 * Before and after by groups of columns: from what the register would say without the corrected event; where the event sets nothing itself
 * but takes that one's work back, from what the register says now.
 */
function changesOf(now: Register, base: Register, target: Partial<Register>): Changes | null {
  const changes = { before: {} as Record<string, unknown>, after: {} as Record<string, unknown> };
  for (const group of groups) {
    const sets = group.some((column) => column in target);
    const undone = group.some((column) => JSON.stringify(now[column]) !== JSON.stringify(base[column]));
    if (!sets && !undone) continue;
    for (const column of group) {
      changes.before[column] = sets ? base[column] : now[column];
      changes.after[column] = column in target ? target[column] : base[column];
    }
  }
  return Object.keys(changes.after).length === 0 ? null : changes;
} // prettier-ignore

/** Geodesic metres between measured and registered position; null where one of the two is not known. */
async function distance(trx: Db, placed: Placed | null, { lon, lat }: Register): Promise<number | null> {
  if (placed?.lon == null || lon === null || lat === null) return null;
  const point = (x: number, y: number) => sql`ST_SetSRID(ST_MakePoint(${x}, ${y}), 4490)::geography`;
  const { rows } = await sql<{ metres: number }>`select ST_Distance(${point(placed.lon, placed.lat!)}, ${point(lon, lat)}) as metres`.execute(trx); // prettier-ignore
  return Math.round(rows[0]!.metres * 1000) / 1000;
}
