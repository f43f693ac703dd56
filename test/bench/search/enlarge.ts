import { sql } from 'kysely';
import type { Db } from '../../../server/database/open.ts';

/**
 * Makes a gazetteer `times` as large out of the one that is there: each copy has the beginning of one name with the end of another,
 * so that keys grow in number and in variety as those of a larger country would. For a database of the bench's own.
 */
export async function enlarge(db: Db, times: number): Promise<void> {
  await sql`drop table if exists bench_nth`.execute(db);
  await sql`create unlogged table bench_nth as select id, name, row_number() over (order by md5(id::text)) - 1 as n, count(*) over () as all_of_them from place where id < 20000000`.execute(db); // prettier-ignore
  await sql`create index on bench_nth (n)`.execute(db);
  await sql`analyze bench_nth`.execute(db);
  for (let copy = 1; copy < times; copy += 1) {
    await sql`
      insert into place (id, class_code, division_code, name, importance, status, position, geom, attributes, source_id, sample, public)
      select p.id + ${copy}::int4 * 20000000, p.class_code, p.division_code, left(p.name, 2) || substr(other.name, 2), greatest(1, p.importance - ${copy}::int4),
        p.status, p.position, case when p.geom is null then null else ST_Translate(p.geom, ${copy}::float8 / 997, ${copy}::float8 / 991) end, p.attributes, p.source_id, p.sample, true
      from bench_nth nth join place p on p.id = nth.id join bench_nth other on other.n = (nth.n * 7919 + ${copy}::int4 * 104729) % nth.all_of_them
      where p.denotes_code is null
      on conflict (id) do nothing`.execute(db); // prettier-ignore
    console.log(`copy ${copy}`);
  }
  await sql`drop table bench_nth`.execute(db);
}
