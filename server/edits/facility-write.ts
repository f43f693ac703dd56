import { sql } from 'kysely';
import type { FacilityContent, FacilityRecord } from '../api/facility-edits.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import { renewNearestTo } from '../coverage/renew.ts';
import { addKinds } from '../imports/kinds/facility-kinds.ts';
import { packKey } from '../packs/facility-key.ts';
import { keepDistances, raiseVersion, spotOf } from './dataset.ts';
import { divisionsOf } from './facility-record.ts';
import { changedFields } from './findings.ts';
import { editSource } from './source.ts';

/**
 * Writes a facility with its data version and audit row, in the transaction of the edit, after takeDataset().
 * @param before null for a new one
 * @returns its id
 */
export async function writeFacility(
  trx: Db,
  actor: Actor,
  before: FacilityRecord | null,
  content: FacilityContent,
): Promise<number> {
  const [lon, lat] = content.point ?? [null, null];
  const moved = JSON.stringify(before?.content.point ?? null) !== JSON.stringify(content.point);
  const original = content.point === null ? null : JSON.stringify({ x: String(lon), y: String(lat), crs: 'EPSG:4490', epsg: 4490, status: 'transformed', method: 'edit' }); // prettier-ignore
  const columns = {
    kind: content.kind,
    name: content.name,
    code: content.code,
    county_code: content.county,
    township_code: content.township,
    address: content.address,
    position: content.position,
    status: content.status,
    opened_on: content.openedOn,
    closed_on: content.closedOn,
    level: content.level,
    ownership: content.ownership,
    hosted_in: content.hostedIn,
    capacity: content.capacity,
    serves: content.serves,
    phone: content.phone,
    hours: content.hours,
    condition: content.condition,
    equipment_year: content.equipmentYear,
    env_compliant: content.envCompliant,
    credit_code: content.creditCode,
    services: content.services,
    status_history: JSON.stringify(content.statusHistory),
    approval_no: content.approvalNo,
    verified_on: content.verifiedOn,
    attributes: Object.keys(content.attributes).length === 0 ? null : JSON.stringify(content.attributes),
    public: content.public && content.secrecy === '公开',
    secrecy: content.secrecy,
    ...(moved ? { geom: sql<string | null>`case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490) end`, original } : {}), // prettier-ignore
    edited_by: actor.name,
  };
  const now = { edited_at: sql<string>`now()`, updated_at: sql<string>`now()` };
  await addKinds(trx, [content.kind]);
  const from = before === null ? null : await spotOf(trx, 'facilities', before.id);
  let id = before?.id;
  if (id === undefined) {
    const own = { source_id: editSource, sample: false };
    const made = await trx.insertInto('facility').values({ ...columns, ...now, ...own }).returning('id').executeTakeFirstOrThrow(); // prettier-ignore
    ({ id } = made);
    const externalId = content.code === null ? `edit:${id}` : `code:${content.code}`;
    await trx.updateTable('facility').set({ external_id: externalId }).where('id', '=', id).execute();
  } else {
    // A pack tells its facilities by what they were called: that has to be known when its next version comes.
    const kept = { external_id: sql<string>`coalesce(external_id, ${packKey})` };
    await trx.updateTable('facility').set({ ...columns, ...now, ...kept }).where('id', '=', id).execute(); // prettier-ignore
  }
  const changed = changedFields(before?.content ?? null, content);
  const versions = await raiseVersion(trx, 'facilities', { id, from, rows: before === null ? 1 : 0 });
  const isMoved = ['kind', 'point', 'status'].some((field) => changed.has(field));
  const kinds = [...new Set([before?.content.kind ?? content.kind, content.kind])];
  const operates = content.status === 'operating' ? content.point : null;
  if (!isMoved || (await renewNearestTo(trx, id, kinds, operates)))
    await keepDistances(trx, 'facilities', versions);
  const divisions = [...new Set([...(before === null ? [] : divisionsOf(before.content)), ...divisionsOf(content)])]; // prettier-ignore
  await logChange(
    trx,
    actor,
    before === null ? 'facility.add' : 'facility.edit',
    { type: 'facility', id: String(id), divisions },
    diff(before?.content ?? {}, content),
  );
  return id;
}

/** Takes a facility away, after takeDataset(). */
export async function removeFacility(trx: Db, actor: Actor, before: FacilityRecord): Promise<void> {
  await sql`
    insert into removed_record (record_type, source_id, external_id, removed_by)
    select 'facility', source_id, coalesce(external_id, ${packKey}), ${actor.name} from facility where id = ${before.id}
    on conflict do nothing`.execute(trx);
  const from = await spotOf(trx, 'facilities', before.id);
  await trx.deleteFrom('facility').where('id', '=', before.id).execute();
  const versions = await raiseVersion(trx, 'facilities', { id: before.id, from, rows: -1 });
  if (await renewNearestTo(trx, before.id, [before.content.kind], null))
    await keepDistances(trx, 'facilities', versions);
  await logChange(
    trx,
    actor,
    'facility.delete',
    { type: 'facility', id: String(before.id), divisions: divisionsOf(before.content) },
    diff(before.content, {}),
  );
}
