import { sql } from 'kysely';
import type { Evidence } from '../api/coverage-evidence.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Duties } from './flags.ts';
import type { World } from './world.ts';

/** Where the records of a flag are from, with how many of each: facilities and facts of all units, settlements of the unit. @param division null: settlements do not count */
export async function dataSources(db: Db, { facts }: World, { facilities, policy }: Duties, division: string | null): Promise<Evidence['data']['sources']> {
  const counts = new Map<string, number>();
  const add = (source: string, records = 1): void => void counts.set(source, (counts.get(source) ?? 0) + records);
  for (const { source_id } of facilities) add(source_id);
  const read = policy?.rule === 'by_zone' ? 'zone' : policy?.rule === 'facility_or_person' ? 'person' : 'tag';
  for (const { type, source_id } of facts) if (type === read && (type !== 'tag' || (policy?.tags.length ?? 0) > 0)) add(source_id);
  if (division !== null) {
    const { rows } = await sql<{ source_id: string; records: number }>`
      select p.source_id, count(*)::int4 as records from place p join place_class c on c.code = p.class_code
      where c.settlement and p.status = 'current' and p.division_code like ${codePrefix(division)} group by p.source_id`.execute(db);
    for (const { source_id, records } of rows) add(source_id, records);
  }
  if (counts.size === 0) return [];
  const sources = await db.selectFrom('source').where('id', 'in', [...counts.keys()]).select(['id', 'title', 'licence', 'sample']).orderBy('id').execute();
  return sources.map((source) => ({ ...source, records: counts.get(source.id)! }));
} // prettier-ignore
