import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { fold } from '../places/fold.ts';
import { bonuses, keysOf, kinds, terminator, type Key } from '../places/keys.ts';
import type { FeatureType } from './features.ts';

interface Feature {
  feature: FeatureType;
  id: number;
  name: string | null; // keyed like a place name
  number: string | null; // keyed as it is
  public: boolean;
  importance: number; // on the scale of places
}

const batch = 10_000; // keys a statement

/**
 * Makes the search keys of boundary lines, markers and facilities anew: a few thousand, in one short
 * transaction. Call it after any of the three tables was loaded or changed.
 */
export async function rebuildFeatureKeys({ jobs: db }: Pick<Context, 'jobs'>): Promise<{ keys: number }> {
  const features = await readFeatures(db);
  const rows = features.flatMap((feature) => keysOfFeature(feature).map((key) => ({ feature, ...key })));
  await transaction(db, async (trx) => {
    await sql`delete from feature_key`.execute(trx);
    for (let start = 0; start < rows.length; start += batch) {
      const part = rows.slice(start, start + batch);
      await sql`insert into feature_key (feature, feature_id, public, score, kind, key)
        select * from unnest(${part.map((row) => row.feature.feature)}::text[], ${part.map((row) => row.feature.id)}::int4[],
          ${part.map((row) => row.feature.public)}::bool[],
          ${part.map((row) => row.feature.importance + bonuses[row.kind]!)}::int2[], ${part.map((row) => row.kind)}::int2[],
          ${part.map((row) => row.key)}::text[])`.execute(trx);
    }
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'search'`.execute(
      trx,
    );
  });
  await sql`vacuum (analyze) feature_key`.execute(db);
  return { keys: rows.length };
}

/** Names as places have them, their folded sounds excepted; numbers whole and by their beginning. */
function keysOfFeature({ name, number }: Feature): Key[] {
  const named = name === null ? [] : keysOf({ name, roman: null, mongolian: null, denotes: null, names: [] });
  const coded = number === null ? [] : [{ kind: kinds.code, key: fold(number) + terminator }];
  return [...named.filter(({ kind }) => kind !== kinds.sound), ...coded];
}

/**
 * All are in, `public` or not: searches of the public leave out markers and what is not public. Importance: a line by its level, a facility like a village's seat, a marker below all named things.
 */
async function readFeatures(db: Db): Promise<Feature[]> {
  const { rows } = await sql<Feature>`
    select 'boundary-line' as feature, id, public, name, code as number,
      case level when 'national' then 6000 when 'province' then 6500 when 'prefecture' then 5000 when 'county' then 4000 else 2000 end as importance
    from boundary_line where valid_to is null
    union all
    select 'facility', id, public, name, code, case level when 'province' then 4500 when 'prefecture' then 4000 when 'county' then 3500 else 3000 end
    from facility
    union all
    select 'marker', id, public, null, number, 1500 from boundary_marker where valid_to is null`.execute(db);
  return rows;
}
