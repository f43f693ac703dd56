import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { MarkerChange } from '../api/marker-edits.ts';
import type { MarkerDetail } from '../api/markers.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import { authorize } from '../accounts/accounts.ts';
import { keepFeatureKeys, raiseVersion, spotOf, takeDataset } from '../edits/dataset.ts';
import { changedFields, refuseErrors } from '../edits/findings.ts';
import { followEdit } from '../edits/follow.ts';
import { given } from '../given.ts';
import { changedMeanwhile } from '../http/problem.ts';
import type { SavedMarker } from './add-marker.ts';
import { checkMarker } from './check.ts';
import { readMarker } from './detail.ts';
import { divisionsOf, thingOf } from './event-rules.ts';
import { readMarkerRow } from './register.ts';

type Content = { [K in keyof MarkerChange]-?: Exclude<MarkerChange[K], undefined> };

const contentOf = (marker: MarkerDetail): Content => ({
  material: marker.material,
  sides: marker.sides.map(({ code }) => code),
  managing: marker.managing?.code ?? null,
  establishedOn: marker.establishedOn,
  referenceObjects: marker.referenceObjects,
  description: marker.description,
  smart: marker.smart,
  public: marker.public,
  secrecy: marker.secrecy as Content['secrecy'],
});

/** Changes what the register says of a marker. @throws Problem 403, 404, 412 with the present record, 422 with what is wrong */
export async function editMarker(
  context: Context,
  account: Account,
  actor: Actor,
  { id, match, change }: { id: number; match: string; change: MarkerChange },
): Promise<SavedMarker> {
  const marker = await readMarkerRow(context.db, id);
  authorize(account, 'line.edit', thingOf(marker));
  const before = await readMarker(context, id);
  if (before.version !== match) throw changedMeanwhile(before);
  const now = contentOf(before);
  const content: Content = { ...now, ...given(change) };
  const changed = changedFields(now, content);
  const { findings } = await checkMarker(context, { ...content, number: before.number, line: before.line.code, type: before.type }, null, changed); // prettier-ignore
  refuseErrors(findings);
  if (changed.size === 0) return { ...before, findings };
  const [county_a = null, county_b = null, county_c = null] = [...content.sides].sort();
  const moved = { ...marker, county_a, county_b, county_c };
  authorize(account, 'line.edit', thingOf(moved));
  const isStale = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'markers');
    if ((await lockedVersion(trx, id)) !== match) return true;
    const from = await spotOf(trx, 'markers', id);
    await updateMarker(trx, id, content);
    const divisions = [...new Set([...divisionsOf(marker), ...divisionsOf(moved)])];
    await logChange(trx, actor, 'marker.edit', { type: 'marker', id: String(id), divisions }, { ...diff(now, content), summary: { number: marker.number, line: marker.line_code } }); // prettier-ignore
    const versions = await raiseVersion(trx, 'markers', { id, from, rows: 0 });
    if (!changed.has('public') && !changed.has('secrecy')) await keepFeatureKeys(trx, 'markers', versions);
    return false;
  });
  const after = await readMarker(context, id);
  if (isStale) throw changedMeanwhile(after);
  followEdit(context, 'markers');
  return { ...after, findings };
}

async function lockedVersion(trx: Db, id: number): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`select ${rowVersion('m')} as version from boundary_marker m where m.id = ${id} for update`.execute(trx); // prettier-ignore
  return rows[0]?.version;
}

async function updateMarker(trx: Db, id: number, content: Content): Promise<void> {
  const [county_a = null, county_b = null, county_c = null] = [...content.sides].sort();
  await trx
    .updateTable('boundary_marker')
    .set({
      material: content.material, county_a, county_b, county_c, managing_code: content.managing, established_on: content.establishedOn,
      reference_objects: JSON.stringify(content.referenceObjects), description: content.description, smart: content.smart,
      public: content.public && content.secrecy === '公开', secrecy: content.secrecy, updated_at: sql<string>`now()`,
    })
    .where('id', '=', id)
    .execute(); // prettier-ignore
}
