import { sql, type RawBuilder } from 'kysely';
import type { AttachmentOwner } from '../api/attachments.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';

/** What every record of a line is stored with. */
export interface StoredRecord {
  id: number;
  version: string;
  created_by: string;
  updated_at: string;
  files: number;
}

export interface RecordFilter {
  line?: string | undefined;
  division?: string | undefined;
}

/** Values by column; a point is an expression. */
type Columns = Record<string, unknown>;

export const pointColumn = (point: readonly [number, number] | null): unknown =>
  point === null ? null : sql`ST_SetSRID(ST_MakePoint(${point[0]}, ${point[1]}), 4490)`;

const ofDivision = (pattern: string): RawBuilder<unknown> => sql`r.line_code in (
  select l.code from boundary_line l join boundary_segment s on s.line_id = l.id where s.county_a like ${pattern} or s.county_b like ${pattern})`; // prettier-ignore

interface Own {
  table: string;
  owner: AttachmentOwner | null; // of its files
  /** Further columns, each with a comma in front. */
  more?: RawBuilder<unknown>;
  /** What else of it lies in a division, by the pattern of its codes. */
  elsewhere?: (pattern: string) => RawBuilder<unknown>;
}

/** Documents, disputes and projects are stored alike: under the code of their line, since lines are replaced with the polygons. */
export function recordStore<Row extends StoredRecord>({ table, owner, more = sql``, elsewhere }: Own) {
  const files = owner === null ? sql`0` : sql`(select count(*)::int4 from attachment f where f.${sql.ref(`${owner}_id`)} = r.id)`; // prettier-ignore
  const selected = sql`r.*, ${rowVersion('r')} as version, ${files} as files ${more}`;
  const from = sql`${sql.table(table)} r`;
  const within = (division: string): RawBuilder<unknown> => {
    const pattern = codePrefix(division);
    return elsewhere === undefined ? ofDivision(pattern) : sql`(${ofDivision(pattern)} or ${elsewhere(pattern)})`; // prettier-ignore
  };
  return {
    /** A page, the newest first, before the id `before`. */
    async list(db: Db, { line, division }: RecordFilter, conditions: readonly RawBuilder<unknown>[], { before, limit }: { before: number | null; limit: number }): Promise<{ rows: Row[]; total: number }> {
      const all = [
        sql`true`,
        ...conditions,
        ...(line === undefined ? [] : [sql`r.line_code = ${line}`]),
        ...(division === undefined ? [] : [within(division)]),
      ];
      const where = sql.join(all, sql` and `);
      const { rows } = await sql<Row>`select ${selected} from ${from} where ${where} and (${before}::int4 is null or r.id < ${before}) order by r.id desc limit ${limit}`.execute(db);
      const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from ${from} where ${where}`.execute(db);
      return { rows, total: count[0]!.total };
    },
    /** @param lock for the rest of the transaction  @throws Problem 404 */
    async find(db: Db, id: number, lock = false): Promise<Row> {
      const { rows } = await sql<Row>`select ${selected} from ${from} where r.id = ${id} ${lock ? sql`for update of r` : sql``}`.execute(db);
      if (rows[0] === undefined) throw notFound(`${table} ${id}`);
      return rows[0];
    },
    async insert(trx: Db, columns: Columns, by: string): Promise<number> {
      const all = { ...columns, created_by: by };
      const { rows } = await sql<{ id: number }>`insert into ${sql.table(table)} (${sql.join(Object.keys(all).map((name) => sql.ref(name)))})
        values (${sql.join(Object.values(all))}) returning id`.execute(trx);
      return rows[0]!.id;
    },
    async update(trx: Db, id: number, columns: Columns): Promise<void> {
      const set = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
      await sql`update ${sql.table(table)} set ${sql.join(set)}, updated_at = now() where id = ${id}`.execute(trx);
    },
    async remove(trx: Db, id: number): Promise<void> {
      await sql`delete from ${sql.table(table)} where id = ${id}`.execute(trx);
    },
  };
} // prettier-ignore
