import { sql } from 'kysely';

/** What tells a facility of a pack from the others: it has no code. SQL over the columns of `facility`. */
export const packKey = sql<string>`'name:' || kind || ':' || name || ':' || county_code`;
