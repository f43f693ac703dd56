/** Splits a comma-separated table; a repeated entry is a more common one. */
export function list(text: string): string[] {
  return text
    .split(/[,\s]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export const surnames = list(
  `李,李,王,王,张,张,刘,刘,赵,陈,杨,孙,高,郭,马,周,吴,徐,胡,朱,林,何,罗,梁,宋,郑,谢,韩,唐,冯,于,董,程,曹,袁,邓,许,傅,沈,
  吕,苏,卢,蒋,蔡,贾,丁,魏,薛,叶,阎,潘,杜,戴,夏,钟,汪,田,任,姜,范,方,姚,谭,邹,熊,金,陆,郝,孔,白,崔,康,毛,邱,秦,江,史,顾,
  侯,邵,孟,龙,段,雷,钱,汤,尹,黎,常,武,乔,贺,赖,龚,文,樊,兰,殷,施,陶,洪,翟,安,倪,严,牛,温,芦,季,俞,章,鲁,葛,韦,毕,聂,焦,
  左,路,关,包,齐,柴,祁,孙,靳,宫,苗,岳,尚,柳,邢,耿,裴,申,池,付,索,佟,吉,穆,冀,郎,郜,边,丰,霍,娄,寇,席,蔺,蒙,荣`,
);

export const prefixes = list('东,西,南,北,前,后,上,下,大,小,新,老,中');
export const sideWords = list('东,西,南,北,前,后,大,小');

/** Trees, plants and soils that Han villages and gullies are named after. */
export const plants = list(
  `榆树,榆树,柳树,柳树,杨树,松树,桦树,白桦,杏树,山杏,梨树,桃树,沙枣,红柳,柠条,枳芨,马莲,苇子,蒿子,黄花,白草,羊草,蘑菇,韭菜,菜园,
  沙柳,葫芦,樱桃,榛子,柞树,椴树,胡杨,梭梭,甘草,黄芪,山丹,荞麦,莜麦,谷子,高粱,麻子,艾蒿,芦草,沙蓬,苜蓿,果树,李子,山楂,核桃,桑树`,
);

export const animals = list(
  `马,牛,羊,驼,狼,狐狸,獾子,野鸡,老虎,蛤蟆,兔子,鹿,黄羊,雁,鹰,燕子,鱼,骆驼,鸽子,山羊,石鸡,天鹅,野狐,豹子,沙鸡,喜鹊,鸳鸯,青蛙,狍子`,
);

export const crafts = list(
  `油坊,磨坊,缸房,粉房,烧锅,铁匠,木匠,银匠,毡匠,皮匠,碾房,砖窑,煤窑,瓦窑,炭窑,灰窑,石匠,染坊,醋坊,豆腐坊,车铺,席匠,画匠`,
);

export const landmarks = list(
  `喇嘛庙,龙王庙,白庙子,红庙子,土城子,古城,小城子,石门,石门子,王府,老府,羊圈,马圈,牛圈,驼圈,房身,庙子,大庙,小庙,石人,石桥,木桥,
  营盘,烟墩,敖包,烽台,界牌,碑楼,山嘴,石嘴子,河口,渡口,岔河,三岔口,沙坨,山神庙,娘娘庙,老爷庙,石碾,石槽,碾盘,水磨,马场,官地,蒙古营`,
);

export const grounds = list(
  '红石,黑石,白石,青石,红土,黑土,白土,黄土,红山,黑山,青山,白山,黄沙,白沙,石头,沙,乱石,碱,盐,灰',
);

const fortunes = [
  '永兴福德天广万太同聚双和三义公复裕庆恒隆长保',
  '兴盛发胜隆顺和丰成义合泰安昌聚平宁',
] as const;

/** Two-character names of good omen (永兴, 福盛, 广发), as many villages and shops have. */
export const omens = [...fortunes[0]]
  .flatMap((first) => [...fortunes[1]].filter((second) => second !== first).map((second) => first + second))
  .filter(
    (name) =>
      !['三安', '三泰', '三昌', '三平', '三宁', '三丰', '义义', '聚平', '公胜', '公宁', '公丰'].includes(
        name,
      ),
  );

export const modern = list(
  `团结,胜利,前进,红星,新民,民主,和平,光明,曙光,新建,建设,向阳,东风,红旗,丰收,幸福,新胜,五星,先锋,前锋,永胜,卫东,新立,新发,友谊,
  互助,新农,新兴,富强,民生,永红,双胜,长胜,跃进,东升,新风,联合,和谐,新华,利民,富民,兴牧,爱国,新城,振兴,治沙,绿洲`,
);

export const ordinals = list('头道,二道,三道,四道,五道,六道,七道,八道,九道');
export const counts = list('二,三,四,五,六,七,八,九,十,十二,十五,十八,二十');
export const countTails = list('间房,家子,棵树,眼井,顷地,号,号,号,大股,分子,合,合成,段地,马架,节地');

/** Words that end a surname or landmark village, by the region's way of speaking. */
export const villageTails = {
  hetao: list('圪旦,圪旦,圪卜,营子,营子,渠,湾,柜,圪堵,桥,壕,地,窑子,圪梁,庙,坝,闸,滩,海子,壕畔'),
  qahar: list('营子,营子,窑子,村,村,沟,沟,湾,店,洼,坡,滩,房子,库伦,壕,梁,卜子,地,庄,坝,圐圙,圪旦,窑,脑包,井'),
  ordos: list('梁,壕,塔,沟,沟,圪台,渠,峁,畔,湾,圪旦,坡,圪堵,石畔,窑子,井,滩,梁畔,沟岔'),
  chifeng: list(
    '营子,营子,营子,沟,沟,湾子,杖子,窝铺,店,地,沟门,台子,梁,沟脑,屯,围子,洼,川,岗子,炉,杖房,洼子',
  ),
  horqin: list('窝堡,窝堡,屯,屯,营子,围子,店,街,窝棚,岗子,甸子,坨子,泡子,油坊,烧锅,炉,沟,粉房,园子,房身'),
  hulun: list('屯,屯,店,沟,窝棚,地房子,铺,营子,围子,炉,粉房,油坊,岗,沟口,林子'),
  steppe: list('营子,沟,井,滩,湾,房子,地,梁,圈,店,洼,营'),
  alxa: list('井,湖,滩,墩,圈,庄子,沟,房子,地,湾,渠,泉'),
} as const;

export type Style = keyof typeof villageTails;

/** The way of naming in a county, by its code. */
export function styleOf(county: string): Style {
  if (/^(1508|150207|150221|1503)/.test(county)) return 'hetao';
  if (/^(1509|1501|1502|152527|152531)/.test(county)) return 'qahar';
  if (county.startsWith('1506')) return 'ordos';
  if (county.startsWith('1504')) return 'chifeng';
  if (/^(1505|1522)/.test(county)) return 'horqin';
  if (county.startsWith('1507')) return 'hulun';
  return county.startsWith('1529') ? 'alxa' : 'steppe';
}

export const streetWords = list(
  `人民,团结,胜利,建设,文化,民主,和平,友谊,光明,迎宾,站前,滨河,环城,工业,草原,敖包,胡杨,白桦,新华,振兴,幸福,健康,体育,教育,科技,
  创业,新城,兴安,锦绣,富强,平安,安居,惠民,兴业,通达,长青,丁香,杏花,丰收,牧人,骏马,百灵,金山,银河,龙山,凤凰,青山,清泉,祥和,永安,
  康乐,昌盛,繁荣,商贸,物流,育才,学府,博物,兴工,车站,畜牧,林业,水利,红柳,松林,柳林,赛马,敕勒,云杉,百合,格桑,雪莲,北斗,朝阳,东升,富源`,
);

export const estateWords = list(
  `阳光,锦绣,滨河,惠民,金地,丽景,御景,世纪,康泰,福泰,祥和,鑫源,嘉和,和谐,水岸,绿洲,新城,龙泉,紫荆,翠园,碧水,蓝天,香榭,温馨,
  金桂,文苑,学府,草原,杏林,富景,华府,盛世,天骄,恒泰,凯旋,名仕,景泰,安泰,万和,东方,西苑,南苑,北苑,兴泰,永泰,金鼎,瑞丰,吉祥,如意,
  福源,康居,泰和,水木,梧桐,枫林,银杏,玫瑰,牡丹,青城,河畔,湖畔,山水,云锦,云水,悦和,书香,尚品`,
);
export const estateTails = list(
  '小区,小区,小区,花园,家园,家园,花苑,佳苑,嘉园,新村,公寓,华庭,名苑,雅居,府邸,庭院,新居',
);

export const schoolWords = list(
  '第一,第二,第三,第四,实验,蒙古族,民族,新城,育才,光明,红旗,胜利,向阳,铁路,师范附属,第五,第六',
);
