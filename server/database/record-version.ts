import { sql, type RawBuilder } from 'kysely';

/**
 * Version of a record: a hash of its row, so that whatever changes the row (an edit, an import, a roll-back, a pack) changes
 * the version without keeping a count. `table` is the table or its alias in the query.
 */
export const rowVersion = (table: string): RawBuilder<string> =>
  sql<string>`left(md5(${sql.raw(table)}::text), 16)`;

/** Of a place its names count too. */
export const placeVersion = (table: string): RawBuilder<string> =>
  sql<string>`left(md5(${sql.raw(table)}::text || coalesce((
    select string_agg(version_of::text, '' order by version_of::text collate "C")
    from place_name version_of where version_of.place_id = ${sql.ref(`${table}.id`)}), '')), 16)`;
