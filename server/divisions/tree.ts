import type { DivisionRef } from '../api/record.ts';
import type { Level } from '../api/divisions.ts';
import type { Db } from '../database/open.ts';
import { bboxOf } from '../database/postgis.ts';

/** One present division and where it hangs. */
export interface DivisionNode {
  code: string;
  name: string;
  short: readonly string[];
  roman: string | null;
  level: Level;
  kind: string | null;
  parent: string | null;
  bbox: [number, number, number, number] | null; // degrees
  /** From the region down to this division, itself included. */
  path: DivisionRef[];
}

/** All present divisions (about 1,150), small enough to hold in memory. */
export interface DivisionTree {
  version: number;
  get(code: string): DivisionNode | undefined;
  /** The path of a code; one that is not known any more falls back to its county, then its prefecture. */
  pathOf(code: string): DivisionRef[];
  nodes(): readonly DivisionNode[];
}

const cached = new WeakMap<Db, DivisionTree>();

/**
 * The division tree of the present data version.
 * @param version the version, where the caller has just read it; without it one small query asks for it
 */
export async function divisionTree(db: Db, version?: number): Promise<DivisionTree> {
  const current = version ?? (await currentVersion(db));
  const known = cached.get(db);
  if (known !== undefined && known.version === current) return known;
  const rows = await db
    .selectFrom('division')
    .where('valid_to', 'is', null)
    .where('public', '=', true)
    .select(['code', 'name', 'short', 'roman', 'level', 'kind', 'parent_code', bboxOf('geom').as('bbox')])
    .orderBy('code')
    .execute();
  const tree = plant(current, rows as Row[]);
  cached.set(db, tree);
  return tree;
}

async function currentVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('data_version')
    .where('dataset', '=', 'divisions')
    .select('version')
    .executeTakeFirst();
  return row?.version ?? 0;
}

interface Row {
  code: string;
  name: string;
  short: string[];
  roman: string | null;
  level: Level;
  kind: string | null;
  parent_code: string | null;
  bbox: [number, number, number, number] | null;
}

/** Codes sort parents before children except where a prefecture's own code is larger, so paths are made on demand. */
function plant(version: number, rows: readonly Row[]): DivisionTree {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const nodes = new Map<string, DivisionNode>();
  const node = (code: string, depth = 0): DivisionNode | undefined => {
    const made = nodes.get(code);
    if (made !== undefined) return made;
    const row = byCode.get(code);
    if (row === undefined || depth > 5) return undefined;
    const above = row.parent_code === null ? undefined : node(row.parent_code, depth + 1);
    const { parent_code: parent, ...own } = row;
    const fresh = { ...own, parent, path: [...(above?.path ?? []), { code, name: row.name }] };
    nodes.set(code, fresh);
    return fresh;
  };
  for (const row of rows) node(row.code);
  const pathOf = (code: string): DivisionRef[] =>
    (
      nodes.get(code) ??
      nodes.get(code.slice(0, 6)) ??
      nodes.get(`${code.slice(0, 4)}00`) ??
      nodes.get(`${code.slice(0, 2)}0000`)
    )?.path ?? [];
  return { version, get: (code) => nodes.get(code), pathOf, nodes: () => [...nodes.values()] };
}
