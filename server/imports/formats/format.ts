import type { Geometry } from 'geojson';

export const formatIds = [
  'geojson',
  'csv',
  'tsv',
  'xlsx',
  'shapefile',
  'geopackage',
  'kml',
  'national',
] as const;
export type FormatId = (typeof formatIds)[number];

/** One row (or feature) of a file, as it stands in the file: text is trimmed, an empty cell is null. */
export interface Row {
  /** Where a person finds it: the line of a text file, the row of a sheet (header = 1), the number of a feature (from 1). */
  line: number;
  /** One cell per header, in the order of `headers`. Numbers and dates as text, dates as YYYY-MM-DD. */
  cells: readonly (string | null)[];
  /** Coordinates as they stand in the file, in its own CRS; null where the format has none or the feature lacks it. */
  geometry: Geometry | null;
}

/** Something that is worth telling about the file as a whole, found while it was opened or read. */
export interface Notice {
  check: string; // stable id, e.g. 'format-extension', 'header-duplicate', 'formula-cells'
  line: number | null;
  field: string | null;
  value: string | null;
  reason: string; // Chinese
  remedy: string; // Chinese
}

/** A file that has been opened: its headers and, once, its rows. */
export interface SourceTable {
  format: FormatId;
  /** Name of the layer or sheet that is read, and of all there are. Null and [] where the format has none. */
  layer: string | null;
  layers: readonly string[];
  /** As they stand in the file, trimmed; a second header of the same name is told apart by ` (2)` and a notice. */
  headers: readonly string[];
  hasGeometry: boolean;
  /** What the file itself says: `EPSG:4490`, a WKT (.prj), `OGC:CRS84`; null where it says nothing. */
  crs: string | null;
  /** `utf-8`, `gb18030`, ...: as given, declared (.cpg, BOM) or found; null for binary formats. */
  encoding: string | null;
  rowCount: number | null; // where it is known beforehand: for the progress bar
  bytes: number; // size of the file
  /**
   * The rows, in the order of the file; may be read once. A row that cannot be read is told to `notice` and left out.
   * @throws ImportRefused when the rest of the file cannot be read
   */
  rows(): AsyncIterable<Row>;
  /** What has been noticed so far; complete when the rows are read. */
  notices: Notice[];
  /** How far reading has come, 0..1, by bytes or rows; null where it is not known. */
  progress(): number | null;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The name that the file had at the user's; its extension is only a hint (the file itself may be stored under another). */
  name: string;
  encoding?: string; // overrides what is found: 'utf-8', 'gb18030', 'gbk', 'utf-16le'
  layer?: string; // name of a layer or sheet; the first one otherwise
  limits?: Partial<Limits>;
}

/** Bounds that keep a broken or hostile file from taking the machine. */
export interface Limits {
  fileBytes: number;
  /** Sum of what a zip (XLSX, KMZ, zipped Shapefile) may unpack to, and how many times its packed size that may be. */
  unpackedBytes: number;
  unpackedRatio: number;
  cellChars: number;
  columns: number;
  rows: number;
  /** Positions in one geometry. */
  positions: number;
  /** A GeoJSON or KML document that must be held in memory whole. */
  documentBytes: number;
}

export const defaultLimits: Limits = {
  fileBytes: 2_000_000_000,
  unpackedBytes: 2_000_000_000,
  unpackedRatio: 200,
  cellChars: 100_000,
  columns: 500,
  rows: 20_000_000,
  positions: 5_000_000,
  documentBytes: 400_000_000,
};
