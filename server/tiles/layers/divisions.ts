import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import { readCoverage, type ArcPolygons, type Coverage } from '../coverage.ts';
import type { Feature, Path, Properties } from '../feature.ts';
import { generalise, toPolygons } from '../generalise.ts';
import { drawnInnerPoint, holds, innerPoint, type InnerPoint } from '../label.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from '../mercator.ts';
import { inSlices } from '../slices.ts';
import { currentTopology, type Drawing, type TileSet } from '../tile-set.ts';

interface DivisionRow {
  id: number;
  code: string;
  name: string;
  level: 'province' | 'prefecture' | 'county' | 'township';
  parent: string | null;
  roman: string | null;
  mn: string | null;
  sample: boolean;
  lon: number | null; // seat, or else the stored label point; degrees, EPSG:4490
  lat: number | null;
}

type DivisionTables = { topology: { topology: Uint8Array }[]; division: DivisionRow[] };

/** Polygons of the three upper levels and one label point for each division (design.md section 5). */
export const divisions: TileSet<DivisionTables> = {
  id: 'divisions',
  minzoom: 0,
  maxzoom: 10,
  hidden: ['division'],
  datasets: ['divisions'],
  crossOrigin: true,
  layers: [
    { id: 'division', fields: { code: 'String', name: 'String', level: 'String', parent: 'String', sample: 'Boolean' } },
    { id: 'division_label', fields: { code: 'String', name: 'String', roman: 'String', mn: 'String', level: 'String', rank: 'Number' } },
  ], // prettier-ignore
  edited: null,
  async *read(db, audience) {
    yield {
      topology: await currentTopology(db),
    };
    const slices = inSlices(
      db,
      'division',
      1000,
      (after, upTo) => sql<DivisionRow>`
        select id, code, name, level, parent_code as parent, roman, mongolian as mn, sample,
          ST_X(coalesce(seat, label)) as lon, ST_Y(coalesce(seat, label)) as lat
        from division
        where valid_to is null ${andPublic(audience)} and id > ${after} and id <= ${upTo}
        order by id`,
    );
    for await (const division of slices) yield { division };
  },
  draw: ({ topology: [topology] = [], division = [] }) => {
    const rows = [...division].sort((a, b) => (a.code < b.code ? -1 : 1));
    return drawDivisions(topology === undefined ? null : readCoverage(topology.topology), rows);
  },
};

type PolygonFeature = Extract<Feature, { kind: 'polygon' }>;

/** A division with its polygon as arcs; townships have none. */
interface Shape {
  row: DivisionRow;
  arcs: ArcPolygons;
  inner: InnerPoint;
}

export function drawDivisions(coverage: Coverage | null, rows: readonly DivisionRow[]): Drawing {
  const warnings: string[] = [];
  const shapes = coverage === null ? [] : shapesOf(coverage, rows, warnings);
  const labels = labelsOf(rows, new Map(shapes.map((shape) => [shape.row.code, shape.inner])));
  return {
    warnings,
    at: (zoom) => {
      const size = worldSize(zoom);
      const arcs = coverage === null ? [] : generalise(coverage, zoom).arcs;
      const features = shapes.map((shape) => polygonFeature(shape, arcs, size));
      const drawn = new Map(features.map(({ id, polygons }) => [id, polygons]));
      const shown = labels.filter((label) => label.minzoom <= zoom && zoom <= label.maxzoom);
      return [
        { name: 'division', features },
        { name: 'division_label', features: shown.map((label) => labelFeature(label, drawn.get(label.id), size)) },
      ]; // prettier-ignore
    },
  };
}

