import { parseAngle } from '../../crs/angle.ts';
import { parseQuantity, plainText } from './cell-values.ts';
import type { RowCells } from './row-cells.ts';

/** A 方位物 as the API has it: bearing in degrees from north, distance in metres. */
export interface ReferenceObject {
  name: string;
  bearing: number | null;
  distanceM: number | null;
}

/** Up to three objects of a row; what cannot be read is kept as it stands. */
export function readObjects(cells: RowCells): ReferenceObject[] {
  const objects: ReferenceObject[] = [];
  for (const n of [1, 2, 3]) {
    const name = cells.text(`object${n}`);
    const bearing = read(cells, `bearing${n}`, parseBearing, 'bearing-form', '方位角应为 0 到 360 度', '写成 213.4 或 213°24′30″'); // prettier-ignore
    const distanceM = read(cells, `distance${n}`, (text) => parseMetres(text, cells.header(`distance${n}`)), 'distance-form', '距离应为米数', '写成 32.5'); // prettier-ignore
    if (name === null && (bearing !== null || distanceM !== null)) {
      for (const field of [`bearing${n}`, `distance${n}`]) cells.keep(field);
      cells.warn('object-unnamed', `object${n}`, '方位物没有名称', '补上名称; 原文保留在附加属性中');
    }
    if (name !== null) objects.push({ name, bearing, distanceM });
    if (/磁/.test(cells.header(`bearing${n}`))) cells.keep(`bearing${n}`); // from magnetic north: its header says so
  }
  return objects;
}

function read(
  cells: RowCells,
  field: string,
  parse: (text: string) => number | null,
  check: string,
  reason: string,
  remedy: string,
): number | null {
  const text = cells.text(field);
  if (text === null) return null;
  const value = parse(text);
  if (value === null) {
    cells.keep(field);
    cells.warn(check, field, reason, remedy);
  }
  return value;
}

/** Degrees, 0 to 360, decimal or in degrees, minutes and seconds. */
export function parseBearing(text: string): number | null {
  const match = /^(\d{1,3})(?!\d)(.*)$/s.exec(plainText(text));
  if (match === null || Number(match[1]) > 360) return null;
  const whole = Number(match[1]);
  const turned = whole >= 180 ? 180 : 0; // parseAngle reads longitudes
  const angle = parseAngle(`${whole - turned}${match[2]}`);
  if ('error' in angle || angle.degrees < 0) return null;
  const degrees = Math.round((angle.degrees + turned) * 1e6) / 1e6;
  return degrees <= 360 ? degrees : null;
}

/** Metres; km where the cell or the header says so. Null when it is no distance. */
export function parseMetres(text: string, header: string): number | null {
  const found = parseQuantity(text);
  if (found === null || found.value < 0) return null;
  const unit = found.unit.toLowerCase();
  const isKm = unit === '' ? /km|公里|千米/i.test(header) : /^(km|公里|千米)$/.test(unit);
  if (!isKm && unit !== '' && !/^(m|米)$/.test(unit)) return null;
  return isKm ? Math.round(found.value * 1e6) / 1e3 : found.value;
}
