import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import type { TileSet } from './tile-set.ts';

/** What a pyramid is built from: a key that changes with the data or the builder, and whom to name on the map. */
export interface Origin {
  key: string;
  /** Whose rows are in the file: everybody's where nothing is hidden, so that one file serves both audiences. */
  rows: 'everybody' | Audience;
  attribution: string;
  /** The rows of data_version, and the builder. */
  datasets: readonly { dataset: string; version: number; at: string }[];
}

/** Hash of the code that makes tiles: a changed builder makes new pyramids without anybody having to remember it. */
const builder = hashOfFolders(['./', './layers/']);

/** Reads the rows of data_version that the set is made from: one small query, so asking often costs nothing. */
export async function readOrigin(
  db: Db,
  set: TileSet,
  audience: Audience,
  mapReview: string,
): Promise<Origin> {
  const { rows } = await sql<{ dataset: string; version: number; updated_at: string; attribution: string | null; sample: boolean | null }>`
    select v.dataset, v.version, v.updated_at, coalesce(s.attribution, s.title) as attribution, s.sample
    from data_version v left join source s on s.id = v.source_id
    where v.dataset = any(${[...set.datasets]}) order by v.dataset`.execute(db); // prettier-ignore
  const datasets = [...rows.map(({ dataset, version, updated_at: at }) => ({ dataset, version, at })), { dataset: 'builder', version: 0, at: builder }]; // prettier-ignore
  const credits = rows.flatMap(({ attribution, sample }) => [
    ...(attribution ?? '').split('\n'),
    sample === true ? '示例数据' : '',
  ]);
  if (mapReview !== '') credits.push(`审图号: ${mapReview}`);
  const whose = (await hasHidden(db, set)) ? audience : 'everybody';
  const hash = createHash('sha256').update(JSON.stringify(datasets)).digest('hex');
  return {
    key: `${whose}-${hash.slice(0, 12)}`,
    rows: whose,
    datasets,
    attribution: [...new Set(credits.filter((credit) => credit !== ''))].map(escapeHtml).join(' · '),
  };
}

async function hasHidden(db: Db, { hidden }: TileSet): Promise<boolean> {
  if (hidden === null) return true;
  const tests = hidden.map((table) => sql`exists (select from ${sql.table(table)} where not public)`);
  const { rows } = await sql<{ found: boolean }>`select ${sql.join(tests, sql` or `)} as found`.execute(db);
  return rows[0]!.found;
}

/** Map clients show the attribution as HTML. */
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function hashOfFolders(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const url = new URL(folder, import.meta.url);
    for (const name of readdirSync(url).sort())
      if (name.endsWith('.ts')) hash.update(readFileSync(new URL(name, url)));
  }
  return hash.digest('hex');
}