/** Province, prefectures, counties, in this order; a parent is the union of the counties below it. */
function shapesOf(coverage: Coverage, rows: readonly DivisionRow[], warnings: string[]): Shape[] {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const members = new Map<string, string[]>();
  for (const county of coverage.counties.keys()) {
    const prefecture = byCode.get(county)?.parent ?? `${county.slice(0, 4)}00`;
    const province = byCode.get(prefecture)?.parent ?? `${county.slice(0, 2)}0000`;
    for (const code of new Set([province, prefecture, county]))
      members.set(code, [...(members.get(code) ?? []), county]);
  }
  const levels = ['province', 'prefecture', 'county'];
  return [...members]
    .flatMap(([code, counties]): Shape[] => {
      const row = byCode.get(code);
      if (row === undefined) {
        warnings.push(`no public division ${code} for its polygon`);
        return [];
      }
      const arcs = row.level === 'county' ? coverage.counties.get(code)! : coverage.merge(counties);
      return [{ row, arcs, inner: innerPoint(arcs, coverage.arcs) }];
    })
    .sort(
      (a, b) =>
        levels.indexOf(a.row.level) - levels.indexOf(b.row.level) || (a.row.code < b.row.code ? -1 : 1),
    );
}

function polygonFeature({ row, arcs, inner }: Shape, paths: readonly Path[], size: number): PolygonFeature {
  const { code, name, level, parent, sample } = row;
  const polygons = toPolygons(arcs, paths);
  return {
    kind: 'polygon',
    id: Number(code),
    properties: { code, name, level, parent, sample },
    polygons: polygons.length > 0 ? polygons : [[dot(toUnits(inner.x, size), toUnits(inner.y, size))]],
  };
}

/** What is left of a division too small for the zoom: a square of 2 units, a quarter of a pixel, so that it never vanishes. */
export const dot = (x: number, y: number): Path => [
  x - 1,
  y - 1,
  x + 1,
  y - 1,
  x + 1,
  y + 1,
  x - 1,
  y + 1,
  x - 1,
  y - 1,
];

interface Label {
  id: number;
  minzoom: number;
  maxzoom: number;
  properties: Properties;
  at: { x: number; y: number }; // 0..1 in Web Mercator
}

/** Where the drawn polygon does not hold the point (it is generalised, or the seat lies elsewhere), the pole of what is drawn. */
function labelFeature(
  { id, properties, at }: Label,
  drawn: readonly Path[][] | undefined,
  size: number,
): Feature {
  const point = [toUnits(at.x, size), toUnits(at.y, size)] as const;
  const isAstray = drawn !== undefined && !holds(drawn, ...point);
  const [x, y] = isAstray ? (drawnInnerPoint(drawn).map(Math.round) as [number, number]) : point;
  return { kind: 'point', id, properties, x, y };
}

/** Radius of the largest circle inside a county, 0..1, from which its label is shown at z5: 10 pixels of 512 a tile. */
const roomyRadius = 10 / (512 * 2 ** 5);

const zoomsOf = (level: DivisionRow['level'], radius: number): [minzoom: number, maxzoom: number] =>
  ({
    province: [0, 3] as [number, number],
    prefecture: [3, Infinity] as [number, number],
    county: [radius >= roomyRadius ? 5 : 6, Infinity] as [number, number],
    township: [8, Infinity] as [number, number],
  })[level];

/** One label for each division: at its seat, or else at the point farthest from its border. */
function labelsOf(rows: readonly DivisionRow[], inner: ReadonlyMap<string, InnerPoint>): Label[] {
  return rows.flatMap((row): Label[] => {
    const inside = inner.get(row.code);
    const at =
      row.lon === null || row.lat === null ? inside : { x: mercatorX(row.lon), y: mercatorY(row.lat) };
    if (at === undefined) return [];
    const { code, name, roman, mn, level } = row;
    const [minzoom, maxzoom] = zoomsOf(level, inside?.radius ?? 0);
    const properties = {
      code,
      name,
      roman,
      mn: mn === '' ? null : mn,
      level,
      rank: rankOf(level, inside?.radius ?? 0),
    };
    return [{ id: Number(code), minzoom, maxzoom, properties, at }];
  });
}

/** The smaller, the sooner placed: higher levels first, within a level the larger first. */
function rankOf(level: DivisionRow['level'], radius: number): number {
  const base = { province: 0, prefecture: 1000, county: 2000, township: 3000 }[level];
  return base + (radius === 0 ? 500 : Math.max(0, 499 - Math.round(radius * 500_000)));
}
