import type { Geometry, Position } from 'geojson';
import type { Cell, ExportRow, Extract } from './extract.ts';
import { headLines } from './tables.ts';

/**
 * KML 2.2 (OGC 07-147r2), placemark by placemark. Longitude and latitude of CGCS2000 are taken as WGS 84: they differ by less than a metre.
 * Cells stand in ExtendedData under the titles that the tables have, so that the import knows them again.
 */
export async function* kmlFile(extract: Extract): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>${escaped(extract.title)}</name>
<description>${escaped(headLines(extract).join('\n'))}</description>
`;
  for await (const rows of extract.slices()) if (rows.length > 0) yield rows.map((row) => placemark(row, extract)).join(''); // prettier-ignore
  yield '</Document></kml>\n';
}

const naming = ['name', 'number', 'code']; // columns that can be the name of a placemark

function placemark({ cells, geometry }: ExportRow, { columns }: Extract): string {
  const at = naming.map((id) => columns.findIndex((column) => column.id === id)).find((index) => index >= 0);
  const data = columns.map(({ title }, index) => dataOf(title, cells[index]!)).join('');
  const name = at === undefined || cells[at] === null ? '' : `<name>${escaped(String(cells[at]))}</name>`;
  return `<Placemark>${name}<ExtendedData>${data}</ExtendedData>${geometry === null ? '' : geometryOf(geometry)}</Placemark>\n`;
}

const dataOf = (title: string, cell: Cell): string =>
  cell === null ? '' : `<Data name="${escaped(title)}"><value>${escaped(String(cell))}</value></Data>`;

const positions = (line: readonly Position[]): string =>
  `<coordinates>${line.map(([lon, lat]) => `${lon},${lat}`).join(' ')}</coordinates>`;
const ring = (tag: string, line: readonly Position[]): string =>
  `<${tag}><LinearRing>${positions(line)}</LinearRing></${tag}>`;
const polygon = ([outer = [], ...holes]: readonly (readonly Position[])[]): string =>
  `<Polygon>${ring('outerBoundaryIs', outer)}${holes.map((hole) => ring('innerBoundaryIs', hole)).join('')}</Polygon>`;
const line = (part: readonly Position[]): string => `<LineString>${positions(part)}</LineString>`;
const point = (at: Position): string => `<Point>${positions([at])}</Point>`;
const several = (parts: readonly string[]): string =>
  parts.length === 1 ? parts[0]! : `<MultiGeometry>${parts.join('')}</MultiGeometry>`;

function geometryOf(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return point(geometry.coordinates);
    case 'MultiPoint':
      return several(geometry.coordinates.map(point));
    case 'LineString':
      return line(geometry.coordinates);
    case 'MultiLineString':
      return several(geometry.coordinates.map(line));
    case 'Polygon':
      return polygon(geometry.coordinates);
    case 'MultiPolygon':
      return several(geometry.coordinates.map(polygon));
    case 'GeometryCollection':
      return several(geometry.geometries.map(geometryOf));
  }
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g; // eslint-disable-line no-control-regex

/** XML has no place for control characters. */
const escaped = (text: string): string => text.replace(unprintable, '').replace(/[&<>"]/g, (sign) => signs[sign]!); // prettier-ignore
