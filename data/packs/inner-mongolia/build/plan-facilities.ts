import type { KindId, Zone } from './facility-kinds.ts';
import { facilityRow, type FacilityRow, type Wanted } from './facility-rows.ts';
import type { Ground, Unit } from './positions.ts';
import { seeded, type Random } from './random.ts';

const stations = 848; // townships with a 未成年人保护工作站 (domain.md 7, end of 2023)
const institutions = 67; // banners with a 未成年人救助保护机构

const isDistrict = (unit: Unit): boolean => unit.kind === '市辖区';

/** All sample facilities, kind by kind in the order of their divisions. */
export function planFacilities(ground: Ground, zones: ReadonlyMap<string, Zone>): FacilityRow[] {
  const plans: Record<KindId, (random: Random) => Wanted[]> = {
    funeral_home: (random) => funeralHomes(ground, random),
    funeral_service_station: (random) => serviceStations(ground, zones, random),
    columbarium: (random) => columbaria(ground, random),
    public_cemetery: (random) => cemeteries(ground, random),
    relief_station: (random) => reliefStations(ground, random),
    child_protection_station: (random) => childStations(ground, random),
    child_protection_institution: (random) => childInstitutions(ground, random),
    elderly_care_centre: (random) => elderlyCentres(ground, random),
  };
  return Object.entries(plans).flatMap(([kind, plan]) => {
    const random = seeded(`facilities ${kind}`);
    return plan(random).map((wanted) => facilityRow(ground, wanted, random));
  });
}

/** The districts of a city, which its municipal facility serves; a league has none and its facility serves where it stands. */
function municipal(
  ground: Ground,
  make: (prefecture: Unit, seat: Unit) => Omit<Wanted, 'at' | 'level' | 'serves'>,
): Wanted[] {
  return ground.prefectures.flatMap((prefecture) => {
    const inside = ground.counties.filter((county) => county.parent === prefecture.code);
    const districts = inside.filter(isDistrict);
    const seat = districts[0] ?? inside[0];
    if (seat === undefined) return [];
    const serves = districts.map(({ code }) => code);
    return [{ ...make(prefecture, seat), at: seat, level: 'prefecture' as const, serves }];
  });
}

const otherCounties = (ground: Ground): Unit[] => ground.counties.filter((county) => !isDistrict(county));

function funeralHomes(ground: Ground, random: Random): Wanted[] {
  const kind = 'funeral_home';
  const km = [4, 10] as const;
  const cities = municipal(ground, ({ name }) => ({
    kind,
    name: `${name}殡仪馆`,
    km,
    status: 'operating',
  })).filter(({ serves }) => serves!.length > 0);
  const banners = otherCounties(ground).flatMap((county): Wanted[] =>
    random.chance(0.93) ? [{ kind, name: `${county.name}殡仪馆`, at: county, level: 'county', km }] : [],
  );
  return [...cities, ...banners];
}

function serviceStations(ground: Ground, zones: ReadonlyMap<string, Zone>, random: Random): Wanted[] {
  return otherCounties(ground).flatMap((county): Wanted[] => {
    const zone = zones.get(county.code);
    const wanted = zone === 'burial_reform' ? random.integer(0, 3) : zone === 'mixed' ? random.integer(0, 2) : random.integer(-2, 1); // prettier-ignore
    return some(ground.townshipsOf(county.code), wanted, random).map((township) => {
      const name = `${county.name}${township.name}殡仪服务站`;
      return { kind: 'funeral_service_station', name, at: township, level: 'township', km: [0.5, 3] };
    });
  });
}

function columbaria(ground: Ground, random: Random): Wanted[] {
  return ground.counties.flatMap((county): Wanted[] =>
    random.chance(0.5)
      ? [{ kind: 'columbarium', name: `${county.name}骨灰堂`, at: county, level: 'county', km: [3, 9] }]
      : [],
  );
}

function cemeteries(ground: Ground, random: Random): Wanted[] {
  return ground.counties.flatMap((county): Wanted[] => {
    if (random.chance(0.08)) return [];
    const own: Wanted = { kind: 'public_cemetery', name: `${county.name}公益性公墓`, at: county, level: 'county', km: [4, 12] }; // prettier-ignore
    const more = some(ground.townshipsOf(county.code), random.integer(-1, 2), random).map(
      (township): Wanted => {
        const name = `${county.name}${township.name}公益性公墓`;
        return { kind: 'public_cemetery', name, at: township, level: 'township', km: [1, 5] };
      },
    );
    return [own, ...more];
  });
}

function reliefStations(ground: Ground, random: Random): Wanted[] {
  const kind = 'relief_station';
  const cities = municipal(ground, ({ name }) => ({
    kind,
    name: `${name}救助管理站`,
    km: [1, 5],
    status: 'operating',
  }));
  const banners = otherCounties(ground).flatMap((county): Wanted[] => {
    if (random.chance(0.18)) return [];
    const hosted = random.chance(0.45) ? { hostedIn: `${county.name}社会福利中心` } : {};
    return [{ kind, name: `${county.name}救助管理站`, at: county, level: 'county', km: [0.5, 3], ...hosted }];
  });
  return [...cities, ...banners];
}

function childStations(ground: Ground, random: Random): Wanted[] {
  const townships = ground.counties.flatMap(({ code }) => ground.townshipsOf(code));
  return some(townships, stations, random).map((township) => {
    const county = ground.units.get(township.parent)!;
    const name = `${county.name}${township.name}未成年人保护工作站`;
    return { kind: 'child_protection_station', name, at: township, level: 'township', km: [0.05, 0.8] };
  });
}

function childInstitutions(ground: Ground, random: Random): Wanted[] {
  const kind = 'child_protection_institution';
  const leagues = municipal(ground, ({ name }) => ({
    kind,
    name: `${name}未成年人救助保护中心`,
    km: [1, 4],
  }));
  const banners = some(ground.counties, institutions, random).map((county): Wanted => {
    return { kind, name: `${county.name}未成年人救助保护中心`, at: county, level: 'county', km: [0.5, 3] };
  });
  return [...leagues.map((wanted) => ({ ...wanted, serves: [] })), ...banners];
}

function elderlyCentres(ground: Ground, random: Random): Wanted[] {
  const townships = ground.counties.flatMap(({ code }) => ground.townshipsOf(code));
  return some(townships, Math.round(townships.length * 0.6), random).map((township) => {
    const county = ground.units.get(township.parent)!;
    const name = `${county.name}${township.name}综合养老服务中心`;
    return { kind: 'elderly_care_centre', name, at: township, level: 'township', km: [0.1, 1.5] };
  });
}

/** `count` of the items, drawn without return, in their own order. */
function some<T>(items: readonly T[], count: number, random: Random): T[] {
  const drawn = items.map((item, index) => ({ item, index, ticket: random.next() }));
  drawn.sort((one, other) => one.ticket - other.ticket);
  return drawn
    .slice(0, Math.max(0, count))
    .sort((one, other) => one.index - other.index)
    .map(({ item }) => item);
}
