import type { Evidence } from '../api/coverage-evidence.ts';
import type { Db } from '../database/open.ts';
import type { Duties } from './flags.ts';
import type { World } from './world.ts';

/** Where the records of a flag are from, with how many of each: facilities and facts of all units, settlements of the unit. @param settlements of the unit, by source; empty where they do not count */
export function dataSources({ facts }: World, { facilities, policy }: Duties, settlements: ReadonlyMap<string, number>, sources: readonly SourceRow[]): Evidence['data']['sources'] {
  const counts = new Map(settlements);
  const add = (source: string): void => void counts.set(source, (counts.get(source) ?? 0) + 1);
  for (const { source_id } of facilities) add(source_id);
  const read = policy?.rule === 'by_zone' ? 'zone' : policy?.rule === 'facility_or_person' ? 'person' : 'tag';
  for (const { type, source_id } of facts) if (type === read && (type !== 'tag' || (policy?.tags.length ?? 0) > 0)) add(source_id);
  return sources.flatMap((source) => counts.has(source.id) ? { ...source, records: counts.get(source.id)! } : []);
} // prettier-ignore

type SourceRow = Awaited<ReturnType<typeof listSources>>[number];

export const listSources = (db: Db) => db.selectFrom('source').select(['id', 'title', 'licence', 'sample']).orderBy('id').execute(); // prettier-ignore
