import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { topology as toTopology } from 'topojson-server';
import type { DivisionTopology } from '../boundaries/arcs.ts';
import { replaceTopology } from '../boundaries/publish.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { parseTable } from '../packs/table.ts';
import type { Step } from '../progress.ts';
import { field } from './fields.ts';
import type { Report } from './report.ts';
import { readRows } from './rows.ts';

type County = Feature<Polygon | MultiPolygon, { code: string; name: string; line: number }>;

/**
 * Imports a county coverage (EPSG:4490 or WGS 84 longitude, latitude): reads, checks every ring and every pair of
 * neighbours, builds one topology, then swaps polygons, lines and meeting points in one transaction.
 * @returns the number of counties; nothing is changed when the report holds an error
 */
export async function importDivisions(
  context: Context,
  file: string,
  sourceId: string,
  report: Report,
  step: Step,
): Promise<number> {
  const counties = await readCounties(file, report);
  step.total(counties.length * 2);
  await checkRings(context, counties, report, step);
  if (report.count('error') > 0) return 0;
  const collection: FeatureCollection = {
    type: 'FeatureCollection',
    features: counties.map((county) => ({ ...county, id: county.properties.code })),
  };
  const topology = toTopology({ county: collection }) as unknown as DivisionTopology;
  await checkOverlaps(context, counties, report, step);
  if (report.count('error') > 0) return 0;
  const wanted = divisionsOf(counties);
  const divisions = {
    names: new Map([...wanted].map(([code, { name }]) => [code, name])),
    write: (trx: Db) => writeDivisions(trx, wanted, sourceId),
  };
  await replaceTopology(context, { topology, sourceId, sample: false, divisions }, step);
  return counties.length;
}

async function readCounties(file: string, report: Report): Promise<County[]> {
  const counties: County[] = [];
  const known = officialDivisions();
  const seen = new Map<string, number>();
  for await (const { line, fields, geometry } of readRows(file)) {
    const code = field(fields, 'code');
    const name = field(fields, 'name') ?? known.get(code ?? '')?.name ?? '';
    if (code === null || !/^\d{6}$/.test(code)) {
      report.error(line, 'code', code, '区划代码应为 6 位数字', '补上代码。');
    } else if (seen.has(code)) {
      report.error(line, 'code', code, `代码与第 ${seen.get(code)} 行重复`, '每个旗县只留一个要素。');
    } else if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      report.error(line, 'geometry', geometry?.type ?? null, '应为 Polygon 或 MultiPolygon', '导出为面。');
    } else if (!inChina(geometry)) {
      report.error(
        line,
        'geometry',
        code,
        '坐标不在经度 73-136、纬度 3-54 之内',
        '检查坐标系与坐标顺序 (经度在前)。',
      );
    } else {
      if (!known.has(code))
        report.warning(line, 'code', code, '代码不在 2025-12-31 的官方名录中', '核对代码沿革。');
      seen.set(code, line);
      counties.push({ type: 'Feature', geometry, properties: { code, name, line } });
    }
  }
  for (const [code, division] of known) {
    if (division.level === 'county' && !seen.has(code)) report.warning(null, 'code', code, `缺少${division.name}`, '补上该旗县的面。'); // prettier-ignore
  }
  return counties;
}

const inChina = (geometry: Polygon | MultiPolygon): boolean =>
  positions(geometry).every(([lon, lat]) => lon! >= 73 && lon! <= 136 && lat! >= 3 && lat! <= 54);

