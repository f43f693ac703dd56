import type { Geometry, Position } from 'geojson';
import type { ImportOptions, ImportPreview } from '../api/imports.ts';
import type { Config } from '../config.ts';
import { parseCrs } from '../crs/registry.ts';
import { createTransform, transformGeometry } from '../crs/transform.ts';
import type { Row } from './formats/format.ts';
import type { Kind } from './kind.ts';
import { openJob, type Opened } from './open-job.ts';
import { createReport } from './report.ts';

const shownRows = 50;
const readRows = 2000;
const mostPositions = 40_000; // of the features together: what a browser draws at once
const eachPositions = 1500;

/**
 * The first rows of a file as they would be read with these options, and where they lie. Nothing is written.
 * @throws ImportRefused when the file cannot be read with them
 */
export async function previewFile(
  config: Config,
  kind: Kind,
  file: { path: string; name: string },
  options: ImportOptions,
): Promise<ImportPreview> {
  const opened = await openJob(config, kind, file, options);
  const { source, columns, crs, crsFrom } = opened;
  try {
    const rows: Row[] = [];
    const features: ImportPreview['features']['features'] = [];
    let [read, positions] = [0, 0];
    for await (const row of source.rows()) {
      read += 1;
      if (rows.length < shownRows) rows.push(row);
      const geometry = positions < mostPositions ? place(config, opened, row) : null;
      if (geometry !== null) {
        positions += countPositions(geometry);
        features.push({
          type: 'Feature',
          properties: {
            line: row.line,
            name: columns.get(row, 'name') ?? columns.get(row, 'number') ?? columns.get(row, 'code'),
          },
          geometry: geometry as unknown as ImportPreview['features']['features'][number]['geometry'],
        });
      }
      if (read >= readRows) break;
    }
    const known = crs ?? (kind.needsCrs ? null : parseCrs('EPSG:4490'));
    return {
      format: source.format,
      layers: [...source.layers],
      layer: source.layer,
      encoding: source.encoding,
      crs: known === null ? null : { id: known.id, name: known.name, from: crsFrom },
      headers: [...source.headers],
      mapping: columns.mapping,
      missing: source.hasGeometry ? [] : [...columns.missing],
      rows: rows.map(({ line, cells }) => ({
        line,
        cells: cells.map((cell) => cell?.slice(0, 200) ?? null),
      })),
      features: { type: 'FeatureCollection', features },
      bbox: boxOf(features.map((feature) => feature.geometry as unknown as Geometry)),
      read,
      notices: source.notices.slice(0, 50),
    };
  } finally {
    await source.close();
  }
}

/** Where a row lies, in degrees; null when it says nothing, or nothing that can be drawn. */
function place(config: Config, { position, crs }: Opened, row: Row): Geometry | null {
  if (row.geometry !== null && !row.geometry.type.endsWith('Point')) {
    const thin = thinned(row.geometry);
    return thin === null
      ? null
      : transformGeometry(thin, createTransform(crs ?? parseCrs('EPSG:4490'), config.datumShifts));
  }
  const at = position(
    row,
    createReport(() => Promise.resolve()),
  );
  return at === undefined || at.lon === null || at.lat === null
    ? null
    : { type: 'Point', coordinates: [at.lon, at.lat] };
}

/** Every n-th position of a line or ring, its ends kept. */
function thinned(geometry: Geometry): Geometry | null {
  const step = Math.max(1, Math.ceil(countPositions(geometry) / eachPositions));
  const thin = (line: Position[]): Position[] =>
    line.filter((_, index) => index % step === 0 || index === line.length - 1);
  const rings = (polygon: Position[][]): Position[][] => polygon.map(thin).filter((ring) => ring.length >= 4);
  switch (geometry.type) {
    case 'LineString':
      return { type: 'LineString', coordinates: thin(geometry.coordinates) };
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.map(thin) };
    case 'Polygon':
      return { type: 'Polygon', coordinates: rings(geometry.coordinates) };
    case 'MultiPolygon':
      return {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map(rings).filter((polygon) => polygon.length > 0),
      };
    default:
      return null;
  }
}

function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === 'GeometryCollection')
    for (const part of geometry.geometries) yield* positionsOf(part);
  else yield* flat(geometry.coordinates);
}
function* flat(coordinates: unknown): Generator<Position> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === 'number') yield coordinates as Position;
  else for (const part of coordinates) yield* flat(part);
}

function countPositions(geometry: Geometry): number {
  let count = 0;
  for (const _ of positionsOf(geometry)) count += 1;
  return count;
}

function boxOf(geometries: readonly Geometry[]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const geometry of geometries) {
    for (const [x, y] of positionsOf(geometry)) {
      box[0] = Math.min(box[0], x!);
      box[1] = Math.min(box[1], y!);
      box[2] = Math.max(box[2], x!);
      box[3] = Math.max(box[3], y!);
    }
  }
  return box.every(Number.isFinite) ? box : null;
}
