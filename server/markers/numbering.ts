import { crsByEpsg } from '../crs/registry.ts';
import { provincialNumber } from '../imports/kinds/marker-line.ts';

/** What a number says, by the pattern of provincial lines: line, sequence, type letter (domain.md 5.3, a weak source). */
export function numberingOf(number: string, line: string, letter: string | null) {
  const [, code = null, sequence = null, own = null] = provincialNumber.exec(number) ?? [];
  const [, digits = null] = /(\d+)[^\dA-Z]*[A-Z]?$/.exec(number) ?? [];
  return {
    line: code,
    sequence: sequence ?? (digits === null ? null : digits.slice(-3)),
    letter: own ?? letter,
    provincial: code !== null,
    expected: /^\d{4}$/.test(line),
  };
}

/** Name of a CRS, and of its zone: 3° 带 37, 中央经线 111°. */
export function crsNamed(epsg: number): { name: string; zone: string | null; legacy: boolean } {
  const crs = crsByEpsg(epsg);
  if (crs === undefined) return { name: `EPSG:${epsg}`, zone: null, legacy: false };
  const { zone, datum } = crs;
  const named = zone === undefined ? null : `${zone.width}° 带第 ${zone.number} 带, 中央经线 ${zone.meridian}°${zone.prefixed ? ' (横坐标含带号)' : ''}`; // prettier-ignore
  return { name: crs.name, zone: named, legacy: datum === 'xian80' || datum === 'beijing54' };
}
