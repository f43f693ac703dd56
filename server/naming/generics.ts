import type { NameOrigin } from '../api/naming.ts';

/** A generic term (通名), the language that it is from, and the class prefixes (GB/T 18521) that it fits. */
interface Generic {
  term: string;
  origin: NameOrigin;
  classes: readonly string[];
}

/** class prefixes | Han terms | Mongolian terms in hanzi. A term may stand in several lines. */
const table: readonly [classes: string, han: string, mongolian: string][] = [
  ['121', '河 江 溪 川 沟 河子 沟河 支河', '高勒 郭勒 木伦 乌苏 乌素'],
  ['1212 1344', '沟 峡 峡谷 谷 壕 沟子 沟岔 沟掌 岔沟', '浑迪 浩来 拉嘎 昂其勒'],
  ['1213', '河滩 河湾 滩 河套', ''],
  ['122', '湖 海 海子 泡 泡子 池 淖', '淖尔 诺尔 淖日'],
  ['123', '洲 岛 洲子 河心岛', ''],
  ['124', '瀑布', ''],
  ['125', '泉 泉子 温泉', '布拉格 布力格 阿尔善 善达'],
  ['126', '冰川', ''],
  ['131', '平原 滩 滩地 地 甸子 川 坪 平地 大地 洼', '塔拉'],
  ['132', '高原', ''],
  ['133', '梁 岗 岗子 坡 丘陵 岭 圪梁 塬 台地 坨', '都尔 都日'],
  ['134', '山 岭 峰 峦 砬子 石砬 顶子 山子 山头 脑包 崖 台', '敖包 鄂博 哈达 乌拉 温都尔 都尔 都日 哈日嘎 勒盖 图花'],
  ['1341', '山口 口 口子 关 垭口 坝 坝梁 岭 岭口', '达巴 哈特勒'],
  ['135', '洞 洞子', '阿贵'],
  ['136', '盆地', ''],
  ['137', '沙漠 沙地 沙丘 沙带 沙梁 沙窝 沙窝子 坨子 沙坨', '额勒苏 勒苏 芒罕 芒哈'],
  ['138', '草原 草场 草甸 草甸子 甸子 营地', '塔拉 戈壁 达木 锡勒 希勒'],
  ['139', '林 森林 林地 林带 树林 林子', ''],
  ['212', '省 自治区 市', ''],
  ['213', '市 地区', '盟'],
  ['214', '市 区 县 矿区 自治县', '旗 自治旗 联合旗 左旗 右旗 前旗 中旗 后旗'],
  ['215', '镇 乡 街道 民族乡 街道办事处', '苏木 民族苏木'],
  ['216', '村 社区 村民委员会 居民委员会 村委会 居委会', '嘎查'],
  ['276', '村 社区 村民委员会 居民委员会 村委会 居委会', '嘎查 嘎查委员会'],
  ['2163', '组 村民小组 社', '独贵龙'],
  ['2171', '矿 矿区 露天矿 采区 煤田 油田', ''],
  ['2172', '林场 农场 牧场 渔场 马场 羊场 牛场 果园 苗圃 园艺场 种畜场 治沙站', ''],
  ['2173', '开发区 工业区 工业园 工业园区 园区 产业园 管理区 示范区 新区 物流园', ''],
  ['2174', '口岸 边贸区 互市贸易区', ''],
  ['218', '片区 街区', ''],
  ['221', '小区 家园 花园 园 苑 府 邸 庭院 公寓 新村 新居 居 城 里 坊 村 庄 庭 轩 阁 楼 大厦 别墅', ''],
  ['231', '码头 港 渡口 船闸', ''],
  ['2321', '公路 高速公路 路 线 支线 国道 省道 县道 乡道 大道', ''],
  ['2322', '汽车站 客运站 站 车站', ''],
  ['2331', '铁路 线', ''],
  ['2332', '站 火车站 车站', ''],
  ['2333', '道口', ''],
  ['2341', '机场 航空港', ''],
  ['2351', '路 街 道 巷 大街 大道 小街 胡同 环路 快速路 步行街', ''],
  ['2353', '站 公交站 路口站 枢纽', ''],
  ['2354', '停车场', ''],
  ['2361', '桥 大桥 立交桥 高架桥 人行桥', ''],
  ['2362', '隧道', ''],
  ['2365', '路口 环岛 立交', ''],
  ['2366', '加油站 加气站 充电站', ''],
  ['2367', '灯塔 导航站', ''],
  ['241', '井 井子 机井 水井', '呼都格 呼都嘎 都格 都嘎'],
  ['242', '水库 塘 塘坝 水塘 鱼塘 水池 涝坝 池塘', ''],
  ['2423', '水库 库', ''],
  ['243', '渠 干渠 支渠 斗渠 排干 扬水站 泵站 灌区 渡槽', ''],
  ['244', '堤 坝 护岸 堤防 防洪堤 河堤 闸 水闸', ''],
  ['245', '运河', ''],
  ['246', '电站 变电站 水电站 风电场 电厂 发电厂 热电厂 光伏电站 开闭站 供电所', ''],
  ['247', '基站 微波站 发射塔 机房', ''],
  ['251', '寺 庙 召 塔 碑 纪念碑 墓 墓群 陵 陵园 烈士墓 遗址 古城 城址 窑址 岩画 烽燧 烽火台 长城 故居 纪念馆 清真寺 教堂', '敖包 苏莫 鄂博'],
  ['252', '公园 植物园 动物园 生态园 游园 湿地公园 森林公园', ''],
  ['253', '景区 风景区 旅游区 旅游点 度假村 滑雪场 漂流 民俗村 风景名胜区', ''],
  ['254', '自然保护区 保护区 自然保护小区 保护小区 国家公园 自然公园', ''],
  ['261', '大厦 大楼 楼 商厦 宾馆 酒店 写字楼 综合楼 中心 广场 城 公寓', ''],
  ['262', '亭 台 碑 塔 阁 楼', ''],
  ['263', '广场 体育场 体育馆', ''],
  ['265', '市场 商场 商城 集市', ''],
]; // prettier-ignore

