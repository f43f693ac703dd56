/** How far a marker may be found from its registered position, m (NUTAG_TOLERANCE_LEGACY, NUTAG_TOLERANCE_GNSS). */
export interface MarkerTolerance {
  legacyM: number;
  gnssM: number;
}

/** What is known of how the registered position was surveyed. */
export interface Surveyed {
  crs: number | null; // EPSG
  method: string | null;
  accuracyM: number | null;
}

export interface Tolerance {
  metres: number;
  rule: string;
}

const satellites = /GNSS|GPS|RTK|CORS|北斗|卫星|BDS/i;

/**
 * The tolerance of a measurement: what the registered position allows, and what the measurement itself may be off. GB/T 17796 gives no
 * figure that could be read (domain.md 5.9): the figures are settings, and the rule names the one that was used.
 */
export function toleranceOf(
  settings: MarkerTolerance,
  registered: Surveyed,
  measuredAccuracyM: number | null,
): Tolerance {
  const isGnss = isSatelliteSurvey(registered);
  const base = isGnss ? settings.gnssM : settings.legacyM;
  const named = isGnss
    ? `登记坐标为卫星定位测量: ${base} m (NUTAG_TOLERANCE_GNSS)`
    : `登记坐标为早期测量或方法不明: ${base} m (NUTAG_TOLERANCE_LEGACY)`;
  return {
    metres: base + (measuredAccuracyM ?? 0),
    rule: measuredAccuracyM === null ? `${named}; 本次测量精度未知, 未计入` : `${named} + 本次测量精度 ${measuredAccuracyM} m`, // prettier-ignore
  };
}

function isSatelliteSurvey({ crs, method, accuracyM }: Surveyed): boolean {
  if (crs !== null && isLegacyCrs(crs)) return false;
  if (method !== null && satellites.test(method)) return true;
  return accuracyM !== null && accuracyM <= 1;
}

/** Xi'an 1980 and Beijing 1954 (domain.md 8.1). */
const isLegacyCrs = (epsg: number): boolean =>
  epsg === 4610 || epsg === 4214 || (epsg >= 2327 && epsg <= 2442) || (epsg >= 21413 && epsg <= 21463);
