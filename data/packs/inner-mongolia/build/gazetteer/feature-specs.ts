import { animals, estateTails, estateWords, grounds, landmarks, list, omens, ordinals, plants, schoolWords, streetWords } from './han-tables.ts';
import type { NounGroup } from './mongolian-stems.ts';

/** How the generated entries of one class are named, placed and counted. */
export type FeatureSpec = {
  code: string;
  /** Entries in the whole region; the first spec of all takes what is left over. */
  count: number;
  importance: readonly [low: number, high: number];
  /** Near another place, anywhere in the county, or in a town near its seat. */
  where: 'base' | 'wild' | 'town';
  /** Spread over counties by settlement, or half by area. */
  weight: 'people' | 'land';
  /** Composed Mongolian names: noun groups, and a factor on the county's share of Mongolian names. */
  mongolian?: { groups: NounGroup[]; factor: number };
  /** Named after a nearby place (share of the rest), by adding one of the tails. */
  derived?: { share: number; tails: string[] };
  /** Named after the township (share of the rest), by adding one of the tails to its full name. */
  township?: { share: number; tails: string[] };
  /** Free combinations of a head and a tail. */
  heads?: string[];
  tails?: string[];
  /** Share of free combinations that get 大, 小, 东 ... before them. */
  prefixed?: number;
};

const hillHeads = list(
  `大黑,黑,尖,尖子,馒头,鸡冠,骆驼,平顶,双,黄花,红,青,白,大青,小青,老虎,磨盘,笔架,莲花,凤凰,青龙,卧龙,二龙,九龙,元宝,帽儿,鹰嘴,猴头,石门,
  马鞍,牛头,羊头,孤,团,秃,长,圆,高,大,北大,南大,庙,喇嘛,敖包,窑,砚台,棋盘,香炉,炮台,望火,桃,杏,榆树,松树,桦木,柏树,蘑菇,鸽子,老鹰,狼,狐狸,龟,蛤蟆,
  金鸡,玉皇,药王,娘娘,窟窿,城墙,边墙,烽火,烟墩,石人,石羊,锅底,簸箕,扁担,对面,分水,歪脖,驴头,象鼻,玄羊,花,绿,灰,紫,铁,铜,玉,云,雾,雷劈,月牙,日出`,
);

const wild = [...plants, ...animals, ...grounds];

