import { aliasFor, formerFor } from './alias.ts';
import { featureSpecs } from './feature-specs.ts';
import type { FeatureSpec } from './feature-specs.ts';
import { pointNear, randomPoint } from './geometry.ts';
import { drawName } from './naming.ts';
import type { County, LonLat, MadeName, Place } from './model.ts';
import { allocate, hashText, pick, seededRandom, skewed } from './random.ts';
import type { Random } from './random.ts';
import { drawSettlement, settlementSpecs } from './settlements.ts';
import type { SettlementSpec } from './settlements.ts';
import { townshipAt } from './world.ts';

/** Names already taken, by county and class; the real ones go in first. */
export type Taken = Map<string, Set<string>>;

export function takenNames(taken: Taken, county: string, code: string): Set<string> {
  const key = county + code;
  const names = taken.get(key) ?? new Set<string>();
  taken.set(key, names);
  return names;
}

function weights(counties: readonly County[], kind: 'people' | 'land'): number[] {
  const people = counties.map((county) => Math.max(4, county.villageCount) ** 0.9);
  if (kind === 'people') return people;
  const land = counties.map((county) => county.shape.area ** 0.6);
  const peopleSum = people.reduce((a, b) => a + b, 0);
  const landSum = land.reduce((a, b) => a + b, 0);
  return counties.map((_, index) => (people[index] ?? 0) / peopleSum + (land[index] ?? 0) / landSum);
}

function sampleRow(
  random: Random,
  county: County,
  code: string,
  made: MadeName,
  point: LonLat,
  importance: number,
  settled: boolean,
): Place {
  return {
    class: code,
    division: townshipAt(county, point),
    name: made.name,
    roman: made.roman,
    mongolian: made.mongolian,
    alias: aliasFor(random, made.name),
    former: settled ? formerFor(random) : [],
    short: [],
    position: point,
    positionKind: 'synthetic',
    importance,
    sample: true,
    source: 'nutag-sample',
  };
}

/** Draws until a name comes that the county does not have in this class; null when it has run out of them. */
function freshName<T extends MadeName>(names: Set<string>, draw: () => T | null): T | null {
  for (let attempt = 0; attempt < 800; attempt += 1) {
    const made = draw();
    if (made && !names.has(made.name)) {
      names.add(made.name);
      return made;
    }
  }
  return null;
}

function settlementPoint(random: Random, county: County, near: LonLat | null): LonLat {
  if (near) return pointNear(random, county.shape, near, 0.05);
  if (random() < 0.12) return randomPoint(random, county.shape);
  return pointNear(random, county.shape, pick(random, county.townships).seat, county.reach);
}

function settlementMaker(county: County, spec: SettlementSpec, taken: Taken): () => Place | null {
  const random = seededRandom(hashText(`settlements ${county.code} ${spec.code}`));
  const names = takenNames(taken, county.code, spec.code);
  const real = [...county.bases];
  return () => {
    const made = freshName(names, () => drawSettlement(random, spec, county, real));
    if (!made) return null;
    const point = settlementPoint(random, county, made.near);
    if (made.name.length <= 5 && (spec.code === '22200' || made.mongolian !== ''))
      county.bases.push({ name: made.name, roman: made.roman, position: point });
    return sampleRow(random, county, spec.code, made, point, skewed(random, ...spec.importance), true);
  };
}

function featurePoint(
  random: Random,
  county: County,
  where: FeatureSpec['where'],
  near: LonLat | null,
): LonLat {
  if (where === 'town') return pointNear(random, county.shape, near ?? townSeat(random, county), 0.022);
  if (near) return pointNear(random, county.shape, near, where === 'wild' ? 0.09 : 0.04);
  return where === 'wild' || random() < 0.5
    ? randomPoint(random, county.shape)
    : pointNear(random, county.shape, pick(random, county.bases).position, 0.08);
}

function townSeat(random: Random, county: County): LonLat {
  const towns = county.townships.filter(({ name }) => /(镇|街道)$/.test(name));
  return pick(random, towns.length > 0 ? towns : county.townships).seat;
}

function featureMaker(county: County, spec: FeatureSpec, taken: Taken): () => Place | null {
  const random = seededRandom(hashText(`features ${county.code} ${spec.code}`));
  const names = takenNames(taken, county.code, spec.code);
  return () => {
    const made = freshName(names, () => drawName(random, spec, county));
    if (!made) return null;
    const point = featurePoint(random, county, spec.where, made.near);
    return sampleRow(random, county, spec.code, made, point, skewed(random, ...spec.importance), false);
  };
}

/** Shares the count out by weight; what a county cannot name goes to the counties that still can. */
function spread(
  counties: readonly County[],
  spec: { code: string; count: number; weight: 'people' | 'land' },
  makerOf: (county: County) => () => Place | null,
): Place[] {
  const rows: Place[] = [];
  let open = counties.map((county) => ({ county, make: makerOf(county) }));
  while (rows.length < spec.count) {
    if (open.length === 0) throw new Error(`no more names of class ${spec.code}`);
    const shares = allocate(
      spec.count - rows.length,
      weights(
        open.map(({ county }) => county),
        spec.weight,
      ),
    );
    open = open.filter(({ make }, index) => {
      for (let left = shares[index] ?? 0; left > 0; left -= 1) {
        const row = make();
        if (!row) return false;
        rows.push(row);
      }
      return true;
    });
  }
  return rows;
}

/** Exactly `total` generated entries: the settlements first, then the features that are named after them. */
export function generatePlaces(counties: readonly County[], total: number, taken: Taken): Place[] {
  const settlements = settlementSpecs.flatMap((spec) =>
    spread(counties, spec, (county) => settlementMaker(county, spec, taken)),
  );
  const [first, ...others] = featureSpecs;
  if (!first) throw new Error('no feature specs');
  const rest = total - settlements.length - others.reduce((sum, { count }) => sum + count, 0);
  const features = [{ ...first, count: rest }, ...others].flatMap((spec) =>
    spread(counties, spec, (county) => featureMaker(county, spec, taken)),
  );
  return [...settlements, ...features];
}
