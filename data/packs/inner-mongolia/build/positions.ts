import { booleanPointInPolygon } from '@turf/turf';
import type { MultiPolygon, Position } from 'geojson';
import type { BoundaryRows } from '../../../../server/boundaries/topology.ts';
import type { Random } from './random.ts';
import type { TsvRow } from './tsv.ts';

export interface Unit {
  code: string;
  name: string;
  level: string;
  kind: string; // 市辖区, 旗, 镇, ...
  parent: string;
  seat: Position | null;
}

/** The divisions of the pack and where things can stand in them. */
export interface Ground {
  units: ReadonlyMap<string, Unit>;
  counties: readonly Unit[];
  townshipsOf(county: string): readonly Unit[];
  prefectures: readonly Unit[];
  /** A synthetic position `low` to `high` km from the seat of a unit, inside its county. */
  near(unit: Unit, low: number, high: number, random: Random): Position;
}

export function readGround(rows: readonly TsvRow[], { divisions }: BoundaryRows): Ground {
  const units = new Map<string, Unit>();
  for (const row of rows) {
    const seat = row('seat_lon') === '' ? null : [Number(row('seat_lon')), Number(row('seat_lat'))];
    const code = row('code');
    units.set(code, {
      code,
      name: row('name'),
      level: row('level'),
      kind: row('kind'),
      parent: row('parent'),
      seat,
    });
  }
  const shapes = new Map(divisions.map((shape) => [shape.code, shape]));
  const atLevel = (level: string): Unit[] => [...units.values()].filter((unit) => unit.level === level);
  const townships = new Map<string, Unit[]>();
  for (const unit of atLevel('township'))
    townships.set(unit.parent, [...(townships.get(unit.parent) ?? []), unit]);
  const near: Ground['near'] = (unit, low, high, random) => {
    const county = unit.code.slice(0, 6);
    const shape = shapes.get(county);
    if (shape === undefined) throw new Error(`no polygon for ${county}`);
    const polygon: MultiPolygon = { type: 'MultiPolygon', coordinates: shape.polygons };
    const seat = unit.seat ?? units.get(county)?.seat ?? shape.label;
    for (let tries = 0; tries < 12; tries += 1) {
      const point = moved(seat, random.between(low, high) / (1 + tries / 4), random.between(0, 360));
      if (booleanPointInPolygon(point, polygon)) return point;
    }
    return booleanPointInPolygon(seat, polygon) ? rounded(seat) : rounded(shape.label);
  };
  return {
    units,
    counties: atLevel('county'),
    townshipsOf: (county) => townships.get(county) ?? [],
    prefectures: atLevel('prefecture'),
    near,
  };
}

const rounded = (point: Position): Position => point.map((value) => Number(value.toFixed(6)));

function moved([lon, lat]: Position, km: number, bearing: number): Position {
  const angle = (bearing * Math.PI) / 180;
  const north = (km * Math.cos(angle)) / 111.195;
  const east = (km * Math.sin(angle)) / (111.195 * Math.cos((lat! * Math.PI) / 180));
  return rounded([lon! + east, lat! + north]);
}
