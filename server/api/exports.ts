import { z } from 'zod';
import { listBoundaryLines } from './boundaries.ts';
import { listDivisions } from './divisions.ts';
import { exportFormats } from './export-limits.ts';
import { endpoint } from './endpoint.ts';
import { listFacilities } from './facilities.ts';
import { listMarkers } from './markers.ts';
import { listPlaces } from './places.ts';

const files = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/geo+json',
  'application/geo+json-seq',
  'application/geopackage+sqlite3',
  'application/vnd.google-earth.kml+xml',
];
const f = z.enum(exportFormats).default('csv').meta({ description: 'format of the file' });
export const exported = { method: 'get', tag: 'exports', params: z.object({}), files, response: z.unknown() } as const; // prettier-ignore
const listed = { limit: true, next: true, f: true } as const; // of the lists, not of the files

export const exportPlaces = endpoint({
  ...exported,
  id: 'exportPlaces',
  action: 'read.public',
  path: '/api/v1/exports/places',
  summary: 'Every place that listPlaces would list with these filters, as a file',
  query: listPlaces.query.omit(listed).extend({ f }),
});

export const exportFacilities = endpoint({
  ...exported,
  id: 'exportFacilities',
  action: 'read.public',
  path: '/api/v1/exports/facilities',
  summary: 'Every facility that listFacilities would list with these filters, as a file',
  query: listFacilities.query.omit(listed).extend({ f }),
});

export const exportDivisions = endpoint({
  ...exported,
  id: 'exportDivisions',
  action: 'read.public',
  path: '/api/v1/exports/divisions',
  summary: 'Every division that listDivisions would list with these filters, as a file',
  query: listDivisions.query.omit(listed).extend({ f }),
});

export const exportBoundaryLines = endpoint({
  ...exported,
  id: 'exportBoundaryLines',
  action: 'read.public',
  path: '/api/v1/exports/boundary-lines',
  summary: 'Every boundary line that listBoundaryLines would list with these filters, as a file',
  query: listBoundaryLines.query.omit(listed).extend({ f }),
});

export const exportMarkers = endpoint({
  ...exported,
  id: 'exportMarkers',
  action: 'read.staff',
  path: '/api/v1/exports/markers',
  summary: 'Every boundary marker that listMarkers would list with these filters, as a file',
  query: listMarkers.query.omit(listed).extend({ f }),
});
