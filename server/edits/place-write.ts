import { sql } from 'kysely';
import type { PlaceContent } from '../api/place-edits.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import { highestId } from '../imports/kinds/place-changes.ts';
import { languageOf } from '../imports/kinds/place-names.ts';
import { renewNearest } from '../coverage/renew.ts';
import { currentKeys, renewKeys } from '../places/key-upkeep.ts';
import { keepDistances, raiseVersion, spotOf } from './dataset.ts';
import { changedFields } from './findings.ts';
import { isMongolian, isStandard, type NameRow, type StoredPlace } from './place-record.ts';
import { editSource } from './source.ts';

interface Written {
  content: PlaceContent;
  reading: string | null; // of the standard name, in its stored form
  importance: number; // of a new place
  standardFrom?: string | null; // since when the standard name has been in force; kept where it is not given
}

/**
 * Writes a place with its names, search keys, data version and audit row, in the transaction of the edit, after takeDataset().
 * @param before null for a new one
 * @returns its id
 */
export async function writePlace(
  trx: Db,
  actor: Actor,
  before: StoredPlace | null,
  { content, reading, importance, standardFrom }: Written,
): Promise<number> {
  const keys = await currentKeys(trx);
  const from = before === null ? null : await spotOf(trx, 'places', before.id);
  const id = before?.id ?? (await highestId(trx)) + 1;
  const [lon, lat] = content.point ?? [null, null];
  const moved = JSON.stringify(before?.content.point ?? null) !== JSON.stringify(content.point);
  const original = content.point === null ? null : JSON.stringify({ x: String(lon), y: String(lat), crs: 'EPSG:4490', epsg: 4490, status: 'transformed', method: 'edit' }); // prettier-ignore
  const columns = {
    class_code: content.class,
    division_code: content.division,
    name: content.name,
    roman: content.roman,
    mongolian: content.mongolian,
    status: content.status,
    place_code: content.placeCode,
    position: content.position,
    attributes: Object.keys(content.attributes).length === 0 ? null : JSON.stringify(content.attributes),
    public: content.public && content.secrecy === '公开',
    secrecy: content.secrecy,
    valid_from: content.validFrom,
    valid_to: content.validTo,
    ...(moved ? { geom: sql<string | null>`case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490) end`, original } : {}), // prettier-ignore
    edited_by: actor.name,
  };
  const now = { edited_at: sql<string>`now()`, updated_at: sql<string>`now()` };
  if (before === null) {
    const own = { id, importance, external_id: content.placeCode ?? `edit:${id}`, source_id: editSource, sample: false }; // prettier-ignore
    await trx.insertInto('place').values({ ...columns, ...now, ...own }).execute(); // prettier-ignore
  } else {
    await trx.updateTable('place').set({ ...columns, ...now, version: sql<number>`version + 1` }).where('id', '=', id).execute(); // prettier-ignore
  }
  await writeNames(trx, id, namesOf(before, content, reading, standardFrom));
  const versions = await raiseVersion(trx, 'places', { id, from, rows: before === null ? 1 : 0 });
  await renewKeys(trx, keys, [id]);
  const divisions = [...new Set([before?.content.division ?? content.division, content.division])];
  if (await changesSettlements(trx, before?.content ?? null, content)) await renewNearest(trx, id, divisions);
  await keepDistances(trx, 'places', versions);
  await logChange(
    trx,
    actor,
    before === null ? 'place.add' : 'place.edit',
    { type: 'place', id: String(id), divisions },
    diff(before?.content ?? {}, content),
  );
  return id;
}

/** The rows of place_name: those that stay keep their source and the days of the standard name. */
function namesOf(
  before: StoredPlace | null,
  { name, mongolian, names }: PlaceContent,
  reading: string | null,
  standardFrom: string | null | undefined,
): NameRow[] {
  const old = before?.names ?? [];
  const standard = old.find((row) => isStandard(row, name));
  const upright = old.find((row) => isMongolian(row, mongolian));
  const add = { kind: 'standard', source: editSource, validTo: null, validFrom: standardFrom ?? null } as const; // prettier-ignore
  return [
    standard === undefined
      ? { ...add, text: name, lang: languageOf(name), reading }
      : { ...standard, reading },
    ...(mongolian === null ? [] : [upright ?? { ...add, text: mongolian, lang: languageOf(mongolian), reading: null }]), // prettier-ignore
    ...names.map((row) => ({ ...row, source: old.find((one) => isSame(one, row))?.source ?? editSource })),
  ];
}

const isSame = (one: NameRow, { text, kind, lang }: Omit<NameRow, 'source'>): boolean =>
  one.text === text && one.kind === kind && one.lang === lang;

async function writeNames(trx: Db, id: number, names: readonly NameRow[]): Promise<void> {
  await trx.deleteFrom('place_name').where('place_id', '=', id).execute();
  const rows = names.map(({ validFrom, validTo, source, ...name }) => ({ ...name, place_id: id, valid_from: validFrom, valid_to: validTo, source_id: source })); // prettier-ignore
  await trx.insertInto('place_name').values(rows).execute();
}

/** Whether the distances from settlements to facilities are no longer right. */
async function changesSettlements(
  trx: Db,
  before: PlaceContent | null,
  after: PlaceContent,
): Promise<boolean> {
  const changed = changedFields(before, after);
  if (!['class', 'division', 'name', 'point', 'status'].some((field) => changed.has(field))) return false;
  const codes = [after.class, before?.class ?? after.class];
  const found = await trx
    .selectFrom('place_class')
    .where('code', 'in', codes)
    .where('settlement', '=', true)
    .select('code')
    .executeTakeFirst();
  return found !== undefined;
}
