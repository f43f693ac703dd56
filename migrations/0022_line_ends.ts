import { sql, type Kysely } from 'kysely';

/** 起点 and 终点 of a line, as its documents describe them (domain.md 5.4). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table boundary_line add column starts_at text, add column ends_at text`.execute(db);
  await sql`comment on column boundary_line.starts_at is '起点, in words; ends_at is 终点'`.execute(db);
}
