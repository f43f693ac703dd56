import { capacity, type KindId } from './facility-kinds.ts';
import type { Ground, Unit } from './positions.ts';
import { dayIn, type Random } from './random.ts';

export const facilityColumns = [
  'kind', 'name', 'code', 'county_code', 'township_code', 'address', 'lon', 'lat', 'position', 'ownership', 'level', 'status',
  'opened_on', 'closed_on', 'capacity', 'serves', 'hosted_in', 'condition', 'equipment_year', 'phone', 'sample',
] as const; // prettier-ignore
export type FacilityRow = Record<(typeof facilityColumns)[number], string>;

export interface Wanted {
  kind: KindId;
  name: string;
  at: Unit; // county or township where it stands
  level: 'prefecture' | 'county' | 'township';
  km: readonly [low: number, high: number]; // from the seat
  serves?: readonly string[];
  hostedIn?: string;
  status?: FacilityStatus;
}

type FacilityStatus = 'planned' | 'building' | 'operating' | 'suspended' | 'closed' | 'unknown';
const statuses: readonly (readonly [FacilityStatus, number])[] = [
  ['operating', 930], ['building', 20], ['planned', 12], ['suspended', 14], ['closed', 10], ['unknown', 14],
]; // prettier-ignore
const firstYear = { prefecture: 1978, county: 1985, township: 2008 } as const;

/** One sample facility: a synthetic position, plausible attributes, no telephone number. */
export function facilityRow(ground: Ground, wanted: Wanted, random: Random): FacilityRow {
  const { kind, at, level } = wanted;
  const status = wanted.status ?? random.weighted(statuses);
  const exists = status !== 'planned' && status !== 'building';
  const range = capacity[kind];
  const known = !random.chance(0.02);
  const [lon, lat] = known ? ground.near(at, ...wanted.km, random) : ['', ''];
  const county = ground.units.get(at.code.slice(0, 6))!;
  const from = kind === 'child_protection_station' ? 2021 : kind === 'child_protection_institution' ? 2012 : firstYear[level]; // prettier-ignore
  const openedOn = exists ? dayIn(random, from, kind === 'child_protection_station' ? 2024 : 2022) : '';
  const old = exists && Number(openedOn.slice(0, 4)) < 2000;
  return {
    kind,
    name: wanted.name,
    code: '',
    county_code: county.code,
    township_code: at.level === 'township' ? at.code : '',
    address: `${county.name}${at.level === 'township' ? at.name : ''} (示例地址)`,
    lon: String(lon),
    lat: String(lat),
    position: known ? 'synthetic' : 'unknown',
    ownership: kind === 'elderly_care_centre' ? random.weighted([['公办', 55], ['公建民营', 30], ['民办', 15]] as const) : '公办', // prettier-ignore
    level,
    status,
    opened_on: openedOn,
    closed_on: status === 'closed' ? dayIn(random, 2023, 2025) : '',
    capacity:
      range === null ? '' : String(Math.round(random.between(range[0], range[1]) / range[2]) * range[2]),
    serves: (wanted.serves ?? []).join('|'),
    hosted_in: wanted.hostedIn ?? '',
    condition: exists ? random.weighted([['良好', old ? 35 : 75], ['一般', 18], ['设施陈旧', old ? 40 : 6], ['危房', old ? 5 : 1]] as const) : '', // prettier-ignore
    equipment_year: kind === 'funeral_home' && exists ? String(random.integer(Math.max(2003, Number(openedOn.slice(0, 4))), 2024)) : '', // prettier-ignore
    phone: '',
    sample: '1',
  };
}
