import type { Geometry, Position } from 'geojson';

const types: Readonly<Record<string, number>> = { Point: 1, LineString: 2, Polygon: 3, MultiPoint: 4, MultiLineString: 5, MultiPolygon: 6 }; // prettier-ignore

/** A geometry as GeoPackage stores it (OGC 12-128r18, 2.1.3): header without envelope, then little-endian WKB. Two dimensions. */
export function geopackageGeometry(geometry: Geometry, srs: number): Uint8Array {
  const head = Buffer.alloc(8);
  head.write('GP', 'latin1');
  head[3] = 1; // little-endian, no envelope, not empty
  head.writeInt32LE(srs, 4);
  return Buffer.concat([head, wkb(geometry)]);
}

function wkb(geometry: Geometry): Buffer {
  const type = types[geometry.type];
  if (type === undefined || geometry.type === 'GeometryCollection') throw new Error(`no WKB for ${geometry.type}`); // prettier-ignore
  switch (geometry.type) {
    case 'Point':
      return Buffer.concat([start(type), positions([geometry.coordinates])]);
    case 'LineString':
      return Buffer.concat([start(type), counted(geometry.coordinates)]);
    case 'Polygon':
      return Buffer.concat([start(type), count(geometry.coordinates.length), ...geometry.coordinates.map(counted)]); // prettier-ignore
    case 'MultiPoint':
      return many(type, geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates }))); // prettier-ignore
    case 'MultiLineString':
      return many(type, geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }))); // prettier-ignore
    case 'MultiPolygon':
      return many(type, geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))); // prettier-ignore
  }
}

const many = (type: number, parts: Geometry[]): Buffer =>
  Buffer.concat([start(type), count(parts.length), ...parts.map(wkb)]);

function start(type: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = 1;
  bytes.writeUInt32LE(type, 1);
  return bytes;
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function positions(line: readonly Position[]): Buffer {
  const bytes = Buffer.alloc(16 * line.length);
  for (const [index, [x, y]] of line.entries()) {
    bytes.writeDoubleLE(x!, 16 * index);
    bytes.writeDoubleLE(y!, 16 * index + 8);
  }
  return bytes;
}

const counted = (line: readonly Position[]): Buffer => Buffer.concat([count(line.length), positions(line)]);