/** Settlements are called after anything: a hill, a well, a house. Any generic term is right, and none is wanted. */
const open: readonly string[] = ['222', '223', '224', '229'];
const settlementTerms =
  '村 屯 庄 营 营子 窑 窑子 店 铺 堡 堡子 窝堡 围子 房 房子 圪旦 圪卜 湾 地 沟 梁 台 庙 召 滩 沟门 号 场 牧点 新村';
const settlementTermsMongolian = '艾里 浩特 嘎查 淖尔 塔拉 敖包 苏木 呼都格';

const generics: ReadonlyMap<string, Generic> = gather();
const longest = Math.max(...[...generics.keys()].map((term) => [...term].length));

function gather(): Map<string, Generic> {
  const found = new Map<string, Generic>();
  const add = (terms: string, origin: NameOrigin, classes: readonly string[]): void => {
    for (const term of terms.split(' ').filter((one) => one !== '')) {
      const known = found.get(term);
      found.set(term, { term, origin, classes: [...(known?.classes ?? []), ...classes] });
    }
  };
  for (const [classes, han, mongolian] of table) {
    add(han, 'han', classes.split(' '));
    add(mongolian, 'mongolian', classes.split(' '));
  }
  add(settlementTerms, 'han', open);
  add(settlementTermsMongolian, 'mongolian', open);
  return found;
}

/** A name in its two parts (art. 9): 专名 and 通名. */
export interface SplitName {
  specific: string;
  generic: string | null;
  /** Language of the generic term. */
  origin: NameOrigin | null;
  /** Whether the generic term fits the class; null where there is no term, no class, or no list for the class. */
  fits: boolean | null;
}

const isOpen = (code: string): boolean => open.some((prefix) => code.startsWith(prefix));
/** Lines of the class itself or of a wider one; those of its subclasses only where it has none of its own. */
const fitsClass = ({ classes }: Generic, code: string): boolean => {
  if (classes.some((prefix) => code.startsWith(prefix))) return true;
  return !hasTerms(code) && classes.some((prefix) => prefix.startsWith(code.replace(/0+$/, '')));
};
const hasTerms = (code: string): boolean =>
  table.some(([classes]) => classes.split(' ').some((prefix) => code.startsWith(prefix)));

/**
 * Splits a name at its generic term: the longest one that fits the class, else the longest of all. The division words 旗 and 区 take
 * 自治, 联合, 左翼前 and their like with them.
 */
export function splitName(name: string, code: string | null = null): SplitName {
  const points = [...name];
  const found: Generic[] = [];
  for (let length = Math.min(longest, points.length); length > 0; length -= 1) {
    const generic = generics.get(points.slice(-length).join(''));
    if (generic !== undefined) found.push(generic);
  }
  const fitting = code === null ? found[0] : found.find((generic) => fitsClass(generic, code));
  const best = fitting ?? found[0];
  if (best === undefined) return { specific: name, generic: null, origin: null, fits: null };
  const fits = code === null ? null : isOpen(code) || (hasTerms(code) ? fitting !== undefined : null);
  const { specific, generic } = widen(name.slice(0, name.length - best.term.length), best.term);
  return { specific, generic, origin: best.origin, fits };
}

const bannerModifier = /(自治|联合|民族|[左右]翼[前中后]?|[左右前中后])$/;

/** 科尔沁左翼 + 后旗 -> 科尔沁 + 左翼后旗; 鄂伦春自治 + 旗 -> 鄂伦春 + 自治旗. */
function widen(specific: string, term: string): { specific: string; generic: string } {
  const modifier = term.endsWith('旗') ? bannerModifier.exec(specific)?.[0] : undefined;
  if (modifier === undefined || modifier.length === specific.length) return { specific, generic: term };
  return { specific: specific.slice(0, -modifier.length), generic: modifier + term };
}

/** Generic terms that fit a class, for a proposal that has another. */
export function genericsOf(code: string): string[] {
  return [...generics.values()].filter((generic) => fitsClass(generic, code)).map(({ term }) => term);
}
