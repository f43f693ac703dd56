import { sql } from 'kysely';
import type { VerifyOutcome } from '../../../server/api/verify.ts';
import type { Db } from '../../../server/database/open.ts';
import { syllablesOf } from '../../../server/places/pinyin.ts';

/** A name of the benchmark's list, made from a record, and what may be found of it. */
export interface BenchName {
  kind: string;
  name: string;
  division: string;
  right: string | null; // name of the record that it was made from
  allowed: readonly VerifyOutcome[];
}

interface Row {
  name: string;
  division: string;
  other: string | null;
  kind: string | null;
  township: string | null;
  county: string;
}

/** The same numbers every time (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A list as an office has one: mostly right, the rest slips of every kind, some nonsense. Half of the rows say their banner. */
export async function makeNames(db: Db, count: number): Promise<BenchName[]> {
  const { rows } = await sql<Row>`
    select p.name, p.division_code as division, n.text as other, n.kind, t.name as township, c.name as county
    from place p left join lateral (select text, kind from place_name where place_id = p.id and kind in ('alias', 'former', 'short') limit 1) n on true
    left join division t on t.code = p.division_code and t.valid_to is null
    join division c on c.code = left(p.division_code, 6) and c.valid_to is null
    where not p.sample and p.name ~ '^[一-龥]+$' order by p.id`.execute(db);
  const { rows: samples } = await sql<{ name: string }>`
    select name from place p where sample and name ~ '^[一-龥]{3,}$' and not exists (select from place q where q.name = p.name and not q.sample) order by id limit 5000`.execute(
    db,
  );
  const next = random(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const characters = [...new Set(rows.flatMap(({ name }) => [...name]))];
  const bySound = new Map<string, string[]>();
  for (const character of characters) {
    const sound = syllablesOf(character)[0]!;
    bySound.set(sound, [...(bySound.get(sound) ?? []), character]);
  }
  const others = rows.filter((row) => row.other !== null);
  const slips = ['misspelt', 'ambiguous', 'standard', 'alias', 'former', 'not_found'] as const; // a slip may make another name
  const make = (): BenchName => {
    const which = next();
    const row = pick(which >= 0.6 && which < 0.7 ? others : rows);
    const points = [...row.name];
    const at = Math.floor(next() * points.length);
    const base = { division: next() < 0.5 ? row.county : '', right: row.name };
    if (which < 0.6) return { ...base, kind: 'exact', name: row.name, allowed: ['standard', 'ambiguous'] };
    if (which < 0.7) return { ...base, kind: row.kind!, name: row.other!, allowed: ['alias', 'former', 'ambiguous', 'standard'] }; // prettier-ignore
    if (which < 0.77) {
      const twins = (bySound.get(syllablesOf(points[at]!)[0]!) ?? []).filter((one) => one !== points[at]);
      return { ...base, kind: 'homophone', name: points.with(at, twins.length > 0 ? pick(twins) : points[at]!).join(''), allowed: slips }; // prettier-ignore
    }
    if (which < 0.82) return { ...base, kind: 'wrong', name: points.with(at, pick(characters)).join(''), allowed: slips }; // prettier-ignore
    if (which < 0.86) return { ...base, kind: 'missing', name: points.toSpliced(at, 1).join(''), allowed: slips }; // prettier-ignore
    if (which < 0.89) return { ...base, kind: 'surplus', name: points.toSpliced(at, 0, pick(characters)).join(''), allowed: slips }; // prettier-ignore
    if (which < 0.92)
      return { ...base, kind: 'pinyin', name: syllablesOf(row.name).join(''), allowed: slips };
    if (which < 0.96) return { kind: 'nonsense', name: Array.from({ length: 5 }, () => pick(characters)).join(''), division: '', right: null, allowed: ['not_found', 'misspelt', 'ambiguous'] }; // prettier-ignore
    return { kind: 'sample', name: samples.length > 0 ? pick(samples).name : '不知道在哪', division: '', right: null, allowed: slips }; // prettier-ignore
  };
  return Array.from({ length: count }, make);
}
