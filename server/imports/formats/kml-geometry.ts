import type { Geometry, Position } from 'geojson';
import { noticeGeometry, noticeHeight, tooManyPositions } from './geometry.ts';
import type { Input } from './input.ts';

/** An element inside a placemark. */
export interface Element {
  name: string;
  attributes: string;
  text: string;
  children: Element[];
}

/** The geometry among the elements of a placemark; several become one multi-geometry or a collection. */
export function readKmlGeometry(elements: readonly Element[], line: number, input: Input): Geometry | null {
  const found = elements.flatMap((element) => geometriesOf(element, line, input));
  const [first, ...more] = found;
  if (first === undefined) return null;
  return more.length === 0 ? first : collect(found);
}

function geometriesOf({ name, children }: Element, line: number, input: Input): Geometry[] {
  const coordinates = (): Position[] =>
    positions(children.find((child) => child.name === 'coordinates')?.text ?? '', line, input);
  switch (name) {
    case 'Point': {
      const [point] = coordinates();
      return point ? [{ type: 'Point', coordinates: point }] : [];
    }
    case 'LineString':
    case 'LinearRing': {
      const path = coordinates();
      return path.length > 0 ? [{ type: 'LineString', coordinates: path }] : [];
    }
    case 'Polygon': {
      const rings = ['outerBoundaryIs', 'innerBoundaryIs'].flatMap((boundary) =>
        children
          .filter((child) => child.name === boundary)
          .flatMap((child) => child.children.filter((ring) => ring.name === 'LinearRing'))
          .flatMap((ring) => geometriesOf(ring, line, input)),
      );
      const linear = rings.map((ring) => (ring as { coordinates: Position[] }).coordinates);
      return linear.length > 0 ? [{ type: 'Polygon', coordinates: linear }] : [];
    }
    case 'MultiGeometry':
    case 'MultiTrack':
      return children.flatMap((child) => geometriesOf(child, line, input));
    case 'Track': {
      const coords = children
        .filter((child) => child.name === 'coord')
        .map((child) => child.text.trim().split(/\s+/).join(','));
      return coords.length > 0
        ? [{ type: 'LineString', coordinates: positions(coords.join(' '), line, input) }]
        : [];
    }
    case 'Model':
      noticeGeometry('三维模型不能读取', line, input);
      return [];
    default:
      return [];
  }
}

/** What is no number comes as NaN and is told of later. */
function positions(text: string, line: number, input: Input): Position[] {
  const found: Position[] = [];
  for (const tuple of tuples(text)) {
    const [lon = NaN, lat = NaN, height = 0] = tuple
      .split(',')
      .map((part) => (part === '' ? NaN : Number(part)));
    if (height !== 0) noticeHeight(line, input);
    found.push([lon, lat]);
    if (found.length > input.limits.positions) throw tooManyPositions(input.limits.positions);
  }
  return found;
}

/** `lon,lat[,height]` apart by spaces; some write spaces beside the commas as well. */
function* tuples(text: string): Generator<string> {
  let tuple = '';
  for (const [part] of text.matchAll(/\S+/g)) {
    if (tuple !== '' && !tuple.endsWith(',') && !part.startsWith(',')) {
      yield tuple;
      tuple = '';
    }
    tuple += part;
  }
  if (tuple !== '') yield tuple;
}

function collect(geometries: Geometry[]): Geometry {
  const types = new Set(geometries.map(({ type }) => type));
  const [type] = types;
  if (types.size > 1) return { type: 'GeometryCollection', geometries };
  const coordinates = geometries.map((geometry) => (geometry as { coordinates: unknown }).coordinates);
  return { type: `Multi${type!}`, coordinates } as Geometry;
}
