import type { Position } from 'geojson';

// Well-known binary, little-endian, two dimensions: what ST_GeomFromWKB reads without parsing text.
const types = { LineString: 2, Polygon: 3, MultiLineString: 5, MultiPolygon: 6 };

/** MultiLineString as WKB. */
export const lineWkb = (lines: readonly Position[][]): Uint8Array => {
  const writer = open(9 + sum(lines.map((line) => 9 + 16 * line.length)));
  writer.head(types.MultiLineString, lines.length);
  for (const line of lines) {
    writer.head(types.LineString, line.length);
    writer.points(line);
  }
  return writer.bytes;
};

/** MultiPolygon as WKB. */
export const polygonWkb = (polygons: readonly Position[][][]): Uint8Array => {
  const ringBytes = polygons.flat().map((ring) => 4 + 16 * ring.length);
  const writer = open(9 + 9 * polygons.length + sum(ringBytes));
  writer.head(types.MultiPolygon, polygons.length);
  for (const rings of polygons) {
    writer.head(types.Polygon, rings.length);
    for (const ring of rings) {
      writer.count(ring.length);
      writer.points(ring);
    }
  }
  return writer.bytes;
};

function open(size: number) {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const count = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  return {
    bytes,
    count,
    head: (type: number, parts: number): void => {
      view.setUint8(at, 1);
      at += 1;
      count(type);
      count(parts);
    },
    points: (line: readonly Position[]): void => {
      for (const [lon, lat] of line) {
        view.setFloat64(at, lon!, true);
        view.setFloat64(at + 8, lat!, true);
        at += 16;
      }
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
