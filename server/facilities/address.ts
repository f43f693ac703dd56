import { sql } from 'kysely';
import type { AddressCandidate } from '../api/facilities.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';

const most = 10;

/** Places of a division whose names stand in an address, the longest name first: where a facility without coordinates may be. */
export async function listAddressCandidates(db: Db, division: string, address: string): Promise<AddressCandidate[]> {
  const { rows } = await sql<AddressCandidate>`
    select p.id, p.name, c.name as class, p.division_code as division, array[ST_X(p.geom), ST_Y(p.geom)] as point
    from place p join place_class c on c.code = p.class_code
    where p.division_code like ${codePrefix(division)} and p.status = 'current' and p.geom is not null
      and length(p.name) >= 2 and strpos(${address}, p.name) > 0
    order by length(p.name) desc, p.importance desc, p.id limit ${most}`.execute(db);
  return rows;
} // prettier-ignore
