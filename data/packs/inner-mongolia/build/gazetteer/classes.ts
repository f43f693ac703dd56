import { writeTsv } from '../tsv.ts';

/**
 * The class table of GB/T 18521-2001, five digits padded with zeros. V: seen with this code in a source (domain.md 2.1);
 * M: reconstructed, to be confirmed. S marks inhabited places. Later columns: Chinese name, English name.
 */
const table = `
10000|M|自然地理实体|Natural features
12000|M|陆地水系|Inland waters
12100|V|河流|River
12110|V|河源|River source
12120|V|峡谷|Gorge
12130|V|河滩|Floodplain
12140|V|阶地|River terrace
12200|V|湖泊|Lake
12300|M|洲、河岛、湖岛|River or lake island
12400|M|瀑布|Waterfall
12500|M|泉|Spring
12600|M|冰川|Glacier
13000|M|陆地地形|Landforms
13100|M|平原、滩地|Plain
13200|M|高原|Plateau
13300|M|丘陵、梁岗|Ridge or rise
13400|V|山地|Hill or mountain
13410|V|山口、关隘|Pass
13440|M|沟谷|Gully or valley
13500|M|洞穴|Cave
13600|M|盆地|Basin
13700|M|沙漠、沙地|Desert or sand
13800|M|草原|Grassland
13900|M|森林|Forest
20000|M|人文地理实体|Human features
21000|M|行政区域|Administrative areas
21200|V|省级行政区|Province level
21300|V|地级行政区|Prefecture level
21400|V|县级行政区|County level
21500|V|乡级行政区|Township level
21600|V|群众自治组织|Self-governing organisation
21610|VS|行政村|Administrative village
21620|VS|社区|Community
21630|VS|村民小组|Villagers' group
21700|M|非行政区域|Non-administrative areas
21710|M|矿区|Mining area
21720|M|农林牧渔区|Farm, forest or pasture area
21730|V|工业区、开发区|Industrial or development zone
21740|V|边贸区、口岸|Border trade area or port
21750|V|军事区|Military area
21800|M|街片区|Quarter
22000|M|居民点|Settlements
22100|VS|城镇居民点|Urban settlement
22200|VS|农村居民点|Rural settlement
22300|VS|工矿点|Mining or industrial settlement
22400|VS|农、林、牧、渔点|Farm, forest, herding or fishing settlement
22900|VS|其他居民点|Other settlement
23000|M|交通运输设施|Transport
23100|M|水上交通设施|Water transport
23110|V|锚地|Anchorage
23120|V|海港|Sea port
23130|V|河港|River port
23140|V|船闸、升船机站|Ship lock
23150|V|渡口|Ferry
23200|M|公路运输|Road transport
23210|V|公路|Road
23211|M|国道|National road
23212|M|省道|Provincial road
23213|V|县道|County road
23214|V|乡道|Township road
23220|V|长途汽车站|Bus station
23300|M|铁路运输|Rail transport
23310|M|铁路|Railway
23320|V|火车站|Railway station
23330|V|道口|Level crossing
23400|M|航空运输|Air transport
23410|V|航空港|Airport
23500|M|城镇交通|Urban transport
23510|V|城镇道路、街巷|Urban road or lane
23514|V|主干路|Main street
23530|V|公共交通车站|Public transport stop
23540|V|停车场|Car park
23600|M|交通附属设施|Structures on roads
23610|V|桥梁|Bridge
23620|V|隧道|Tunnel
23650|V|环岛、路口|Roundabout or junction
23660|V|加油站|Filling station
23670|V|灯塔、导航站|Lighthouse or beacon
24000|M|水利、电力、通信设施|Water, power and communication works
24100|V|井|Well
24200|V|蓄水区|Water storage
24210|V|池塘|Pond
24230|V|水库|Reservoir
24300|V|排灌设施|Irrigation and drainage
24400|V|堤堰|Dyke or weir
24500|V|运河|Canal
24600|V|电力设施|Power installation
24700|V|通信设施|Communication installation
25000|M|纪念地、旅游景点|Memorials and sights
25100|V|纪念地|Memorial place
25110|M|人物纪念地|Memorial to people
25120|M|事件纪念地、遗址|Memorial to events or ruin
25130|M|宗教纪念地|Religious place
25200|V|公园|Park
25300|V|风景名胜区(点)|Scenic area
25400|M|自然保护区|Nature reserve
26000|M|建筑物|Buildings
26100|M|房屋|Building
26200|M|亭、台、碑、塔|Pavilion, terrace, stele or pagoda
26210|V|亭|Pavilion
26220|V|台|Terrace
26230|V|碑|Stele
26240|V|塔|Pagoda or tower
26290|V|其他亭台碑塔|Other such structure
26300|V|广场、体育场|Square or stadium
26310|V|广场|Square
26500|M|市场|Markets
26510|V|集贸市场、专业市场|Market
27000|M|单位|Organisations
27100|V|党政机关|Party or government body
27200|V|民间组织|Civil organisation
27300|V|事业单位|Public institution
27400|V|企业|Enterprise
27500|V|军事单位|Military unit
27600|M|民政事务网点|Civil-affairs point
27610|VS|村民委员会|Village committee (the same entity as 21610)
27620|VS|社区居委会|Community committee (the same entity as 21620)
`;

/** Ranks order the classes in lists and thin them on the map: 1 is the most general. */
const ranks: [prefix: string, rank: number][] = [
  ['212', 1],
  ['213', 2],
  ['214', 3],
  ['215', 4],
  ['216', 5],
  ['221', 6],
  ['222', 6],
  ['22', 7],
  ['12', 7],
  ['13', 8],
  ['217', 7],
  ['232', 8],
  ['233', 8],
  ['234', 5],
  ['235', 9],
  ['236', 9],
  ['2423', 7],
  ['24', 9],
  ['25', 7],
  ['26', 9],
  ['27', 8],
];

type ClassColumn = 'code' | 'parent' | 'name_zh' | 'name_en' | 'verified' | 'settlement' | 'rank' | 'twin';
const columns: ClassColumn[] = [
  'code',
  'parent',
  'name_zh',
  'name_en',
  'verified',
  'settlement',
  'rank',
  'twin',
];
const twins = new Map([
  ['21610', '27610'],
  ['21620', '27620'],
  ['27610', '21610'],
  ['27620', '21620'],
]);

type ClassRow = Record<ClassColumn, string>;

/** The class one digit up that is in the table; 10000 and 20000 have none. */
function parentOf(code: string, known: ReadonlySet<string>): string {
  for (let length = code.replace(/0+$/, '').length - 1; length > 0; length -= 1) {
    const parent = code.slice(0, length).padEnd(5, '0');
    if (parent !== code && known.has(parent)) return parent;
  }
  return '';
}

export function placeClasses(): ClassRow[] {
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.split('|'));
  const known = new Set(lines.map(([code = '']) => code));
  return lines.map(([code = '', marks = '', zh = '', en = '']) => ({
    code,
    parent: parentOf(code, known),
    name_zh: zh,
    name_en: en,
    verified: String(marks.includes('V')),
    settlement: String(marks.includes('S')),
    rank: String(ranks.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 9),
    twin: twins.get(code) ?? '',
  }));
}

export async function writePlaceClasses(file: string): Promise<void> {
  await writeTsv(file, columns, placeClasses());
}
