import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { hashOf } from './hash.ts';
import { groupBy } from './shared/group-by.ts';

/** The settlements of one division as the gazetteer has them: entries of a settlement class, twins counted apart. */
interface Counted {
  entries: number;
  located: number;
}

export interface SettlementState {
  /** Hash of ids, divisions and positions: changes with any of them. */
  hash: string;
  sample: boolean;
  /** Entries of a division and of all that is inside it. @param code of 4, 6 or 9 digits' worth of division */
  of(code: string): Counted;
  /** How many of these entries are from which source. */
  sourcesOf(code: string): ReadonlyMap<string, number>;
}

const held = new WeakMap<Db, { key: string; state: Promise<SettlementState> }>();

/** Counted once for each version of the places. */
export async function settlementState(db: Db): Promise<SettlementState> {
  const row = await db.selectFrom('data_version').where('dataset', '=', 'places').select(['version', 'updated_at']).executeTakeFirst(); // prettier-ignore
  const key = `${row?.version} ${row?.updated_at}`;
  const known = held.get(db);
  if (known?.key === key) return known.state;
  const state = count(db);
  held.set(db, { key, state });
  state.catch(() => held.delete(db));
  return state;
}

async function count(db: Db): Promise<SettlementState> {
  const { rows } = await sql<{ code: string; source: string; entries: number; located: number; sample: boolean; sum: string }>`
    select p.division_code as code, p.source_id as source, count(*)::int4 as entries, count(p.geom)::int4 as located, bool_or(p.sample) as sample,
      sum(('x' || left(md5(p.id || ' ' || coalesce(ST_X(p.geom) || ' ' || ST_Y(p.geom), '')), 15))::bit(60)::int8)::text as sum
    from place p join place_class c on c.code = p.class_code
    where c.settlement and p.status = 'current' group by p.division_code, p.source_id order by p.division_code collate "C"`.execute(db);
  const counts = new Map<string, Counted>();
  const sources = new Map<string, Map<string, number>>();
  for (const { code, source, entries, located } of rows)
    for (const wide of new Set([code, code.slice(0, 6), `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])) {
      const before = counts.get(wide) ?? { entries: 0, located: 0 };
      counts.set(wide, { entries: before.entries + entries, located: before.located + located });
      const from = sources.get(wide) ?? new Map<string, number>();
      sources.set(wide, from.set(source, (from.get(source) ?? 0) + entries));
    }
  return {
    hash: hashOf([...groupBy(rows, ({ code }) => code)].map(([code, of]) => [
      code, of.reduce((all, { entries }) => all + entries, 0), of.reduce((all, { located }) => all + located, 0), String(of.reduce((all, { sum }) => all + BigInt(sum), 0n)),
    ])),
    sample: rows.some((row) => row.sample),
    of: (code) => counts.get(code) ?? { entries: 0, located: 0 },
    sourcesOf: (code) => sources.get(code) ?? new Map(),
  };
} // prettier-ignore
