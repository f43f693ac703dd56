import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackNpm } from '../packs/inner-mongolia/build/npm.ts';
import { countyNames } from '../packs/inner-mongolia/build/packages.ts';

interface Unit {
  code: string;
  name: string;
}

const folder = await unpackNpm({ ...countyNames, paths: ['dist/provinces.json', 'dist/cities.json', 'dist/areas.json'] }); // prettier-ignore
const read = async (file: string): Promise<Unit[]> =>
  JSON.parse(await readFile(join(folder, 'dist', file), 'utf8')) as Unit[];

/** Rows that only hold others: 市辖区, 县, 省直辖县级行政区划. */
const isHolder = ({ name }: Unit): boolean => /^(市辖区|县)$|直辖县级行政区划$/u.test(name);
/** 开发区, 管理区 and the like have codes from 71 to 79 and are no divisions. */
const isArea = ({ code }: Unit): boolean => code.length === 6 && /7[1-9]$/.test(code);
const own = '15'; // in the database, with what it was called before

const units = (await Promise.all(['provinces.json', 'cities.json', 'areas.json'].map(read)))
  .flat()
  .filter((unit) => !isHolder(unit) && !isArea(unit) && !unit.code.startsWith(own))
  .sort((one, other) => (one.code < other.code ? -1 : 1));
const lines = units.map(({ code, name }) => `${code}\t${name}`);
await writeFile(new URL('divisions.tsv', import.meta.url), `${lines.join('\n')}\n`);