const positions = (geometry: Polygon | MultiPolygon) =>
  (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat(2);

async function checkRings(context: Context, counties: County[], report: Report, step: Step): Promise<void> {
  for (const { geometry, properties } of counties) {
    const { rows } = await sql<{ reason: string }>`
      select ST_IsValidReason(ST_GeomFromGeoJSON(${JSON.stringify(geometry)})) as reason`.execute(
      context.jobs,
    );
    const reason = rows[0]?.reason ?? 'unknown';
    if (reason !== 'Valid Geometry') report.error(properties.line, 'geometry', properties.code, `环无效: ${reason}`, '用 GIS 软件修复后再导入。'); // prettier-ignore
    step.advance();
  }
}

/** Neighbours may touch, not overlap. Areas in m² on the ellipsoid. */
async function checkOverlaps(
  context: Context,
  counties: County[],
  report: Report,
  step: Step,
): Promise<void> {
  const boxes = counties.map(({ geometry }) => boxOf(geometry));
  for (const [index, county] of counties.entries()) {
    for (let other = index + 1; other < counties.length; other += 1) {
      if (!boxesMeet(boxes[index]!, boxes[other]!)) continue;
      const { rows } = await sql<{ area: number }>`
        with pair as (select ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(county.geometry)}), 4326) as a,
          ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(counties[other]!.geometry)}), 4326) as b)
        select case when ST_Relate(a, b, '2********') then ST_Area(ST_Intersection(a, b)::geography) else 0 end as area
        from pair`.execute(context.jobs);
      const area = rows[0]?.area ?? 0;
      if (area > 1) report.error(county.properties.line, 'geometry', `${county.properties.code}/${counties[other]!.properties.code}`, `与相邻旗县重叠 ${(area / 1e6).toFixed(4)} km²`, '让两个面共用同一条边。'); // prettier-ignore
    }
    step.advance();
  }
}

type Box = [number, number, number, number];
function boxOf(geometry: Polygon | MultiPolygon): Box {
  const box: Box = [180, 90, -180, -90];
  for (const [lon, lat] of positions(geometry)) {
    box[0] = Math.min(box[0], lon!);
    box[1] = Math.min(box[1], lat!);
    box[2] = Math.max(box[2], lon!);
    box[3] = Math.max(box[3], lat!);
  }
  return box;
}
const boxesMeet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

type Wanted = Map<string, { level: string; name: string; parent: string | null }>;

/** The counties of a file, and the leagues and region above them. */
function divisionsOf(counties: County[]): Wanted {
  const official = officialDivisions();
  const wanted: Wanted = new Map();
  for (const { properties } of counties) {
    const { code, name } = properties;
    const [region, league] = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`];
    wanted.set(region, { level: 'province', name: official.get(region)?.name ?? region, parent: null });
    wanted.set(league, { level: 'prefecture', name: official.get(league)?.name ?? league, parent: region });
    wanted.set(code, { level: 'county', name, parent: league });
  }
  return wanted;
}

/** Adds the rows that are missing, and takes away those that an earlier file of this source had brought and this one lacks. */
async function writeDivisions(trx: Db, wanted: Wanted, sourceId: string): Promise<void> {
  const official = officialDivisions();
  await sql`delete from division where source_id = ${sourceId} and valid_to is null and not (code = any(${[...wanted.keys()]}::text[]))`.execute(
    trx,
  );
  for (const [code, { level, name, parent }] of wanted) {
    const { kind = null, roman = null, mongolian = null } = official.get(code) ?? {};
    await sql`insert into division (code, level, kind, name, roman, mongolian, parent_code, source_id)
      select ${code}, ${level}, ${kind}, ${name}, ${roman}, ${mongolian}, ${parent}, ${sourceId}
      where not exists (select from division where code = ${code} and valid_to is null)`.execute(trx);
  }
}

interface Official {
  level: string;
  kind: string | null;
  name: string;
  roman: string | null;
  mongolian: string | null;
}
let cached: Map<string, Official> | undefined;

/** The official list of 2025-12-31 (Ministry of Civil Affairs): names for codes, with or without a pack loaded. */
function officialDivisions(): Map<string, Official> {
  if (cached !== undefined) return cached;
  const table = parseTable(readFileSync(new URL('../../data/packs/inner-mongolia/sources/divisions.tsv', import.meta.url), 'utf8')); // prettier-ignore
  cached = new Map();
  for (let row = 0; row < table.length; row += 1) {
    cached.set(table.cell(row, 'code')!, {
      level: table.cell(row, 'level')!,
      kind: table.cell(row, 'type_zh'),
      name: table.cell(row, 'name_zh')!,
      roman: table.cell(row, 'name_roman'),
      mongolian: table.cell(row, 'name_mn'),
    });
  }
  return cached;
}
