import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { TileFilter } from '../api/dynamic-tiles.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import { tileKey } from '../tiles/cut.ts';
import { spotAt, tileOf } from '../tiles/dirty.ts';
import type { TileFeature, TileLayer } from '../tiles/feature.ts';
import { extent, toUnits, worldSize } from '../tiles/mercator.ts';
import { encodeTile } from '../tiles/mvt.ts';
import { tileSets } from '../tiles/sets.ts';
import { ByteCache } from './byte-cache.ts';
import { dynamicSets, type DynamicRow, type DynamicSet } from './rows.ts';
import { Shapes } from './shapes.ts';
import { tileBox, type TileBox } from './tile-box.ts';
import { stateOf, versionOf, type Read } from './versions.ts';

/** More than this of a tile nobody can look at: the least important are left out. */
const mostFeatures = 4096;
const mostNumbers = 400_000; // coordinates

const rowsBytes = 32_000_000;
const rowBytes = 400; // about
/** Times that data may change while a tile is drawn from them. */
const mostChanges = 3;

export interface Question<S extends TileSetId = TileSetId> {
  set: S;
  filter: TileFilter<S>;
  audience: Audience;
  /** The filter in its one spelling. */
  text: string;
}

type At = [z: number, x: number, y: number];
interface Rows {
  version: string;
  rows: DynamicRow[];
}
type Geometry = Pick<TileFeature, 'kind' | 'paths'>;

export function createDrawing() {
  const lists = new ByteCache<Rows>(rowsBytes, ({ rows }) => rows.length * rowBytes);
  const shapes = new Shapes();

  /** All rows that pass a filter, from memory if they are there of that version. */
  const listOf = async ({ set, filter, audience, text }: Question, version: string | null, select: SetOf<'allRows'>, read: Read): Promise<Rows> => {
    const keyOf = (of: string): string => `${audience} ${set} ${of} ${text}`;
    const kept = version === null ? undefined : lists.get(keyOf(version));
    if (kept !== undefined) return kept;
    const found = await read((db) => withState(db, set, sql`${select.allRows(filter, audience)} order by rank, id`));
    lists.set(keyOf(found.version), found);
    return found;
  };

  const drawKept = async (question: Question, at: At, wanted: string, set: SetOf<'allRows'>, read: Read): Promise<Drawn> => {
    const box = tileBox(...at);
    let version: string | null = wanted;
    for (let turn = 0; turn < mostChanges; turn += 1) {
      const list: Rows = await listOf(question, version, set, read);
      const rows = near(list.rows, box).filter(({ layer }) => at[0] >= (set.minzoom[layer] ?? 0)).slice(0, mostFeatures);
      const areas = rows.filter(({ west }) => typeof west === 'number');
      const drawn = await shapes.inTile({ set: question.set, table: set.table, version: list.version }, areas, at, read);
      if (drawn !== null) {
        const paths = new Map(areas.map((row, index) => [row, drawn[index]!]));
        return { version: list.version, raw: encode(question.set, rows.map((row) => [row, paths.get(row) ?? pointOf(row, box)])) };
      }
      version = null; // changed between the two statements
    }
    throw new Problem(503, 'Too busy', '数据正在变动。The data are being changed; ask again in 2 s.', { retryAfter: 2 });
  };

  const drawPoints = async ({ set, filter, audience }: Question, at: At, { rows: select }: SetOf<'rows'>, read: Read): Promise<Drawn> => {
    const box = tileBox(...at);
    const { version, rows } = await read((db) => withState(db, set, sql`select * from (${select(filter, audience, box)}) r order by rank, id limit ${mostFeatures}`));
    return { version, raw: encode(set, rows.map((row) => [row, pointOf(row, box)])) };
  };

  return {
    /** Bytes in memory. */
    get bytes() {
      return lists.bytes + shapes.bytes;
    },
    /**
     * Draws one tile from the database as it stands, or from what is kept of the wanted version.
     * @returns the version of the data that it shows with it; raw: null when there is nothing
     * @throws Problem 503 when the data change all the time
     */
    tile: (question: Question, at: At, wanted: string, read: Read): Promise<Drawn> => {
      const set = dynamicSets[question.set] as DynamicSet<TileSetId>;
      return 'allRows' in set ? drawKept(question, at, wanted, set, read) : drawPoints(question, at, set, read);
    },
  };
} // prettier-ignore

type SetOf<K extends string> = Extract<DynamicSet<TileSetId>, Record<K, unknown>>;
interface Drawn {
  version: string;
  raw: Uint8Array | null;
}

/** Rows and the version that they are of, in one statement. */
async function withState(db: Db, set: TileSetId, select: ReturnType<typeof sql>): Promise<Rows> {
  const { rows } = await sql<DynamicRow & { state: string }>`
    select s.state, f.* from (select ${stateOf(set)} as state) s left join (${select}) f on true order by f.rank, f.id`.execute(db);
  return { version: versionOf(rows[0]!.state), rows: rows.filter((row) => row.id !== null) };
} // prettier-ignore

/** Rows of which a tile may show something. */
function near(rows: readonly DynamicRow[], { box: [west, south, east, north] }: TileBox): DynamicRow[] {
  return rows.filter((row) =>
    typeof row.west === 'number'
      ? row.west <= east && row.east! >= west && row.south! <= north && row.north! >= south
      : row.lon! <= east && row.lon! >= west && row.lat! <= north && row.lat! >= south,
  );
}

/** Null in the buffer: another tile draws it. */
function pointOf({ lon, lat }: DynamicRow, { z, x, y }: TileBox): Geometry | null {
  if (lon === null || lat === null) return null;
  const spot = spotAt({ lon, lat });
  if (tileOf(spot, z) !== tileKey(x, y)) return null;
  const size = worldSize(z);
  return { kind: 'point', paths: [[toUnits(spot.x, size) - x * extent, toUnits(spot.y, size) - y * extent]] };
}

function encode(
  set: TileSetId,
  drawn: readonly (readonly [DynamicRow, Geometry | null])[],
): Uint8Array | null {
  const { properties } = dynamicSets[set];
  const layers: TileLayer[] = tileSets[set].layers.map(({ id: name }) => ({ name, features: [] }));
  let numbers = 0;
  for (const [row, geometry] of drawn) {
    if (geometry === null) continue;
    numbers += geometry.paths.reduce((sum, path) => sum + path.length, 0);
    if (numbers > mostNumbers) break;
    const id = set === 'divisions' ? Number(row['code']) : row.id;
    layers
      .find(({ name }) => name === row.layer)!
      .features.push({ id, properties: properties(row), ...geometry });
  }
  return layers.some(({ features }) => features.length > 0) ? encodeTile(layers) : null;
}
