import { sql, type Kysely } from 'kysely';

/** What the list of markers is ordered and narrowed by, and which markers were inspected between two days. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index boundary_marker_list on boundary_marker (line_code, coalesce(sequence, 0), id) where valid_to is null`.execute(db); // prettier-ignore
  await sql`create index boundary_marker_condition on boundary_marker (condition, line_code) where valid_to is null`.execute(db); // prettier-ignore
  await sql`create index boundary_marker_county_c on boundary_marker (county_c collate "C") where county_c is not null`.execute(db); // prettier-ignore
  await sql`create index marker_event_inspected on marker_event (happened_on, marker_id) where kind = 'inspect'`.execute(db); // prettier-ignore
}
