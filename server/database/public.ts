import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';

/** The condition of a query on rows that not everybody may see. `public` implies 公开 (a constraint of the tables). */
export const andPublic = (audience: Audience | undefined, table?: string): RawBuilder<unknown> => {
  if (audience !== 'public') return sql``;
  return sql`and ${sql.ref(table === undefined ? 'public' : `${table}.public`)}`;
};
