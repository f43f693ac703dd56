import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { bonuses, equalityBonus, kinds, terminator } from '../places/keys.ts';
import { smallSetOf, withPlaces, type Ranked } from './direct.ts';
import type { Answer } from './hits.ts';
import type { Filter } from './match.ts';
import { divisionCodeOf, type SearchText } from './query.ts';

/** What has become of the division that once had this code, as good as a code of its own. */
export async function byFormerCode(db: Db, { text, script }: SearchText, filter: Filter): Promise<Answer[]> {
  const code = divisionCodeOf(text);
  if (script !== 'digits' || ![6, 9].includes(code.length) || !withPlaces(filter) || filter.type === 'place') return []; // prettier-ignore
  const { rows } = await sql<Ranked>`
    with recursive later as (
      select successor_code as code from division_succession where predecessor_code = ${code}
      union select s.successor_code from division_succession s join later on s.predecessor_code = later.code)
    select d.id as uid, p.importance + ${bonuses[kinds.code]! + equalityBonus}::int4 as s, ${kinds.code}::int2 as kind, ${code + terminator} as key
    from (${smallSetOf({ ...filter, type: 'division' })}) d join place p on p.id = abs(d.id)
    where p.denotes_code in (select code from later) and p.denotes_code <> ${code}
    order by s desc, uid`.execute(db);
  return rows.map((row) => ({ ...row, pass: 'code', text: code }));
}
