import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { deriveBoundaries } from '../../../../server/boundaries/topology.ts';
import { facilityKinds } from './facility-kinds.ts';
import { facilityColumns } from './facility-rows.ts';
import { buildMarkers } from './markers.ts';
import { planFacilities } from './plan-facilities.ts';
import { plans, policies } from './policies.ts';
import { readGround, type Ground } from './positions.ts';
import { seeded } from './random.ts';
import { readTsv, writeTsv } from './tsv.ts';
import { planZones, type ZoneRow } from './zones.ts';

/**
 * Writes markers, facilities, cremation zones, designated persons and policies of the pack, from its own divisions.tsv and
 * divisions.topo.json.gz. All but the policies are 示例数据; the same input always gives the same bytes.
 */
export async function buildFacilities(outDir: string): Promise<void> {
  const divisions = await readTsv(path.join(outDir, 'divisions.tsv'));
  const topology = JSON.parse(
    gunzipSync(await readFile(path.join(outDir, 'divisions.topo.json.gz'))).toString('utf8'),
  );
  const names = new Map(divisions.map((row) => [row('code'), row('name')]));
  const boundaries = deriveBoundaries(topology, (code) => names.get(code) ?? code);
  const ground = readGround(divisions, boundaries);
  await buildMarkers(outDir, boundaries);

  const zones = planZones(ground);
  const facilities = planFacilities(ground, new Map(zones.map((row) => [row.division_code, row.zone])));
  const file = (name: string): string => path.join(outDir, name);
  await writeTsv(
    file('facility_kinds.tsv'),
    ['id', 'name', 'name_en', 'unit', 'reach_km', 'symbol'],
    [...facilityKinds],
  );
  await writeTsv(file('facilities.tsv'), facilityColumns, facilities);
  await writeTsv<keyof ZoneRow>(
    file('cremation_zones.tsv'),
    ['division_code', 'zone', 'document', 'valid_from'],
    zones,
  );
  const withStation = new Set(
    facilities.filter((row) => row.kind === 'child_protection_station').map((row) => row.township_code),
  );
  await writeTsv(
    file('designated_persons.tsv'),
    ['township_code', 'designated'],
    planPersons(ground, withStation),
  );
  await writeTsv(file('unit_tags.tsv'), ['division_code', 'tag', 'document'], borderTags(boundaries));
  await writeFile(file('policies.json'), `${JSON.stringify({ plans, policies }, null, 2)}\n`);
}

/** 边境旗县: whoever has a piece of the state border. Nineteen banners and cities, as is generally published of the region. */
const borderTags = ({ segments }: ReturnType<typeof deriveBoundaries>) =>
  [...new Set(segments.filter(({ lineCode }) => lineCode.endsWith('national')).map(({ countyA }) => countyA))]
    .sort()
    .map((division_code) => ({
      division_code,
      tag: '边境旗县',
      document: '由示意国界的相邻关系推出, 待部门核定',
    }));

/** Townships without a station: a person is designated, is not, or it is not known (empty). */
function planPersons(
  ground: Ground,
  withStation: ReadonlySet<string>,
): { township_code: string; designated: string }[] {
  const random = seeded('designated persons');
  return ground.counties
    .flatMap((county) => ground.townshipsOf(county.code))
    .filter((township) => !withStation.has(township.code))
    .map(({ code }) => ({
      township_code: code,
      designated: random.weighted([['1', 55], ['0', 20], ['', 25]] as const), // prettier-ignore
    }));
}
