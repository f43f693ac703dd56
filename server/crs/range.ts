import type { Crs } from './crs.ts';

const furthestEast = 2_000_000; // m from the central meridian: 25° at 37 N; a zone of another prefix is 12,500 km away
const quarterMeridian = 10_002_000; // m from equator to pole
const webMercatorEdge = 20_037_509; // m

/**
 * Why a pair of values cannot stand in a CRS (in Chinese), or null when it can: swapped axes, a zone number where there should
 * be none, another zone's number. x = longitude or easting, y = latitude or northing; degrees or metres.
 */
export function outOfRange(crs: Crs, x: number, y: number): string | null {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return `坐标不是数: ${x}, ${y}`;
  if (crs.form === 'geographic') {
    if (Math.abs(y) > 90) {
      return `纬度 ${y} 超出 ±90°${Math.abs(x) <= 90 ? ': 经纬度可能颠倒' : ': 可能是米制坐标'}`;
    }
    return Math.abs(x) > 180 ? `经度 ${x} 超出 ±180°` : null;
  }
  if (crs.epsg === 3857) {
    return Math.max(Math.abs(x), Math.abs(y)) > webMercatorEdge
      ? `坐标 ${x}, ${y} 超出 Web 墨卡托范围`
      : null;
  }
  if (crs.zone?.prefixed === true && Math.floor(x / 1_000_000) !== crs.zone.number) {
    return `横坐标 ${x} 不以带号 ${crs.zone.number} 开头, 与坐标系 “${crs.name}” 不符${hint(x)}`;
  }
  if (Math.abs(x - offset(crs, 'x_0')) > furthestEast) {
    return `横坐标 ${x} 离中央经线太远, 与坐标系 “${crs.name}” 不符${hint(x)}`;
  }
  if (Math.abs(y - offset(crs, 'y_0')) > quarterMeridian) {
    return `纵坐标 ${y} 超出 ±10000 km, 与坐标系 “${crs.name}” 不符`;
  }
  return null;
}

const hint = (easting: number): string =>
  easting >= 1_000_000 && easting < 10_000_000 ? ': 纵、横坐标可能颠倒' : '';

/** False easting or northing, m. */
const offset = (crs: Crs, name: 'x_0' | 'y_0'): number =>
  Number(new RegExp(`\\+${name}=(\\S+)`).exec(crs.proj)?.[1] ?? 0);
