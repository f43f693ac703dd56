import type { Division, Place } from './model.ts';
import { hashText } from './random.ts';

/** Former names of leagues, cities and banners: renamings in division_changes.tsv and a few that are commonly known. */
const formerNames: Record<string, string> = {
  '150100': '归绥|归化城|绥远城',
  '150105': '郊区',
  '150205': '石拐矿区',
  '150206': '白云矿区',
  '150207': '郊区',
  '150400': '昭乌达盟',
  '150404': '郊区',
  '150500': '哲里木盟',
  '150502': '通辽县',
  '150600': '伊克昭盟',
  '150602': '东胜县|东胜市',
  '150700': '呼伦贝尔盟',
  '150702': '海拉尔市',
  '150782': '喜桂图旗',
  '150783': '布特哈旗',
  '150784': '额尔古纳右旗',
  '150785': '额尔古纳左旗',
  '150800': '巴彦淖尔盟',
  '150802': '临河县|临河市',
  '150900': '乌兰察布盟',
  '150902': '集宁市',
  '150981': '丰镇县',
  '152201': '王爷庙',
  '152502': '阿巴哈纳尔旗',
};

/** Other names in use. */
const aliases: Record<string, string> = {
  '150000': '内蒙',
  '150100': '青城',
  '150200': '鹿城',
  '150400': '乌兰哈达',
  '150623': '鄂前旗',
  '150722': '莫旗',
  '152202': '阿尔善',
  '150929': '杜尔伯特',
  '152531': '多伦诺尔',
  '152501': '二连',
};

const leagueRank = [
  '150100',
  '150200',
  '150400',
  '150600',
  '150500',
  '150700',
  '150800',
  '150900',
  '152500',
  '152200',
  '150300',
  '152900',
];
const classOf = { province: '21200', prefecture: '21300', county: '21400', township: '21500' } as const;

/** Importance by level; seats of banners (the first 镇 by code) stand above other townships. */
export function divisionImportance({ code, level, kind }: Division): number {
  if (level === 'province') return 9999;
  const jitter = hashText(code) % 200;
  if (level === 'prefecture') return 9900 - 50 * leagueRank.indexOf(code);
  if (level === 'county') return 8000 + (kind === '县级市' ? 500 : kind === '市辖区' ? 400 : 200) + jitter;
  if (code.endsWith('100')) return 6300 + jitter;
  return (kind === '街道' ? 5300 : kind === '镇' ? 5700 : 5000) + jitter;
}

function names(table: Record<string, string>, code: string): string[] {
  return (table[code] ?? '').split('|').filter((name) => name !== '');
}

export function divisionPlaces(divisions: readonly Division[]): Place[] {
  return divisions.map((division) => ({
    class: classOf[division.level],
    division: division.code,
    name: division.name,
    roman: division.roman,
    mongolian: division.mongolian,
    alias: names(aliases, division.code).filter((name) => !division.short.includes(name)),
    former: names(formerNames, division.code),
    short: division.short,
    position: division.seat,
    positionKind: division.seat ? division.seatKind : 'unknown',
    importance: divisionImportance(division),
    sample: false,
    source: 'mca-2025',
  }));
}
