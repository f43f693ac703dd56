import { sql } from 'kysely';
import type { EditFinding } from '../api/edits.ts';
import type { NewMarker } from '../api/marker-edits.ts';
import type { Context } from '../context.ts';
import { escalate, gather, type Grave } from '../edits/findings.ts';
import { oneRow } from '../edits/one-row.ts';
import { knownDivisions } from '../imports/kinds/known-divisions.ts';
import { markerFields } from '../imports/kinds/marker-fields.ts';
import { lineBook } from '../imports/kinds/marker-line.ts';
import { offLineRule } from '../imports/kinds/marker-rules.ts';
import { readMarker, type MarkerRow } from '../imports/kinds/marker-row.ts';
import type { RowPosition } from '../imports/position.ts';
import type { Foot } from '../imports/kinds/line-ruler.ts';
import { footOn } from './chainage.ts';
import type { Placed } from './measured.ts';

/** What the checks look at: of a new marker, or of one that is edited. */
export type Checked = Pick<
  NewMarker,
  'number' | 'line' | 'type' | 'material' | 'sides' | 'managing' | 'public' | 'secrecy'
>;

const fieldOf: Readonly<Record<string, string>> = {
  sideA: 'sides', sideB: 'sides', sideC: 'sides', northing: 'registered', easting: 'registered', crs: 'registered', letter: 'number', lineName: 'line',
}; // prettier-ignore
const grave: Grave = {
  'line-not-present': ['line'],
  'side-unknown': ['sides'],
  'side-line': ['sides'],
  'managing-side': ['managing'],
  'public-secret': ['public', 'secrecy'],
};
const sameSpotM = 1;

/**
 * Checks a marker with the row checks of imports: what warns of a file is an error where somebody has just typed it.
 * @param changed fields that somebody has typed
 */
export async function checkMarker(
  context: Context,
  content: Checked,
  placed: Placed | null,
  changed: ReadonlySet<string>,
): Promise<{ findings: EditFinding[]; row: MarkerRow | null; foot: Foot | null }> {
  const { db, config } = context;
  const { columns, row: cells } = oneRow(markerFields, cellsOf(content), config.accounts.public);
  const lines = await lineBook(db);
  const foot = placed === null ? null : await footOn(db, content.line, placed.lon, placed.lat);
  let row: MarkerRow | null = null;
  const findings = await gather(async (report) => {
    row = readMarker({ columns, report, lines, divisions: await knownDivisions(db), position: () => positionOf(placed) }, cells).row; // prettier-ignore
    if (new Set(content.sides).size < content.sides.length) report.error({ check: 'side-repeated', field: 'sides', value: content.sides.join(', '), reason: '两侧的行政区相同', remedy: '改正一侧' }); // prettier-ignore
    if (changed.has('number') && (await isTaken(db, content))) report.error({ check: 'number-taken', field: 'number', value: content.number, reason: `界线 ${content.line} 上已有这个编号 (报废的也不再使用)`, remedy: '改用下一个编号' }); // prettier-ignore
    const line = lines.get(content.line);
    if (foot !== null && line !== undefined && row?.type === 'single' && foot.metres > offLineRule(line.legal).metres) report.warning({ check: 'marker-off-line', field: 'registered', value: null, reason: `离界线 ${line.name} ${(foot.metres / 1000).toFixed(2)} km${line.legal ? '' : ' (示意界线)'}`, remedy: '核对坐标、坐标系、带号与界线' }); // prettier-ignore
    const other = placed === null ? null : await markerAt(db, placed);
    if (other !== null) report.warning({ check: 'position-duplicate', field: 'registered', value: null, reason: `与界桩 ${other} 相距不到 ${sameSpotM} m`, remedy: '核对两根界桩的坐标' }); // prettier-ignore
  }, fieldOf);
  const own = placed === null && !changed.has('registered') ? findings.filter(({ check }) => check !== 'position-missing') : findings; // prettier-ignore
  return { findings: escalate(own, grave, changed), row, foot };
}

const cellsOf = ({ number, line, type, material, sides, managing, public: open, secrecy }: Checked): Record<string, string | null> => ({
  number,
  line,
  type: type,
  material,
  sideA: sides[0] ?? null,
  sideB: sides[1] ?? null,
  sideC: sides[2] ?? null,
  managing,
  public: open ? '是' : '否',
  secrecy,
}); // prettier-ignore

const positionOf = (placed: Placed | null): RowPosition =>
  placed === null
    ? { lon: null, lat: null, status: 'unknown', method: null, accuracyM: null, original: null }
    : { lon: placed.lon, lat: placed.lat, status: placed.status, method: placed.how, accuracyM: null, original: { x: placed.x, y: placed.y, crs: `EPSG:${placed.crs}`, epsg: placed.crs } }; // prettier-ignore

async function isTaken(db: Context['db'], { line, number }: Checked): Promise<boolean> {
  const { rows } = await sql`select from boundary_marker where line_code = ${line} and number = ${number} limit 1`.execute(db); // prettier-ignore
  return rows.length > 0;
}

/** Number of a marker that stands at the same spot. */
async function markerAt(db: Context['db'], { lon, lat }: Placed): Promise<string | null> {
  if (lon === null || lat === null) return null;
  const { rows } = await sql<{ number: string }>`
    with here as (select ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490) as geom)
    select m.number from boundary_marker m, here where m.geom && ST_Expand(here.geom, 0.00002) and m.valid_to is null
      and ST_Distance(m.geom::geography, here.geom::geography) < ${sameSpotM} order by m.id limit 1`.execute(
    db,
  );
  return rows[0]?.number ?? null;
}
