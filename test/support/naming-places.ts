import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { quietStep } from './ask.ts';

const divisions: [code: string, level: string, kind: string, name: string, roman: string | null, parent: string | null, west: number | null][] = [
  ['150000', 'province', '自治区', '内蒙古自治区', 'Nei Mongol Zizhiqu', null, null],
  ['150100', 'prefecture', '地级市', '呼和浩特市', 'Hohhot Shi', '150000', null],
  ['150102', 'county', '市辖区', '新城区', 'Xincheng Qu', '150100', 110],
  ['150103', 'county', '市辖区', '回民区', 'Huimin Qu', '150100', 111],
  ['150500', 'prefecture', '地级市', '通辽市', 'Tongliao Shi', '150000', null],
  ['150521', 'county', '旗', '科尔沁左翼中旗', 'Horqin Zuoyi Zhongqi', '150500', 112],
  ['150522', 'county', '旗', '科尔沁左翼后旗', 'Horqin Zuoyi Houqi', '150500', 113],
  ['150521100', 'township', '镇', '保康镇', null, '150521', null],
  ['150522200', 'township', '苏木', '巴彦塔拉苏木', null, '150522', null],
]; // prettier-ignore

interface PlaceGiven {
  id: number;
  name: string;
  class: string;
  division: string;
  denotes?: string;
  at?: [number, number];
  reading?: string;
  roman?: string;
  mongolian?: string;
  code?: string;
  sample?: true;
  hidden?: true;
  status?: string;
  other?: [text: string, kind: 'alias' | 'former'];
}

/** Squares of one degree north of 40° hold the banners: 新城区 110-111, 回民区 111-112, 左中旗 112-113, 左后旗 113-114. */
const places: PlaceGiven[] = [
  { id: 1, name: '巴彦塔拉苏木', class: '21500', division: '150522200', denotes: '150522200', at: [113.5, 40.5], mongolian: 'ᠪᠠᠶᠠᠨ' },
  { id: 2, name: '保康镇', class: '21500', division: '150521100', denotes: '150521100', at: [112.5, 40.5], roman: 'Baokang Zhen' },
  { id: 3, name: '东升村', class: '21610', division: '150521100', at: [112.2, 40.2], reading: 'dōng shēng cūn', other: ['老东升', 'former'] },
  { id: 4, name: '东升村', class: '21610', division: '150521', at: [112.3, 40.3], reading: 'dōng shēng cūn' },
  { id: 5, name: '东升村村民委员会', class: '27610', division: '150521100', at: [112.2, 40.2] }, // the twin of 3
  { id: 6, name: '东盛村', class: '21610', division: '150521', at: [112.4, 40.4], reading: 'dōng shèng cūn' },
  { id: 7, name: '东升村', class: '21610', division: '150522', at: [113.3, 40.3], reading: 'dōng shēng cūn' },
  { id: 8, name: '示例村', class: '21610', division: '150522', at: [113.4, 40.4], sample: true },
  { id: 9, name: '示例村', class: '21610', division: '150522', at: [113.6, 40.4], sample: true },
  { id: 10, name: '新华大街', class: '23514', division: '150103', at: [111.5, 40.5] },
  { id: 11, name: '黑山', class: '13400', division: '150521', at: [112.5, 40.6], roman: 'Hei Shan' },
  { id: 12, name: '東村', class: '21610', division: '150103', at: [112.5, 40.5], roman: 'Donga Cun' }, // its point lies in 左中旗
  { id: 13, name: '密村', class: '21610', division: '150522', hidden: true },
  { id: 14, name: '废村', class: '21610', division: '150522', at: [113.5, 40.5], status: 'abolished' },
  { id: 15, name: '呼和浩特桥', class: '99999', division: '150199', at: [110.5, 40.5], roman: 'Huhehaote Qiao', code: '15010200123610000001' },
  { id: 16, name: '青河', class: '13400', division: '150102', at: [110.5, 40.5], code: '150102' },
  { id: 17, name: '巴黎小区', class: '22100', division: '150102', at: [110.2, 40.2] },
]; // prettier-ignore

export async function loadNamingPlaces(db: Db): Promise<void> {
  await sql`insert into source (id, title) values ('fixture', 'fixture')`.execute(db);
  for (const [code, level, kind, name, roman, parent, west] of divisions) {
    const square = west === null ? null : `MULTIPOLYGON(((${west} 40, ${west + 1} 40, ${west + 1} 41, ${west} 41, ${west} 40)))`; // prettier-ignore
    await sql`insert into division (code, level, kind, name, roman, parent_code, source_id, geom)
      values (${code}, ${level}, ${kind}, ${name}, ${roman}, ${parent}, 'fixture', ST_GeomFromText(${square}, 4490))`.execute(db); // prettier-ignore
  }
  for (const code of ['21500', '21610', '21620', '22100', '23514', '13400', '27610', '23610']) {
    await sql`insert into place_class (code, name, verified) values (${code}, ${`类 ${code}`}, true)`.execute(db); // prettier-ignore
  }
  for (const place of places) await insertPlace(db, place);
  await sql`update data_version set version = version + 1 where dataset in ('places', 'divisions')`.execute(
    db,
  );
  await rebuildNameKeys({ jobs: db }, quietStep);
}

export async function insertPlace(db: Db, place: PlaceGiven): Promise<void> {
  const { id, name, at, hidden } = place;
  await sql`
    insert into place (id, class_code, division_code, denotes_code, name, roman, mongolian, importance, status, place_code, position, geom, source_id, sample, public, secrecy)
    values (${id}, ${place.class}, ${place.division}, ${place.denotes ?? null}, ${name}, ${place.roman ?? null}, ${place.mongolian ?? null}, 100,
      ${place.status ?? 'current'}, ${place.code ?? null}, ${at === undefined ? 'unknown' : 'approximate'},
      ST_SetSRID(ST_MakePoint(${at?.[0] ?? null}::float8, ${at?.[1] ?? null}::float8), 4490), 'fixture', ${place.sample === true},
      ${hidden !== true}, ${hidden === true ? '秘密' : '公开'})`.execute(db);
  await sql`insert into place_name (place_id, text, kind, lang, reading) values (${id}, ${name}, 'standard', 'zh-Hans', ${place.reading ?? null})`.execute(db); // prettier-ignore
  if (place.other !== undefined) await sql`insert into place_name (place_id, text, kind, lang) values (${id}, ${place.other[0]}, ${place.other[1]}, 'zh-Hans')`.execute(db); // prettier-ignore
}
