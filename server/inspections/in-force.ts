import { sql } from 'kysely';

/** Whether a round (`r`) counts: 示例数据 give way as soon as the office keeps a round of its own at that level. */
export const inForce = sql`(not r.sample or not exists (select from inspection_round o where o.level = r.level and not o.sample))`;
