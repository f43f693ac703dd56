import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { CheckRun } from '../kind.ts';
import { significant } from './known-divisions.ts';
import type { FacilityRow } from './facility-row.ts';
import { stageOf } from './small-table.ts';

const near = 200; // m: another source's facility of the same kind is probably the same one
export const outside = 500; // m: county polygons are illustrative
const surelyNear = 0.004; // degrees, less than 500 m: the planar test is much quicker than the geodesic one
const slice = 100; // rows a statement
const compared = 20; // rows that are held against the present ones at a stretch

/** Points that lie outside their county (or league). */
export async function checkInside(run: CheckRun, rows: readonly FacilityRow[]): Promise<void> {
  const placed = rows.filter((row) => row.lon !== null).map((row) => row.line);
  for (let from = 0; from < placed.length; from += slice) {
    const { rows: found } = await sql<{ line: number; name: string; code: string; metres: number; lon: number; lat: number }>`
      select s.line, d.name, d.code, ST_Distance(s.geom::geography, d.geom::geography) as metres, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
      from ${stageOf(run)} s join division d on d.code = s.county_code and d.valid_to is null and d.geom is not null
      where s.accepted and s.line = any(${placed.slice(from, from + slice)}::int4[]) and not ST_DWithin(d.geom, s.geom, ${surelyNear})
      order by s.line`.execute(run.db); // prettier-ignore
    for (const { line, name, code, metres, lon, lat } of found) {
      if (metres <= outside) continue;
      run.report.warning({ check: 'point-outside', line, field: run.columns.header('longitude'), value: `${lon.toFixed(6)}, ${lat.toFixed(6)}`, reason: `在${name} (${code}) 之外 ${(metres / 1000).toFixed(1)} km`, remedy: '核对坐标、坐标系与旗县 (边界为示意)', lon, lat }); // prettier-ignore
    }
    await run.breathe();
  }
}

interface Present {
  id: number;
  kind: string;
  name: string;
  county: string;
  credit_code: string | null;
  lon: number | null;
  lat: number | null;
  sample: boolean;
  source: string;
}

/** Facilities of other sources that are probably the same; sample data that the real ones would stand beside. */
export async function checkAgainstPresent(run: CheckRun, rows: readonly FacilityRow[]): Promise<void> {
  const kinds = [...new Set(rows.map((row) => row.kind))];
  const present = await readPresent(run.db, kinds, run.job.sourceId);
  const others = new Map(kinds.map((kind) => [kind, present.filter((one) => one.kind === kind).map((one) => ({ ...one, bare: bare(one.name) }))])); // prettier-ignore
  for (const [at, row] of rows.entries()) {
    const name = bare(row.name);
    const twin = others.get(row.kind)?.find((other) => isSame(row, name, other));
    if (twin !== undefined) {
      const sample = twin.sample ? '示例数据' : `来源 ${twin.source}`;
      run.report.warning({ check: 'similar-facility', line: row.line, field: run.columns.header('name'), value: row.name, reason: `库中已有很像的设施 “${twin.name}” (编号 ${twin.id}, ${sample})`, remedy: twin.sample ? '示例数据不是真实设施, 见 sample-present' : '若是同一个, 删去其中一个' }); // prettier-ignore
    }
    if (at % compared === 0) await run.breathe();
  }
  const samples = present.filter((one) => one.sample);
  if (samples.length > 0) run.report.warning({ check: 'sample-present', reason: `库中还有同类的示例设施 ${samples.length} 处, 会与真实设施并列并计入覆盖评价`, remedy: '不需要示例数据时, 以 NUTAG_PACKS= (空) 或只含真实数据的数据包重新建库' }); // prettier-ignore
}

/** Facilities of these kinds, but those of one source; real ones before sample data. */
async function readPresent(db: Db, kinds: readonly string[], except: string): Promise<Present[]> {
  const { rows } = await sql<Present>`
    select f.id, f.kind, f.name, f.county_code as county, f.credit_code, ST_X(f.geom) as lon, ST_Y(f.geom) as lat, f.sample, s.title as source
    from facility f join source s on s.id = f.source_id
    where f.kind = any(${[...kinds]}::text[]) and f.source_id <> ${except} order by f.sample, f.id`.execute(
    db,
  );
  return rows;
}

