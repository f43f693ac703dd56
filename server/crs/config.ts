import { CrsError, type DatumShift } from './crs.ts';

const furthest = 1000; // m; Beijing 1954 and Xi'an 1980 are 100-200 m from CGCS2000
const arcSecond = Math.PI / 648_000; // radians

/** A point near Hohhot, geocentric, m: there the parameters are tried. */
const trial = [-1_786_000, 4_493_000, 4_148_000] as const;

/**
 * Reads parameters of a shift to CGCS2000: `dx,dy,dz,rx,ry,rz,s[;accuracy]` or `dx,dy,dz[;accuracy]`; m, arc-seconds, ppm, m.
 * Position vector convention (EPSG method 1033, PROJ's towgs84): x' = dx + (1+s)(x - rz·y + ry·z). Chinese reports mostly give
 * the Bursa model x' = dx + (1+s)(x + rz·y - ry·z), the coordinate frame convention: there the three rotations change sign.
 * @throws {CrsError} when it is not 3 or 7 numbers, or moves Hohhot by more than 1 km: another unit, most likely
 */
export function parseDatumShift(text: string): DatumShift {
  const [list = '', accuracy, ...rest] = text.normalize('NFKC').split(';');
  const numbers = list.split(',').map(readNumber);
  const [dx, dy, dz, rx = 0, ry = 0, rz = 0, s = 0] = numbers;
  const right = (numbers.length === 3 || numbers.length === 7) && rest.length === 0;
  if (!right || dx === undefined || dy === undefined || dz === undefined || !numbers.every(Number.isFinite)) {
    throw new CrsError(
      `转换参数应为 “dx,dy,dz,rx,ry,rz,s[;精度]” 或 “dx,dy,dz[;精度]” (米, 角秒, ppm, 米): “${text}”`,
    );
  }
  const accuracyM = accuracy === undefined ? null : readNumber(accuracy);
  if (accuracyM !== null && !(accuracyM > 0))
    throw new CrsError(`转换参数的精度应为正数 (米): “${accuracy}”`);
  const parameters = [dx, dy, dz, rx, ry, rz, s] as const;
  const moved = displacement(parameters);
  if (moved > furthest) {
    throw new CrsError(
      `转换参数在呼和浩特的位移为 ${Math.round(moved)} m, 超过 ${furthest} m: 请检查单位 (旋转为角秒, 比例为 ppm)`,
    );
  }
  return { parameters, accuracyM };
}

function readNumber(text: string): number {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
}

/** How far the parameters move the trial point, m. */
function displacement([dx, dy, dz, rx, ry, rz, s]: DatumShift['parameters']): number {
  const [x, y, z] = trial;
  const scale = s / 1_000_000;
  return Math.hypot(
    dx + scale * x + arcSecond * (ry * z - rz * y),
    dy + scale * y + arcSecond * (rz * x - rx * z),
    dz + scale * z + arcSecond * (rx * y - ry * x),
  );
}
