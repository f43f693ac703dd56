import { exportBoundaryStatus } from '../api/boundary-status.ts';
import * as api from '../api/exports.ts';
import { mostExported, type ExportFormat } from '../api/export-limits.ts';
import { getHandbook } from '../api/handbook.ts';
import { exportCoverage } from '../api/coverage-matrix.ts';
import { coverageExtract } from '../coverage/extract.ts';
import { boundaryStatusExtract } from '../boundary-status/extract.ts';
import { fileRoute, route, type Download, type Route } from '../http/route.ts';
import { Problem } from '../http/problem.ts';
import { checkSize, type Extract } from './extract.ts';
import { lineExtract, markerExtract } from './boundary-extracts.ts';
import { divisionExtract, facilityExtract, placeExtract } from './extracts.ts';
import { geojsonFile, geojsonlFile } from './geojson.ts';
import { handbook } from './handbook.ts';
import { geopackageFile, inPeace, type Made } from './geopackage.ts';
import { kmlFile } from './kml.ts';
import { csvFile, xlsxFile } from './tables.ts';

const atOnce = 3; // files in the making by one process: each keeps a core busy

const types: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json',
  geojsonl: 'application/geo+json-seq',
  gpkg: 'application/geopackage+sqlite3',
  kml: 'application/vnd.google-earth.kml+xml',
};

let running = 0;

/** @param make reads anew each time: a GeoPackage may be begun again */
async function download(format: ExportFormat, make: () => Promise<Extract>): Promise<Download> {
  if (running >= atOnce) throw new Problem(503, 'Too many exports', '正在导出的文件太多, 请稍后再试。Too many files are being made; try again shortly.', { retryAfter: 10 }); // prettier-ignore
  running += 1;
  try {
    const extract = await make();
    checkSize(extract.total, mostExported[format], format);
    const { body, release } = await fileOf(format, extract, make);
    return {
      name: `${extract.title}-${extract.about.at.slice(0, 10)}.${format}`,
      type: types[format],
      headers: { 'X-Nutag-Count': String(extract.total), 'Cache-Control': 'no-store' },
      body,
      release: async () => {
        running -= 1;
        await release();
      },
    };
  } catch (error) {
    running -= 1;
    throw error;
  }
}

async function fileOf(format: ExportFormat, extract: Extract, make: () => Promise<Extract>): Promise<Made> {
  const streamed = (body: Made['body']): Made => ({ body, release: () => undefined });
  switch (format) {
    case 'csv':
      return streamed(csvFile(extract));
    case 'xlsx':
      return streamed(xlsxFile(extract));
    case 'geojson':
      return streamed(geojsonFile(extract));
    case 'geojsonl':
      return streamed(geojsonlFile(extract));
    case 'kml':
      return streamed(kmlFile(extract));
    case 'gpkg':
      return inPeace(async () => geopackageFile(await make()));
  }
}

const withShapes = (format: ExportFormat): boolean => format !== 'csv' && format !== 'xlsx';

export const exportRoutes: readonly Route[] = [
  route(getHandbook, (input) => handbook(input, input.query)),
  fileRoute(api.exportPlaces, (input) => download(input.query.f, () => placeExtract(input, input.query))),
  fileRoute(api.exportFacilities, (input) =>
    download(input.query.f, () => facilityExtract(input, input.query)),
  ),
  fileRoute(api.exportDivisions, (input) =>
    download(input.query.f, () => divisionExtract(input, input.query, withShapes(input.query.f))),
  ),
  fileRoute(exportBoundaryStatus, (input) =>
    download(input.query.f, () => boundaryStatusExtract(input, input.query)),
  ),
  fileRoute(exportCoverage, (input) => download(input.query.f, () => coverageExtract(input, input.query))),
  fileRoute(api.exportBoundaryLines, (input) =>
    download(input.query.f, () => lineExtract(input, input.query, withShapes(input.query.f))),
  ),
  fileRoute(api.exportMarkers, (input) => download(input.query.f, () => markerExtract(input, input.query))),
];
