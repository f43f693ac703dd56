import { sql, type RawBuilder } from 'kysely';

/** LIKE pattern of the codes of a division and everything inside it: 150000 -> 15%, 150100 -> 1501%, 150102 -> 150102%. */
export function codePrefix(code: string): string {
  if (code.length > 6) return code;
  return `${code.replace(/(00){1,2}$/, '')}%`;
}

/** Whether rows `n` with a county_code and a township_code lie in the unit `u.code` of a level, as SQL that an index can answer. */
export const isInUnit = (level: 'prefecture' | 'county' | 'township'): RawBuilder<boolean> =>
  level === 'township' ? sql`n.township_code = u.code`
    : level === 'county' ? sql`n.county_code = u.code` : sql`(n.county_code >= left(u.code, 4) || '00' and n.county_code <= left(u.code, 4) || '99')`; // prettier-ignore
