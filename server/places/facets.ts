import type { Counted, PlaceFacets } from '../api/places.ts';
import { NameLanguage } from '../api/places.ts';
import type { Db } from '../database/open.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { classPrefix } from './classes.ts';
import { cubeOf, languageBits, type Cube, type Dimension } from './cube.ts';
import { divisionPrefix, type PlaceFilter } from './filter.ts';

interface ClassName {
  code: string;
  parent_code: string | null;
  name: string;
}

/** How many places that pass the filter have each value: exact, and for the public of what it may see only. */
export async function countFacets(db: Db, filter: PlaceFilter): Promise<PlaceFacets> {
  const cube = await cubeOf(db, filter);
  const tree = await divisionTree(db);
  const classes = await db.selectFrom('place_class').select(['code', 'parent_code', 'name']).orderBy('code').execute(); // prettier-ignore
  const sums = addUp(cube, filter);
  const staff = filter.audience === 'staff';
  const counted = (dimension: Dimension): Counted[] =>
    cube.values[dimension]
      .map((value, index) => ({ value, places: sums.of[dimension][index]! }))
      .filter(({ value, places }) => places > 0 && value !== '')
      .sort(byNumber);
  return {
    total: sums.total,
    class: branches(cube.values.class, sums.of.class, filter.class ?? null, classBranches(classes, filter.class)), // prettier-ignore
    division: branches(cube.values.division, sums.of.division, filter.division ?? null, divisionBranches(tree, filter.division)), // prettier-ignore
    status: counted('status'),
    source: counted('source'),
    language: NameLanguage.options
      .map((value) => ({
        value,
        places: spokenBy(cube.values.languages, sums.of.languages, languageBits[value]),
      })) // prettier-ignore
      .filter(({ places }) => places > 0),
    origin: counted('origin'),
    sample: counted('sample'),
    public: staff ? counted('public') : [],
    secrecy: staff ? counted('secrecy') : [],
  };
}

const byNumber = (one: Counted, other: Counted): number =>
  other.places - one.places || (one.value < other.value ? -1 : 1);

const spokenBy = (values: readonly string[], sums: Float64Array, bit: number): number =>
  values.reduce((sum, value, index) => sum + ((Number(value) & bit) === 0 ? 0 : sums[index]!), 0);

/** Those of which a filter's own value does not count in its own facet. */
const free: readonly Dimension[] = ['status', 'source', 'sample', 'public', 'secrecy', 'origin', 'languages'];

/** Whether a value passes, per dimension that is filtered. */
function tests(filter: PlaceFilter): Partial<Record<Dimension, (value: string) => boolean>> {
  const { audience, division, language } = filter;
  const is = (wanted: string | boolean | undefined) =>
    wanted === undefined ? undefined : (value: string) => value === String(wanted);
  const entries = {
    class: filter.class === undefined ? undefined : startsWith(classPrefix(filter.class)),
    division: division === undefined ? undefined : startsWith(divisionPrefix(division)),
    status: is(filter.status),
    source: is(filter.source),
    sample: is(filter.sample),
    public: audience === 'public' ? (value: string) => value === 'true' && filter.public !== false : is(filter.public), // prettier-ignore
    secrecy: is(filter.secrecy),
    origin: is(filter.origin),
    languages: language === undefined ? undefined : (value: string) => (Number(value) & languageBits[language]) !== 0, // prettier-ignore
  };
  return Object.fromEntries(Object.entries(entries).filter(([, test]) => test !== undefined));
}

const startsWith = (prefix: string) => (value: string) => value.startsWith(prefix);

function addUp(
  { values, cells, places }: Cube,
  filter: PlaceFilter,
): { total: number; of: Record<Dimension, Float64Array> } {
  const asked = Object.entries(tests(filter)) as [Dimension, (value: string) => boolean][];
  const passes = asked.map(([dimension, test]) => ({
    cell: cells[dimension],
    passes: values[dimension].map(test),
  }));
  const dimensionsOf = Object.keys(cells) as Dimension[];
  const of = Object.fromEntries(dimensionsOf.map((dimension) => [dimension, new Float64Array(values[dimension].length)])) as Record<Dimension, Float64Array>; // prettier-ignore
  const alone = asked.map(([dimension]) => (free.includes(dimension) ? dimension : null));
  let total = 0;
  for (let at = 0; at < places.length; at += 1) {
    let failed = -1;
    let failures = 0;
    for (let index = 0; index < passes.length && failures < 2; index += 1) {
      if (passes[index]!.passes[passes[index]!.cell[at]!]) continue;
      failed = index;
      failures += 1;
    }
    const add = (dimension: Dimension): void => {
      const value = cells[dimension][at]!;
      of[dimension][value] = of[dimension][value]! + places[at]!;
    };
    if (failures === 0) {
      total += places[at]!;
      dimensionsOf.forEach(add);
    } else if (failures === 1 && alone[failed] !== null) add(alone[failed]!);
  }
  return { total, of };
}

interface Branch {
  code: string;
  name: string;
  prefix: string;
}

/** Adds the values up to the branches that they lie in; what lies in none is the chosen one's own. */
function branches(
  values: readonly string[],
  sums: Float64Array,
  chosen: string | null,
  next: readonly Branch[],
): PlaceFacets['class'] {
  const places = new Map<Branch | null, number>();
  values.forEach((value, index) => {
    if (sums[index] === 0) return;
    const branch = next.find(({ prefix }) => value.startsWith(prefix)) ?? null;
    places.set(branch, (places.get(branch) ?? 0) + sums[index]!);
  });
  const items = next.map((branch) => ({ code: branch.code as string | null, name: branch.name, places: places.get(branch) ?? 0 })); // prettier-ignore
  const own = places.get(null) ?? 0;
  return {
    chosen,
    items: [
      ...items.filter((item) => item.places > 0),
      ...(own === 0 ? [] : [{ code: null, name: '', places: own }]),
    ],
  };
}

/** The classes below the chosen one with none between: those whose parent is not below it too. */
function classBranches(classes: readonly ClassName[], chosen: string | undefined): Branch[] {
  const prefix = chosen === undefined ? '' : classPrefix(chosen);
  const below = classes.filter(({ code }) => code.startsWith(prefix) && classPrefix(code) !== prefix);
  const codes = new Set(below.map(({ code }) => code));
  return below
    .filter(({ parent_code }) => parent_code === null || !codes.has(parent_code))
    .map(({ code, name }) => ({ code, name, prefix: classPrefix(code) }));
}

function divisionBranches(tree: DivisionTree, chosen: string | undefined): Branch[] {
  const nodes = tree.nodes();
  const roots = nodes.filter(({ parent }) => parent === null);
  const top = chosen ?? (roots.length === 1 ? roots[0]!.code : null);
  return nodes
    .filter(({ parent }) => parent === top)
    .map(({ code, name }) => ({ code, name, prefix: divisionPrefix(code) }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}