/** The present facility that one is probably the same as; `own` is not looked at. */
export async function likelyTwin(db: Db, row: Compared, own: number | null): Promise<Present | undefined> {
  const present = await readPresent(db, [row.kind], '');
  return present.find(
    (one) => one.id !== own && isSame(row, bare(row.name), { ...one, bare: bare(one.name) }),
  );
}

type Compared = Pick<FacilityRow, 'kind' | 'name' | 'county_code' | 'credit_code' | 'lon' | 'lat'>;

function isSame(row: Compared, name: string, other: Present & { bare: string }): boolean {
  const metres = metresApart(row.lon, row.lat, other.lon, other.lat);
  if (row.credit_code !== null && row.credit_code === other.credit_code) return true;
  if (metres !== null && metres < near) return true;
  if (name === other.bare) return sameLeague(row.county_code, other.county);
  const isPart = name.includes(other.bare) || other.bare.includes(name);
  return isPart && Math.min(name.length, other.bare.length) >= 4 && row.county_code === other.county;
}

const bare = (name: string): string => name.normalize('NFKC').replaceAll(/\(.*?\)|[\s·"'“”]/g, '');
const sameLeague = (one: string, other: string): boolean =>
  significant(one).slice(0, 4) === significant(other).slice(0, 4);

/** Good to 1 % for the few hundred metres that matter. */
function metresApart(
  lonA: number | null,
  latA: number | null,
  lonB: number | null,
  latB: number | null,
): number | null {
  if (lonA === null || latA === null || lonB === null || latB === null) return null;
  const east = (lonA - lonB) * Math.cos((latA * Math.PI) / 180) * 111_320;
  return Math.hypot(east, (latA - latB) * 111_195);
}

/** Facilities of this source that were changed by hand since they were loaded: the file puts its own back. */
export async function checkEdited(run: CheckRun): Promise<void> {
  const { rows } = await sql<{ line: number; name: string; id: number; who: string; day: string }>`
    select s.line, s.name, p.id, p.edited_by as who, p.edited_at::date as day
    from ${stageOf(run)} s join facility p on p.source_id = ${run.job.sourceId} and p.external_id = s.external_id
    where s.accepted and p.edited_at is not null order by s.line`.execute(run.db);
  for (const { line, name, id, who, day } of rows)
    run.report.warning({ check: 'edited-here', line, field: run.columns.header('name'), value: name, reason: `编号 ${id} 载入以后由 ${who} 在 ${day} 修改过, 载入会换成文件中的内容`, remedy: '先把修改写进文件, 或载入后再改' }); // prettier-ignore
}

/** The same kind and name in one county, or the same 统一社会信用代码, under two codes: worth a look. */
export function checkNames(run: CheckRun, rows: readonly FacilityRow[]): void {
  const [names, credits] = [new Map<string, number>(), new Map<string, number>()];
  for (const row of rows) {
    const name = `${row.kind} ${row.county_code} ${bare(row.name)}`;
    const first = names.get(name);
    if (first === undefined) names.set(name, row.line);
    else run.report.warning({ check: 'name-repeated', line: row.line, field: run.columns.header('name'), value: row.name, reason: `与第 ${first} 行同类、同旗县、同名, 而编码不同`, remedy: '若是同一个, 删去其中一行' }); // prettier-ignore
    if (row.credit_code === null) continue;
    const credit = `${row.kind} ${row.credit_code}`;
    const same = credits.get(credit);
    if (same === undefined) credits.set(credit, row.line);
    else if (first === undefined) run.report.warning({ check: 'credit-repeated', line: row.line, field: run.columns.header('creditCode'), value: row.credit_code, reason: `与第 ${same} 行同类、同一个统一社会信用代码, 而编码不同`, remedy: '若是同一个, 删去其中一行' }); // prettier-ignore
  }
}
