import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { BannerTraits, Candidate, FacilityFact, ScenarioBasis } from '../api/scenarios.ts';
import { gatherDuty, reachedShare, weighting } from '../coverage/answer.ts';
import { none, packGround, type GroundRow } from '../coverage/shared/ground.ts';
import * as coverage from '../coverage/queries.ts';
import type { Unit } from '../coverage/queries.ts';
import type { Db } from '../database/open.ts';
import { divisionTree, type DivisionNode } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { readFacts, readGround, readSeats, readTraits, type Seat } from './queries.ts';

export interface BasisAndGround {
  basis: ScenarioBasis;
  ground: Uint8Array; // packGround()
}

const kept = new WeakMap<Db, Map<string, { key: string; made: Promise<BasisAndGround> }>>();

/**
 * All that a scenario of one kind is computed from, here and in the browser; kept until something that it is made from changes.
 * @throws Problem 404
 */
export async function scenarioBasis(db: Db, kindId: string): Promise<BasisAndGround> {
  const kind = await coverage.findKind(db, kindId);
  if (kind === undefined) throw notFound(`Facility kind ${kindId}`);
  const key = await stateOf(db, kindId);
  const byKind = kept.get(db) ?? new Map<string, { key: string; made: Promise<BasisAndGround> }>();
  kept.set(db, byKind);
  const known = byKind.get(kindId);
  if (known?.key === key) return known.made;
  const made = makeBasis(db, kind, key);
  byKind.set(kindId, { key, made });
  made.catch(() => byKind.delete(kindId));
  return made;
}

/** Changes with whatever the basis is made from. */
async function stateOf(db: Db, kind: string): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select (select string_agg(dataset || version, ',' order by dataset) from data_version
        where dataset in ('places', 'facilities', 'coverage', 'divisions', 'boundaries', 'roads'))
      || coalesce((select md5(string_agg(p::text, '' order by id)) from coverage_policy p), '')
      || coalesce((select md5(string_agg(z::text, '' order by division_code)) from cremation_zone z), '')
      || coalesce((select md5(string_agg(d::text, '' order by township_code)) from designated_person d), '')
      || (select md5(k::text) from facility_kind k where id = ${kind}) as state`.execute(db);
  return createHash('sha256').update(`${kind} ${rows[0]!.state}`).digest('hex').slice(0, 16);
}

type KindRow = NonNullable<Awaited<ReturnType<typeof coverage.findKind>>>;

async function makeBasis(db: Db, kind: KindRow, version: string): Promise<BasisAndGround> {
  const unit = kind.unit as Unit;
  const tree = await divisionTree(db);
  const nodes = [...tree.nodes()].sort((one, other) => (one.code < other.code ? -1 : 1));
  const of = (level: string): DivisionNode[] => nodes.filter((node) => node.level === level);
  const [counties, townships] = [of('county'), of('township')];
  const duty = await gatherDuty(db, kind, unit);
  const facilities = await readFacts(db, duty.kinds);
  const ground = await packed(db, kind, { counties, townships, facilities });
  const state = await coverage.dataState(db);
  const ref = ({ code, name }: DivisionNode) => ({ code, name });
  const basis: ScenarioBasis = {
    version,
    kind: { id: kind.id, name: kind.name },
    kindNames: Object.fromEntries(duty.kindNames),
    unit,
    reachKm: kind.reach_km,
    gapShare: reachedShare,
    weighting,
    sample: duty.sample || state.samplePlaces,
    counties: counties.map(ref),
    townships: townships.map(({ code }) => code),
    units: of(unit).map(ref),
    facilities,
    policy: duty.rule,
    zones: duty.zones === null ? null : [...duty.zones],
    designations: duty.designations === null ? null : [...duty.designations],
    candidates: candidatesOf(await readSeats(db)),
    traits: traitsOf(counties, await readTraits(db)),
  };
  return { basis, ground };
}

async function packed(
  db: Db,
  kind: KindRow,
  known: { counties: DivisionNode[]; townships: DivisionNode[]; facilities: readonly FacilityFact[] },
): Promise<Uint8Array> {
  if (kind.reach_km === null) return packGround([], null);
  const indexOf = (keys: readonly (string | number)[]) => new Map(keys.map((key, at) => [key, at]));
  const county = indexOf(known.counties.map(({ code }) => code));
  const township = indexOf(known.townships.map(({ code }) => code));
  const facility = indexOf(known.facilities.map(({ id }) => id));
  const rows = await readGround(db, kind.id);
  return packGround(
    rows.map((row): GroundRow => ({
      lon: row.lon,
      lat: row.lat,
      metres: row.metres ?? -1,
      facility: facility.get(row.facility_id ?? 0) ?? none,
      county: county.get(row.county_code) ?? none,
      township: township.get(row.township_code ?? '') ?? none,
    })),
    null,
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
  counties: readonly DivisionNode[],
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
