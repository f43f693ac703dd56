import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { defaultDetour, defaultShare, type Unit } from '../api/coverage.ts';
import type { BannerTraits, Candidate, FacilityFact, ScenarioBasis } from '../api/scenarios.ts';
import { isSample } from '../coverage/answer.ts';
import type { UnitNode } from '../coverage/as-of.ts';
import { judgesOf, judgeUnits } from '../coverage/flags.ts';
import { byNumber, byPeople } from '../coverage/measure.ts';
import { isAsStored, nearestThen } from '../coverage/reach-then.ts';
import { settlementState } from '../coverage/settlement-state.ts';
import { hasRoads } from '../roads/state.ts';
import { none, packGround, type GroundRow } from '../coverage/shared/ground.ts';
import { readWorld } from '../coverage/world.ts';
import type { Db } from '../database/open.ts';
import { todayInChina } from '../naming/today.ts';
import { readGround, readSeats, readTraits, type Seat } from './queries.ts';

export interface BasisAndGround {
  basis: ScenarioBasis;
  ground: Uint8Array; // packGround()
}

const kept = new WeakMap<Db, Map<string, { key: string; made: Promise<BasisAndGround> }>>();

/**
 * All that a scenario of one kind is computed from, here and in the browser; kept until something that it is made from changes.
 * @throws Problem 404
 */
export async function scenarioBasis(db: Db, kind: string): Promise<BasisAndGround> {
  const key = await stateOf(db, kind);
  const byKind = kept.get(db) ?? new Map<string, { key: string; made: Promise<BasisAndGround> }>();
  kept.set(db, byKind);
  const known = byKind.get(kind);
  if (known?.key === key) return known.made;
  const made = makeBasis(db, kind, key);
  byKind.set(kind, { key, made });
  made.catch(() => byKind.get(kind)?.made === made && byKind.delete(kind));
  return made;
}

/** Changes with whatever the basis is made from: the data, what planners keep, and the day. */
export async function stateOf(db: Db, kind: string): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select concat_ws(' ', ${todayInChina()}::text,
      (select string_agg(dataset || version, ',' order by dataset) from data_version
        where dataset in ('places', 'facilities', 'coverage', 'divisions', 'boundaries', 'roads')),
      (select md5(string_agg(p::text, '' order by id)) from coverage_policy p),
      (select md5(string_agg(f::text, '' order by id)) from unit_fact f),
      (select md5(k::text) from facility_kind k where id = ${kind})) as state`.execute(db);
  return createHash('sha256').update(`${kind} ${rows[0]!.state}`).digest('hex').slice(0, 16);
}

async function makeBasis(db: Db, kindId: string, version: string): Promise<BasisAndGround> {
  const world = await readWorld(db, undefined, [kindId]);
  const kind = world.kinds.find(({ id }) => id === kindId)!;
  const unit = kind.unit as Unit;
  const judges = judgesOf(world, kind, unit);
  const { id, name } = kind;
  const of = (level: UnitNode['level']): UnitNode[] => world.units.filter((node) => node.level === level);
  const [counties, townships] = [of('county'), of('township')];
  const facilities = [...new Set(judges.flatMap(({ facts }) => facts.facilities))] as FacilityFact[];
  const settlements = await settlementState(db);
  const basis: ScenarioBasis = {
    version,
    kind: { id, name },
    unit,
    reachKm: kind.reach_km,
    hasRoads: await hasRoads(db),
    detour: defaultDetour,
    gapShare: defaultShare,
    weighting: world.known.population.size === 0 ? byNumber : `${byPeople}; 人口不全的单元${byNumber}`,
    sample: isSample(world, judgeUnits(world, kind, unit), kind.reach_km !== null && settlements.sample),
    units: [...world.units],
    counties: counties.map((node) => ({ code: node.code, name: node.name })),
    townships: townships.map(({ code }) => code),
    facilities,
    kindNames: world.kinds.map((one) => [one.id, one.name]),
    judges: judges.map(({ rule, facts }) => ({
      rule: rule === null ? null : { ...rule, zones: [...rule.zones], tags: [...rule.tags] },
      kinds: [...new Set(facts.facilities.map((one) => one.kind))],
      ownership: [...facts.ownership],
    })),
    hasZones: judges[0]!.facts.hasZones,
    known: {
      zones: [...world.known.zones],
      persons: [...world.known.persons],
      population: [...world.known.population],
      tags: [...world.known.tags].map(([code, tags]) => [code, [...tags]]),
    },
    candidates: candidatesOf(await readSeats(db)),
    traits: traitsOf(counties, await readTraits(db)),
  };
  const ground = kind.reach_km === null ? packGround([]) : await packed(db, kind.id, { counties, townships, facilities }); // prettier-ignore
  return { basis, ground };
}

async function packed(
  db: Db,
  kind: string,
  known: { counties: UnitNode[]; townships: UnitNode[]; facilities: readonly FacilityFact[] },
): Promise<Uint8Array> {
  const indexOf = (keys: readonly (string | number)[]) => new Map(keys.map((key, at) => [key, at]));
  const county = indexOf(known.counties.map(({ code }) => code));
  const township = indexOf(known.townships.map(({ code }) => code));
  const facility = indexOf(known.facilities.map(({ id }) => id));
  const rows = await readGround(db, kind);
  const isStored = isAsStored(known.facilities, kind);
  const today = isStored ? null : await nearestThen(kind, known.facilities, rows); // a closing day has come since
  const nearestOf = (row: (typeof rows)[number], at: number) => isStored ? { metres: row.metres, id: row.facility_id } : { metres: today?.[at]?.metres, id: today?.[at]?.facility.id }; // prettier-ignore
  return packGround(
    rows.map((row, at): GroundRow => {
      const { metres, id } = nearestOf(row, at);
      return {
        lon: row.lon,
        lat: row.lat,
        metres: metres ?? -1,
        facility: facility.get(id ?? 0) ?? none,
        county: county.get(row.county_code) ?? none,
        township: township.get(row.township_code ?? '') ?? none,
      };
    }),
  );
}

/** A banner's seat and the seat of a township on the same spot are one candidate: the banner's. */
function candidatesOf(seats: readonly Seat[]): Candidate[] {
  const taken = new Set<string>();
  return seats.flatMap(({ code, name, level, lon, lat }) => {
    const spot = `${lon.toFixed(4)},${lat.toFixed(4)}`;
    if (taken.has(spot)) return [];
    taken.add(spot);
    return [{ code, name, level, point: [lon, lat] as [number, number] }];
  });
}

const upperQuarter = 0.75;

function traitsOf(
  counties: readonly UnitNode[],
  read: Awaited<ReturnType<typeof readTraits>>,
): BannerTraits[] {
  const byCode = new Map(read.map((row) => [row.code, row]));
  const densities = read.flatMap(({ density }) => (density === null ? [] : [density])).sort((a, b) => a - b);
  const dense = densities[Math.floor(densities.length * upperQuarter)] ?? Infinity;
  return counties.map(({ code }) => {
    const row = byCode.get(code);
    const density = row?.density ?? null;
    return {
      code,
      border: row?.border === true,
      dense: density === null ? null : density >= dense,
      transport: row?.transport ?? null,
    };
  });
}
