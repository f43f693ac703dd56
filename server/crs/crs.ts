/** Geodetic datums that files come in. `gcj02` and `bd09` are the obfuscated systems of Chinese web maps (domain.md 8.3). */
export type Datum = 'cgcs2000' | 'wgs84' | 'xian80' | 'beijing54' | 'gcj02' | 'bd09';

/** A coordinate reference system that is understood here (domain.md 8.1). */
export interface Crs {
  /** `EPSG:4524`, `GCJ02`, `BD09`. */
  id: string;
  name: string; // Chinese: CGCS2000 3 度带 36 带 (带号)
  epsg: number | null;
  datum: Datum;
  form: 'geographic' | 'projected';
  /** Of a Gauss-Kruger zone: width in degrees, number, central meridian, and whether the easting carries the zone number. */
  zone?: { width: 3 | 6; number: number; meridian: number; prefixed: boolean };
  /** proj4 definition in the datum's own ellipsoid, without any shift of datum. */
  proj: string;
}

/** Seven parameters of a datum shift (position vector, as PROJ's towgs84): m, m, m, arc-seconds ×3, ppm. */
export interface DatumShift {
  parameters: readonly [number, number, number, number, number, number, number];
  accuracyM: number | null;
}
export type DatumShifts = Partial<Record<'xian80' | 'beijing54', DatumShift>>;

/**
 * A position brought to EPSG:4490, and how. `untransformed` (未转换): a legacy datum without parameters; lon and lat are null.
 * `approximate`: GCJ-02 or BD-09, inverted to about 1 m.
 */
export interface Located {
  lon: number | null;
  lat: number | null;
  status: 'transformed' | 'untransformed' | 'approximate';
  method: string | null; // 'same datum', 'Gauss-Kruger inverse', '7 parameters (configured)', 'GCJ-02 inverse' ...
  accuracyM: number | null;
}

/** A CRS that is not known or does not fit. The message says which ones do. */
export class CrsError extends Error {
  override name = 'CrsError';
}
