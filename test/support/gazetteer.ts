import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';

/** A gazetteer of chance, the same at every run, that tests look through themselves. */
export interface Entry {
  id: number;
  class: string;
  division: string;
  status: string;
  source: string;
  sample: boolean;
  public: boolean;
  secrecy: string;
  origin: string | null;
  langs: string[];
  validFrom: string | null;
  validTo: string | null;
  point: [number, number] | null;
  importance: number;
}

export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export const gazetteerClasses = [
  ['10000', null], ['12000', '10000'], ['12100', '12000'], ['13000', '10000'],
  ['20000', null], ['21000', '20000'], ['21400', '21000'], ['22000', '20000'], ['22200', '22000'],
] as const; // prettier-ignore
export const gazetteerDivisions = [
  ['150000', 'province', null], ['150100', 'prefecture', '150000'], ['150102', 'county', '150100'], ['150102001', 'township', '150102'], ['150102002', 'township', '150102'],
  ['150121', 'county', '150100'], ['150121100', 'township', '150121'], ['152500', 'prefecture', '150000'], ['152502', 'county', '152500'], ['152502001', 'township', '152502'],
] as const; // prettier-ignore

export function makeEntries(count: number): Entry[] {
  const random = randomOf(20_251_231);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return Array.from({ length: count }, (_, index): Entry => {
    const secrecy = random() < 0.1 ? '内部' : '公开';
    const [from, to] = [1900 + Math.floor(random() * 100), 2000 + Math.floor(random() * 30)];
    return {
      id: 1 + index * 7,
      class: random() < 0.02 ? '99999' : one(['12100', '12000', '13000', '21400', '22200', '22000']),
      division: one(['150102001', '150102002', '150121100', '150121', '152502001', '150100', '150000']),
      status: random() < 0.8 ? 'current' : one(['abolished', 'renamed']),
      source: one(['甲', 'b', 'c']),
      sample: random() < 0.4,
      public: secrecy === '公开' && random() < 0.9,
      secrecy,
      origin: random() < 0.3 ? one(['蒙古语', '汉语', '满语']) : null,
      langs: ['zh-Hans', ...['mn-Mong', 'mn-Cyrl', 'mn-Latn', 'mnc-Mong', 'zh-Latn-pinyin', 'en'].filter(() => random() < 0.2)], // prettier-ignore
      validFrom: random() < 0.3 ? `${from}-0${1 + Math.floor(random() * 9)}-15` : null,
      validTo: random() < 0.2 ? `${to}-06-30` : null,
      point: random() < 0.9 ? [110 + random() * 4, 40 + random() * 3] : null,
      importance: 1 + Math.floor(random() * 20),
    };
  });
}

/** Loads classes, divisions and the entries with one name in each of their languages. */
export async function loadGazetteer(db: Db, entries: readonly Entry[]): Promise<void> {
  await sql`insert into source (id, title) values ('甲', 'A'), ('b', 'B'), ('c', 'C')`.execute(db);
  for (const [code, parent] of gazetteerClasses)
    await sql`insert into place_class (code, parent_code, name, verified) values (${code}, ${parent}, ${`类${code}`}, true)`.execute(db); // prettier-ignore
  for (const [code, level, parent] of gazetteerDivisions)
    await sql`insert into division (code, level, name, parent_code, source_id) values (${code}, ${level}, ${`区${code}`}, ${parent}, 'b')`.execute(db); // prettier-ignore
  await sql`
    insert into place (id, class_code, division_code, name, importance, status, position, geom, source_id, sample, public, secrecy, valid_from, valid_to, attributes)
    select id, class, division, '村' || id, importance, status, case when lon is null then 'unknown' else 'surveyed' end,
      case when lon is null then null else ST_SetSRID(ST_MakePoint(lon, lat), 4490) end, source, sample, public, secrecy, "validFrom", "validTo",
      case when origin is null then null else jsonb_build_object('language', origin) end
    from json_to_recordset(${JSON.stringify(entries.map((entry) => ({ ...entry, lon: entry.point?.[0], lat: entry.point?.[1] })))}::json)
      as e(id int4, class text, division text, importance int2, status text, lon float8, lat float8, source text, sample boolean, public boolean,
        secrecy text, "validFrom" date, "validTo" date, origin text)`.execute(db); // prettier-ignore
  const names = entries.flatMap(({ id, langs }) => langs.map((lang) => ({ id, lang })));
  await sql`
    insert into place_name (place_id, text, kind, lang)
    select id, '名' || lang, case when lang = 'zh-Hans' then 'standard' else 'alias' end, lang from json_to_recordset(${JSON.stringify(names)}::json) as n(id int4, lang text)`.execute(db); // prettier-ignore
}
