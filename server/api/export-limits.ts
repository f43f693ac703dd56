/** Formats of files. Without zod, so that the browser reads it too. */
export const exportFormats = ['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg', 'kml'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Records that a file of each format may have: beyond it no usual program opens the file. 413 says so. */
export const mostExported: Readonly<Record<ExportFormat, number>> = {
  csv: 5_000_000,
  xlsx: 300_000,
  geojson: 300_000,
  geojsonl: 5_000_000,
  gpkg: 1_000_000,
  kml: 50_000,
};