/** The first entry is the class that takes the remainder. */
export const featureSpecs: FeatureSpec[] = [
  { code: '13400', count: 0, importance: [40, 900], where: 'base', weight: 'land', mongolian: { groups: ['hill'], factor: 0.42 },
    derived: { share: 0.72, tails: list('山,山,北山,南山,东山,西山,后山,前山,大山,小山,尖山,砬子,石砬,山头,山子,脑包山,敖包山,老爷山') },
    heads: hillHeads, tails: list('山,山,山,山子,砬子,顶子,石砬子,脑包'), prefixed: 0.3 },
  { code: '13440', count: 14500, importance: [20, 400], where: 'base', weight: 'land', mongolian: { groups: ['valley'], factor: 0.25 },
    derived: { share: 0.72, tails: list('沟,东沟,西沟,南沟,北沟,大沟,小沟,后沟,前沟,里沟,沟岔,沟掌') },
    heads: [...wild, ...ordinals, ...landmarks], tails: list('沟,沟,沟,沟子,岔沟,峡,壕,深沟'), prefixed: 0.35 },
  { code: '12100', count: 18500, importance: [80, 2600], where: 'base', weight: 'land', mongolian: { groups: ['river'], factor: 0.35 },
    derived: { share: 0.8, tails: list('河,河,河,河,沟河,小河,北河,南河,东河,西河,河子,大河,支河') },
    heads: [...plants, ...animals, ...ordinals, ...grounds], tails: list('河,河,河,河子,沟河,小河'), prefixed: 0.25 },
  { code: '12200', count: 4600, importance: [80, 1900], where: 'wild', weight: 'land', mongolian: { groups: ['lake'], factor: 0.6 },
    derived: { share: 0.6, tails: list('泡子,海子,湖,淖,水泡,西泡子,东泡子,大泡子,北海子,南海子,小湖,天鹅湖') },
    heads: wild, tails: list('泡子,海子,湖,淖,泡,水泡子'), prefixed: 0.35 },
  { code: '12500', count: 3000, importance: [30, 500], where: 'base', weight: 'land', mongolian: { groups: ['spring'], factor: 0.6 },
    derived: { share: 0.7, tails: list('泉,泉,水泉,泉子,大泉,冷泉,甘泉,清泉,北泉,南泉') },
    heads: [...wild, ...landmarks], tails: list('泉,泉子,水泉,冷泉'), prefixed: 0.25 },
  { code: '12130', count: 900, importance: [20, 200], where: 'base', weight: 'people',
    derived: { share: 1, tails: list('河滩,河湾,东河湾,西河湾,南滩,北河滩,河套') } },
  { code: '13410', count: 1500, importance: [40, 600], where: 'base', weight: 'land', mongolian: { groups: ['pass'], factor: 0.7 },
    derived: { share: 0.8, tails: list('坝,大坝梁,山口,垭口,关,岭,岭口,东山口,西山口') },
    heads: hillHeads, tails: list('山口,岭,垭口,口子'), prefixed: 0.2 },
  { code: '13100', count: 5200, importance: [20, 400], where: 'base', weight: 'land',
    derived: { share: 0.85, tails: list('滩,东滩,西滩,南滩,北滩,大滩,甸子,平地,大地,前滩,后滩,草滩') },
    heads: wild, tails: list('滩,甸子,滩地,平地'), prefixed: 0.4 },
  { code: '13300', count: 6200, importance: [20, 350], where: 'base', weight: 'land',
    derived: { share: 0.85, tails: list('梁,东梁,西梁,南梁,北梁,大梁,后梁,前梁,岗,岗子,坡,北坡,南坡,西坡,东坡') },
    heads: wild, tails: list('梁,岗,坡,岗子,大梁'), prefixed: 0.4 },
  { code: '13800', count: 4600, importance: [30, 900], where: 'wild', weight: 'land', mongolian: { groups: ['plain'], factor: 0.75 },
    derived: { share: 0.75, tails: list('草原,草甸,草场,草甸子,夏营地,冬营地,秋营地,春营地,打草场,西草场,东草场') },
    heads: wild, tails: list('草甸,草场,草甸子'), prefixed: 0.4 },
  { code: '13700', count: 1100, importance: [40, 700], where: 'wild', weight: 'land', mongolian: { groups: ['sand'], factor: 0.8 },
    derived: { share: 0.8, tails: list('沙地,沙坨,沙带,沙梁,沙窝,沙窝子,沙丘') },
    heads: list('黄,白,大,长,红柳,梭梭,沙枣,胡杨,骆驼,狼,榆树,沙蓬,月牙'), tails: list('沙坨子,沙窝,沙梁,沙带,沙丘'), prefixed: 0.4 },
  { code: '13900', count: 1300, importance: [30, 500], where: 'base', weight: 'land',
    derived: { share: 0.7, tails: list('林,林子,松林,杨树林,防护林,东林,西林,北林带,榆树林') },
    heads: list('白桦,樟子松,落叶松,云杉,胡杨,榆树,蒙古栎,山杏,沙棘,柠条,梭梭,红柳,山杨,白音杉'), tails: list('林,林带,林地,次生林'), prefixed: 0.6 },
  { code: '13500', count: 260, importance: [30, 400], where: 'wild', weight: 'land',
    derived: { share: 0.4, tails: list('洞,山洞,石洞,仙人洞') },
    heads: list('老虎,狼,狐狸,蝙蝠,喇嘛,龙,水帘,石佛,观音,朝阳,风,冰,仙人,鸽子,獾子'), tails: list('洞,洞子'), prefixed: 0.3 },
  { code: '22100', count: 6000, importance: [150, 900], where: 'town', weight: 'people', heads: estateWords, tails: estateTails },
  { code: '22300', count: 520, importance: [100, 700], where: 'base', weight: 'people',
    derived: { share: 0.9, tails: list('煤矿,铁矿,萤石矿,石灰矿,采石场,砖厂,金矿,铜矿,碱厂,盐场,铅锌矿,石场') },
    heads: list('东,西,南,北,新,老'), tails: list('砖厂,采石场,煤窑,石灰窑,砂石场') },
  { code: '23213', count: 900, importance: [250, 900], where: 'town', weight: 'land' },
  { code: '23214', count: 8200, importance: [40, 350], where: 'base', weight: 'people', derived: { share: 1, tails: list('路,路,通村路,南路,北路,东路,西路,支线,环村路') } },
  { code: '23220', count: 800, importance: [100, 700], where: 'town', weight: 'people',
    township: { share: 0.6, tails: list('汽车站,客运站') }, derived: { share: 1, tails: list('客运站,招呼站,汽车站') } },
  { code: '23320', count: 700, importance: [200, 1500], where: 'base', weight: 'land', derived: { share: 1, tails: list('站,站,站,东站,西站,南站,北站,火车站') } },
  { code: '23330', count: 320, importance: [20, 120], where: 'base', weight: 'people', derived: { share: 1, tails: list('道口,东道口,西道口,北道口') } },
  { code: '23514', count: 5200, importance: [100, 800], where: 'town', weight: 'people', heads: streetWords,
    tails: list('街,路,大街,东路,西路,南路,北路,东街,西街,南街,北街,大道,中路,南大街,北大街') },
  { code: '23510', count: 4200, importance: [30, 300], where: 'town', weight: 'people', heads: streetWords,
    tails: list('巷,一巷,二巷,三巷,四巷,五巷,东巷,西巷,南巷,北巷,胡同,小街,后街,前街') },
  { code: '23530', count: 3000, importance: [20, 200], where: 'base', weight: 'people', derived: { share: 1, tails: list('公交站,路口站,村口站,东口站,西口站,北口站') } },
  { code: '23610', count: 12500, importance: [20, 350], where: 'base', weight: 'people',
    derived: { share: 0.93, tails: list('桥,桥,桥,大桥,中桥,小桥,一桥,二桥,东桥,西桥,南桥,北桥,公路桥,铁路桥,漫水桥,新桥') },
    heads: [...ordinals, ...plants, ...omens], tails: list('桥,大桥,河桥') },
  { code: '23620', count: 240, importance: [100, 600], where: 'base', weight: 'land', derived: { share: 1, tails: list('隧道,隧道,一号隧道,二号隧道') } },
  { code: '23660', count: 1500, importance: [20, 250], where: 'base', weight: 'people', derived: { share: 1, tails: list('加油站,加油站,东加油站,西加油站,加气站') } },
  { code: '24100', count: 9000, importance: [10, 160], where: 'wild', weight: 'land', mongolian: { groups: ['well'], factor: 0.85 },
    derived: { share: 0.85, tails: list('井,机井,东井,西井,南井,北井,大井,老井,新井,饮水井,大口井,一号井,二号井,牧业井') },
    heads: [...plants, ...animals, ...ordinals], tails: list('井,井子,机井'), prefixed: 0.4 },
  { code: '24210', count: 2400, importance: [10, 160], where: 'base', weight: 'people', derived: { share: 0.9, tails: list('水塘,鱼塘,塘坝,蓄水池,涝坝,东水塘,西水塘') },
    heads: plants, tails: list('塘,水塘,塘坝'), prefixed: 0.3 },
  { code: '24230', count: 2300, importance: [100, 1300], where: 'base', weight: 'land', derived: { share: 0.92, tails: list('水库,水库,水库,一库,二库,沟水库,河水库') },
    heads: [...plants, ...omens], tails: list('水库,沟水库'), prefixed: 0.1 },
  { code: '24300', count: 4400, importance: [20, 400], where: 'base', weight: 'people', derived: { share: 0.85, tails: list('渠,支渠,干渠,斗渠,分干渠,一支渠,二支渠,三支渠,排干,扬水站') },
    heads: [...omens, ...streetWords.slice(0, 24)], tails: list('渠,干渠,支渠,分干渠') },
  { code: '24400', count: 2200, importance: [20, 300], where: 'base', weight: 'people', derived: { share: 1, tails: list('河堤,堤防,防洪堤,拦河坝,谷坊坝,淤地坝,护岸,截伏流') } },
  { code: '24600', count: 2200, importance: [40, 500], where: 'base', weight: 'people', derived: { share: 1, tails: list('变电站,变电所,风电场,光伏电站,开闭站,小水电站,220千伏变电站,110千伏变电站') } },
  { code: '25110', count: 130, importance: [300, 1200], where: 'town', weight: 'people', township: { share: 0.8, tails: list('烈士陵园,烈士纪念碑,革命纪念碑') },
    derived: { share: 1, tails: list('烈士墓,烈士纪念碑') } },
  { code: '25120', count: 1500, importance: [60, 800], where: 'base', weight: 'land',
    derived: { share: 1, tails: list('遗址,古城遗址,古墓群,岩画,烽火台,烽燧,长城遗址,石板墓群,古城址,窑址,聚落遗址,辽墓群') } },
  { code: '25130', count: 4200, importance: [60, 1100], where: 'base', weight: 'land', mongolian: { groups: ['temple'], factor: 0.35 },
    derived: { share: 0.85, tails: list('庙,寺,召,敖包,敖包,祭祀敖包,龙王庙,大敖包,东敖包,西敖包,观音寺,白塔') },
    heads: list('福慧,广宗,延福,宏慈,慈寿,法轮,普安,善福,瑞应,崇福,广福,慈云,护国,宝善,兴源,隆兴,永庆,普会,弘法,寿宁,慧光,梵宗,福会,积福,荟福'), tails: list('寺,寺,庙') },
  { code: '25200', count: 900, importance: [150, 1000], where: 'town', weight: 'people', township: { share: 0.25, tails: list('公园,文化公园,法治公园,人民公园') },
    heads: streetWords, tails: list('公园,公园,湿地公园,森林公园,植物园,游园,生态园,文化公园') },
  { code: '25300', count: 850, importance: [150, 1300], where: 'wild', weight: 'land', derived: { share: 1, tails: list('景区,旅游区,草原旅游点,度假村,民俗村,风景区,牧家乐,滑雪场,漂流') } },
  { code: '25400', count: 190, importance: [200, 1200], where: 'wild', weight: 'land', derived: { share: 1, tails: list('自然保护区,湿地自然保护区,湿地保护小区,林草保护小区') } },
  { code: '26100', count: 900, importance: [60, 400], where: 'town', weight: 'people', heads: estateWords, tails: list('大厦,商厦,宾馆,酒店,写字楼,商务楼,综合楼,大楼') },
  { code: '26310', count: 750, importance: [100, 700], where: 'town', weight: 'people', township: { share: 0.3, tails: list('文化广场,中心广场') },
    heads: streetWords, tails: list('广场,广场,文化广场,体育场,中心广场') },
  { code: '26510', count: 900, importance: [60, 450], where: 'town', weight: 'people', township: { share: 0.4, tails: list('集贸市场,农贸市场,活畜交易市场') },
    heads: streetWords, tails: list('市场,农贸市场,集贸市场,建材市场,商场') },
  { code: '21710', count: 320, importance: [80, 600], where: 'wild', weight: 'land', derived: { share: 1, tails: list('矿区,煤田,露天矿,采区,北矿区,西矿区') } },
  { code: '21720', count: 1200, importance: [100, 900], where: 'base', weight: 'land', derived: { share: 1, tails: list('林场,农场,牧场,种畜场,羊场,马场,苗圃,果园,园艺场,治沙站,渔场,奶牛场') } },
  { code: '27100', count: 2200, importance: [100, 700], where: 'town', weight: 'people', township: { share: 1, tails: list('派出所,司法所,财政所,便民服务中心,人民法庭,自然资源所') } },
  { code: '27300', count: 5600, importance: [60, 700], where: 'town', weight: 'people', township: { share: 0.55, tails: list('中心小学,中心幼儿园,中学,卫生院,文化站,兽医站,水利站,林业站,中心校,社区卫生服务中心') },
    derived: { share: 0.85, tails: list('小学,教学点,卫生室,幼儿园,文化室,草原站,水文站,气象站,防疫站,林业站') },
    heads: schoolWords, tails: list('小学,中学,幼儿园,高级中学,初级中学') },
  { code: '27400', count: 4800, importance: [20, 400], where: 'base', weight: 'people', township: { share: 0.15, tails: list('供销社,粮站,粮库,邮政所,信用社') },
    derived: { share: 1, tails: list('养殖合作社,种植合作社,奶站,砖厂,粮油加工厂,养殖场,酒厂,木材厂,饲料厂,农机合作社,乳品厂,肉食品厂') } },
];
