import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { GeoName } from './geonames.ts';
import { contains, distanceKm } from './planar.ts';
import { pointsInside, spreadPoint } from './seats.ts';
import type { Seat } from './seats.ts';

/** A township-level unit as in the official list. */
export type Township = { code: string; name: string; kind: string };

/** How far from the county seat a 街道 may be put, km. */
const urbanRadius = 8;
/** A real town within this distance of the county's seat, km, is taken as the town where the seat is. */
const seatTownRadius = 5;

const suffix = /(街道办事处|街道|民族苏木|民族乡|苏木|嘎查|镇|乡)$/;
const peoples =
  /(蒙古族|达斡尔族|鄂温克族|鄂伦春族|俄罗斯族|朝鲜族|满族|回族|蒙古|达斡尔|达翰尔|鄂温克|鄂伦春|俄罗斯|朝鲜|满|回族)(民族)?$/;

/** A township's name without its kind and its peoples: 得力其尔鄂温克民族乡 -> 得力其尔. */
function bareName(name: string): string {
  const base = name.replace(suffix, '');
  const bare = base.replace(peoples, '');
  return bare.length >= 2 ? bare : base;
}

function kindOf(name: string): string {
  return suffix.exec(name)?.[1] ?? '';
}

/** The real place of a township: the same name inside the right county, the same kind of unit before others. */
function realPlace(township: Township, inCounty: GeoName[]): GeoName | undefined {
  const bare = bareName(township.name);
  const same = inCounty.filter(({ hanzi }) => hanzi.some((name) => bareName(name) === bare));
  const grade = ({ hanzi }: GeoName): number =>
    hanzi.includes(township.name)
      ? 0
      : hanzi.some((name) => kindOf(name) === kindOf(township.name) && bareName(name) === bare)
        ? 1
        : 2;
  return same.sort((a, b) => grade(a) - grade(b) || a.id - b.id)[0];
}

/**
 * Seats of the townships of one county, by code. A place of GeoNames with the same name inside the county is
 * `approximate`. All others are `synthetic`, sample points for want of data: 街道 within 8 km of the county's seat, the first 镇
 * of a banner or 县 (as a rule the town of the seat) beside it, the rest spread over the county. The same input always gives the same points.
 */
export function townshipSeats(
  county: { code: string; kind: string },
  townships: Township[],
  polygon: Polygon | MultiPolygon,
  seat: Position,
  places: GeoName[],
): Map<string, Seat> {
  const inCounty = places.filter(({ position }) => contains(polygon, position));
  const seats = new Map<string, Seat>();
  for (const township of townships) {
    const place = realPlace(township, inCounty);
    if (!place) continue;
    seats.set(township.code, {
      position: place.position,
      kind: 'approximate',
      note: `驻地点: GeoNames ${place.id}`,
    });
  }
  const nearSeat = [...seats].some(([, { position }]) => distanceKm(position, seat) <= seatTownRadius);
  const urban = county.kind === '市辖区' || county.kind === '县级市';
  const seatTown =
    nearSeat || urban ? undefined : townships.find(({ code, kind }) => kind === '镇' && !seats.has(code));
  const taken = (): Position[] => [...seats.values()].map(({ position }) => position);
  const place = (township: Township, radius: number | null): void => {
    const near = radius === null ? undefined : { centre: seat, radius };
    const position = spreadPoint(
      pointsInside(polygon, `${county.code} ${township.code}`, near),
      taken(),
      polygon,
    );
    seats.set(township.code, { position, kind: 'synthetic', note: '示意点' });
  };
  const open = townships.filter(({ code }) => !seats.has(code));
  if (seatTown) place(seatTown, 1);
  for (const township of open.filter(({ kind }) => kind === '街道')) place(township, urbanRadius);
  for (const township of open) if (!seats.has(township.code)) place(township, null);
  return seats;
}
