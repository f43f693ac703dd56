/** One-character short names and full names of the provinces, by the first two digits of their code (GB/T 2260). */
const provinces: Record<string, [short: string, full: string]> = {
  '11': ['京', '北京市'], '12': ['津', '天津市'], '13': ['冀', '河北省'], '14': ['晋', '山西省'], '15': ['蒙', '内蒙古自治区'],
  '21': ['辽', '辽宁省'], '22': ['吉', '吉林省'], '23': ['黑', '黑龙江省'], '31': ['沪', '上海市'], '32': ['苏', '江苏省'],
  '33': ['浙', '浙江省'], '34': ['皖', '安徽省'], '35': ['闽', '福建省'], '36': ['赣', '江西省'], '37': ['鲁', '山东省'],
  '41': ['豫', '河南省'], '42': ['鄂', '湖北省'], '43': ['湘', '湖南省'], '44': ['粤', '广东省'], '45': ['桂', '广西壮族自治区'],
  '46': ['琼', '海南省'], '50': ['渝', '重庆市'], '51': ['川', '四川省'], '52': ['贵', '贵州省'], '53': ['云', '云南省'],
  '54': ['藏', '西藏自治区'], '61': ['陕', '陕西省'], '62': ['甘', '甘肃省'], '63': ['青', '青海省'], '64': ['宁', '宁夏回族自治区'],
  '65': ['新', '新疆维吾尔自治区'], '71': ['台', '台湾省'], '81': ['港', '香港特别行政区'], '82': ['澳', '澳门特别行政区'],
}; // prettier-ignore

/**
 * Short names of the leagues and cities, by code, in the order in which they stand in the name of a line. 兴安盟 comes first
 * because 兴呼线, 兴锡线 and 兴通线 are the names in use (domain.md 5.3). 乌海 is 海, to keep 乌 for 乌兰察布 (包乌线);
 * 呼 is both 呼和浩特 and 呼伦贝尔, which share no neighbour.
 */
const prefectures: readonly [code: string, short: string][] = [
  ['152200', '兴'], ['150100', '呼'], ['150200', '包'], ['150300', '海'], ['150400', '赤'], ['150500', '通'],
  ['150600', '鄂'], ['150700', '呼'], ['150800', '巴'], ['150900', '乌'], ['152500', '锡'], ['152900', '阿'],
]; // prettier-ignore

const provinceShort = (code2: string): string => provinces[code2]?.[0] ?? code2;

/** 辽宁省 for 21. */
export const provinceName = (code2: string): string => provinces[code2]?.[1] ?? `${code2}0000`;

/** 蒙辽线: short names in the order of the province codes (GB/T 2260). */
export const provincialLineName = (code2a: string, code2b: string): string =>
  `${[code2a, code2b].sort().map(provinceShort).join('')}线`;

/** 包乌线; the full names where one of the two has no short name here. */
export function prefectureLineName(a: string, b: string, nameOf: (code: string) => string): string {
  const rank = (code: string): number => prefectures.findIndex(([known]) => known === code);
  if (rank(a) < 0 || rank(b) < 0) return pairLineName(nameOf(a), nameOf(b));
  const [first, second] = rank(a) < rank(b) ? [a, b] : [b, a];
  return `${prefectures[rank(first)]![1]}${prefectures[rank(second)]![1]}线`;
}

/** 新城区—回民区线. */
export const pairLineName = (nameA: string, nameB: string): string => `${nameA}—${nameB}线`;

/** 国界(内蒙古段). */
export const nationalLineName = (code2: string): string =>
  `国界(${provinceName(code2).replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/, '')}段)`;

const counting = ['', '', '两', '三', '四', '五'];

/**
 * 冀蒙辽三省区交会点 where three provinces meet, 蒙黑与国界交会点 where two meet the state border, else the names of the counties.
 * @param provinceCodes two digits each
 */
export function meetingPointName(
  provinceCodes: readonly string[],
  names: readonly string[],
  national: boolean,
): string {
  const short = [...provinceCodes].sort().map(provinceShort).join('');
  if (provinceCodes.length >= 3)
    return `${short}${counting[provinceCodes.length] ?? provinceCodes.length}省区交会点`;
  if (provinceCodes.length === 2 && national) return `${short}与国界交会点`;
  return `${[...names, ...(national ? ['国界'] : [])].join('、')}交会点`;
}
