import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { EditFinding } from '../api/edits.ts';
import type { NewMarker } from '../api/marker-edits.ts';
import type { MarkerDetail } from '../api/markers.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { takeDataset } from '../edits/dataset.ts';
import { refuseErrors } from '../edits/findings.ts';
import { followEdit } from '../edits/follow.ts';
import { editSource } from '../edits/source.ts';
import { badRequest } from '../http/problem.ts';
import type { MarkerRow as Staged } from '../imports/kinds/marker-row.ts';
import { todayInChina } from '../naming/today.ts';
import { chainageOf } from './chainage.ts';
import { checkMarker } from './check.ts';
import { readMarker } from './detail.ts';
import { thingOf } from './event-rules.ts';
import { placeOf, type Placed } from './measured.ts';
import { digestOf, findSent, writeEvent } from './record-event.ts';
import { readMarkerRow } from './register.ts';

export type SavedMarker = MarkerDetail & { findings: EditFinding[] };

/**
 * Adds a marker with its first event. The same uuid with the same content is answered with the marker that it has made.
 * @throws Problem 400, 403, 409, 422 with what is wrong
 */
export async function addMarker(
  context: Context,
  account: Account,
  actor: Actor,
  content: NewMarker,
): Promise<SavedMarker> {
  const { line, sides, managing, applications, approvalNo } = content;
  const [county_a = null, county_b = null, county_c = null] = [...sides].sort();
  const ends = await context.db.selectFrom('boundary_line').where('code', '=', line).select(['side_a', 'side_b']).executeTakeFirst(); // prettier-ignore
  const touched = { county_a, county_b, county_c, side_a: ends?.side_a ?? null, side_b: ends?.side_b ?? null, managing }; // prettier-ignore
  authorize(account, 'marker.add', thingOf(touched, { applications, approvalNo }));
  if (content.establishedOn > todayInChina()) throw badRequest('establishedOn: 日期在今天之后。The day is yet to come.', [{ where: 'body: establishedOn', what: 'is after today' }]); // prettier-ignore
  const placed = placeOf(content.registered ?? {}, context.config.datumShifts, 'registered');
  const digest = digestOf(content);
  const before = await findSent(context.db, content.uuid, digest);
  if (before !== null) return { ...(await readMarker(context, before.marker)), findings: [] };
  const checked = await checkMarker(context, content, placed, new Set(Object.keys(content)));
  refuseErrors(checked.findings);
  const id = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'markers');
    const sent = await findSent(trx, content.uuid, digest);
    if (sent !== null) return sent.marker;
    const made = await insertMarker(trx, content, placed, checked.row!, chainageOf(checked.foot));
    const marker = await readMarkerRow(trx, made, true);
    await writeEvent(trx, context, actor, { event: eventOf(content, made), digest, placed: null, marker, added: { ...content } }); // prettier-ignore
    return made;
  });
  followEdit(context, 'markers');
  return { ...(await readMarker(context, id)), findings: checked.findings };
}

async function insertMarker(
  trx: Db,
  content: NewMarker,
  placed: Placed | null,
  row: Staged,
  chainage: number | null,
): Promise<number> {
  const { registered } = content;
  const { lon = null, lat = null } = placed ?? {};
  const [county_a = null, county_b = null, county_c = null] = [...content.sides].sort();
  const made = await trx
    .insertInto('boundary_marker')
    .values({
      number: row.number, line_code: row.line_code, sequence: row['sequence'] as number | null, type: row.type, type_letter: row['type_letter'] as string | null,
      material: content.material, county_a, county_b, county_c, managing_code: content.managing, stated_condition: 'unknown',
      registered_x: placed?.x ?? null, registered_y: placed?.y ?? null, registered_crs: placed?.crs ?? null, registered_height: registered?.height ?? null,
      transform_status: placed?.status ?? 'untransformed', transform_method: placed?.how ?? null, chainage_km: chainage,
      geom: sql<string | null>`case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490) end`,
      accuracy_m: registered?.accuracyM ?? null, survey_method: registered?.method ?? null, established_on: content.establishedOn, description: content.description,
      reference_objects: JSON.stringify(content.referenceObjects), smart: content.smart, public: content.public && content.secrecy === '公开', secrecy: content.secrecy,
      source_id: editSource, valid_from: content.establishedOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow(); // prettier-ignore
  return made.id;
}

const eventOf = (content: NewMarker, marker: number) => ({
  uuid: content.uuid,
  marker,
  kind: 'add' as const,
  happenedOn: content.establishedOn,
  condition: content.condition,
  side: null,
  people: content.people,
  neighbourPresent: content.neighbourPresent,
  neighbour: content.neighbour,
  neighbourPeople: content.neighbourPeople,
  approvalNo: content.approvalNo,
  applications: content.applications,
  measured: null,
  referenceObjects: null,
  note: content.note,
  inspection: null,
  corrects: null,
  channel: 'desk' as const,
});
