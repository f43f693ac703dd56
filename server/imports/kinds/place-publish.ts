import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { DB } from '../../database/schema.ts';
import { transaction } from '../../database/transaction.ts';
import { currentKeys, keepKeysCurrent } from '../../places/key-upkeep.ts';
import { DataChanged, type PublishRun } from '../kind.ts';
import { countChanges } from './place-changes.ts';
import { archiveParts, insertRows, namesOf, placesOf, type Incoming } from './place-incoming.ts';
import { buildNext, renameNext } from './place-next.ts';

const smallChange = 2000; // places: up to here rows are changed in place, and their search keys with them

/**
 * Brings the incoming rows in: a few in place, many by tables made beside the present ones and renamed. One transaction
 * changes what users see; the search keys of a few places follow at once, those of many by a rebuild (derived.ts).
 * @param keep whether what is replaced is kept for a roll-back
 */
export async function publishPlaces(run: PublishRun, incoming: Incoming, keep: boolean): Promise<void> {
  const { db } = run;
  const changes = await countChanges(db, incoming.change);
  if (
    changes.added !== run.counts.added ||
    changes.changed !== run.counts.changed ||
    changes.removed !== run.counts.removed
  )
    throw new DataChanged('暂存的行与检查时不符, 请重新检查');
  const before = await placesVersion(db);
  const small = changes.added + changes.changed + changes.removed <= smallChange;
  if (keep) await putAside(run, incoming.change);
  if (!small) await buildNext(run, incoming, changes);
  const divisions = await touchedDivisions(db, incoming);
  const keys = small ? await currentKeys(db) : null;
  await run.breathe();
  run.step.message('替换');
  await swapWhenFree(db, async (trx) => {
    if ((await placesVersion(trx)) !== before)
      throw new DataChanged('载入期间有人修改了地名, 请重新检查后再载入');
    if (small) await changeInPlace(trx, incoming);
    else await renameNext(trx, run);
    for (const part of keep ? archiveParts : [])
      await rename(trx, run.stage(`old_${part}`), run.archive(part));
    const archive = keep ? archiveParts.map((part) => run.archive(part)) : [];
    await run.record(trx, { dataset: 'places', counts: run.counts, archive, divisions });
  });
  if (keys === null) return;
  run.step.message('检索键');
  try {
    await keepKeysCurrent(db, keys, await idsOf(db, incoming.change));
  } catch (error) {
    run.context.log.error({ err: error }, 'search keys of the changed places: all of them will be made anew');
  }
}

const rename = (db: Db, from: string, to: string): Promise<unknown> =>
  sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(db);

/** Locked inside the swap: an edit that is being written is waited for, and tables that were built without it are not taken. */
async function placesVersion(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`select version from data_version where dataset = 'places' ${db.isTransaction ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  return rows[0]?.version;
}

async function idsOf(db: Db, change: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(change)}`.execute(db);
  return rows.map(({ id }) => id);
}

/** The banners in which places come, change or go. */
async function touchedDivisions(db: Db, incoming: Incoming): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select code from (
      select left(${incoming.columns['division_code']}, 6) as code from ${placesOf(incoming)}
      union select left(p.division_code, 6) from ${sql.table(incoming.change)} c join place p on p.id = c.id) touched
    where code is not null order by code`.execute(db);
  return rows.map(({ code }) => code);
}

/** Copies the rows that are going to be changed or removed, with their names, and the list of changes. */
async function putAside(run: PublishRun, change: string): Promise<void> {
  const [place, name, list] = archiveParts.map((part) => sql.table(run.stage(`old_${part}`)));
  const gone = sql`(select id from ${sql.table(change)} where change <> 'added')`;
  await sql`drop table if exists ${place}, ${name}, ${list}`.execute(run.db);
  await sql`create table ${place} as select * from place where id in ${gone}`.execute(run.db);
  await sql`create table ${name} as select * from place_name where place_id in ${gone}`.execute(run.db);
  await sql`create table ${list} as select id, change from ${sql.table(change)}`.execute(run.db);
}

async function changeInPlace(trx: Transaction<DB>, incoming: Incoming): Promise<void> {
  const change = sql.table(incoming.change);
  const own = Object.entries(incoming.columns).filter(([column]) => column !== 'id');
  await sql`delete from place_name where place_id in (select id from ${change} where change <> 'added')`.execute(trx); // prettier-ignore
  await sql`delete from place where id in (select id from ${change} where change = 'removed')`.execute(trx);
  await sql`
    update place p set ${sql.join(own.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
    from ${placesOf(incoming)} where c.change = 'changed' and p.id = c.id`.execute(trx);
  await insertRows(trx, 'place', incoming.columns, sql`${placesOf(incoming)} left join place p on p.id = c.id where c.change = 'added'`); // prettier-ignore
  await insertRows(trx, 'place_name', incoming.nameColumns, namesOf(incoming));
}

const lockWait = '1s'; // readers that come meanwhile wait as long
const tries = 30;
const lockedOut = new Set(['55P03', '40P01']); // lock_not_available, deadlock_detected

/** Runs the swap. A long reader makes it wait, without holding up everybody who comes after: it steps back and tries again. */
async function swapWhenFree(db: Db, swap: (trx: Transaction<DB>) => Promise<void>): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      return await transaction(db, async (trx) => {
        await sql.raw(`set local lock_timeout = '${lockWait}'`).execute(trx);
        await swap(trx);
      });
    } catch (error) {
      if (left === 0 || !lockedOut.has((error as { code?: string }).code ?? '')) throw error;
      await wait(500);
    }
  }
}
