import type { QualityCheckId } from '../api/quality.ts';
import { checkIds } from './checks.ts';

/** The entries that a check has found in one banner, in the order of group and id; columns, since there may be 250,000. */
interface Column {
  ids: number[];
  groups: string[] | null; // '' for none
  details: string[] | null;
}

export interface FoundEntry {
  county: string;
  group: string;
  id: number;
  detail: string | null;
}

/** Where a page goes on: after this entry. */
export type After = readonly [county: string, group: string, id: number];

/** All that one count has found: by check, real or sample, and banner. */
export interface Findings {
  add(check: QualityCheckId, sample: boolean, entry: FoundEntry): void;
  /** To be called when all is added. */
  settle(): void;
  counties(): string[];
  count(check: QualityCheckId, sample: boolean, prefix?: string): number;
  /** Entries of banners whose code begins with `prefix`. */
  page(check: QualityCheckId, sample: boolean, prefix: string, after: After | null, limit: number): FoundEntry[]; // prettier-ignore
}

export function createFindings(): Findings {
  const columns = new Map<string, Map<string, Column>>(checkIds.flatMap((id) => [[`${id} true`, new Map()], [`${id} false`, new Map()]])); // prettier-ignore
  const of = (check: QualityCheckId, sample: boolean): Map<string, Column> => columns.get(`${check} ${sample}`)!; // prettier-ignore
  const countiesOf = (by: Map<string, Column>, prefix: string): string[] => [...by.keys()].filter((code) => code.startsWith(prefix)).sort(); // prettier-ignore
  return {
    add: (check, sample, { county, group, id, detail }) => {
      const by = of(check, sample);
      let column = by.get(county);
      if (column === undefined) by.set(county, (column = { ids: [], groups: null, details: null }));
      if (group !== '') column.groups ??= column.ids.map(() => '');
      if (detail !== null) column.details ??= column.ids.map(() => '');
      column.ids.push(id);
      column.groups?.push(group);
      column.details?.push(detail ?? '');
    },
    settle: () => {
      for (const by of columns.values()) for (const column of by.values()) sort(column);
    },
    counties: () => [...new Set([...columns.values()].flatMap((by) => [...by.keys()]))].sort(),
    count: (check, sample, prefix = '') => {
      const by = of(check, sample);
      return countiesOf(by, prefix).reduce((sum, county) => sum + by.get(county)!.ids.length, 0);
    },
    page: (check, sample, prefix, after, limit) => {
      const by = of(check, sample);
      const entries: FoundEntry[] = [];
      for (const county of countiesOf(by, prefix)) {
        if (after !== null && county < after[0]) continue;
        const column = by.get(county)!;
        let at = after !== null && county === after[0] ? firstAfter(column, after) : 0;
        for (; at < column.ids.length; at += 1) {
          if (entries.length === limit) return entries;
          entries.push({ county, group: column.groups?.[at] ?? '', id: column.ids[at]!, detail: column.details?.[at] || null }); // prettier-ignore
        }
      }
      return entries;
    },
  };
}

function sort(column: Column): void {
  const { ids, groups, details } = column;
  const order = ids.map((_, index) => index);
  order.sort((one, other) => compare(groups?.[one] ?? '', groups?.[other] ?? '') || ids[one]! - ids[other]!);
  column.ids = order.map((index) => ids[index]!);
  if (groups !== null) column.groups = order.map((index) => groups[index]!);
  if (details !== null) column.details = order.map((index) => details[index]!);
}

/** By code units, as `<` has it: the same order wherever it runs. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function firstAfter({ ids, groups }: Column, [, group, id]: After): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(groups?.[middle] ?? '', group) || ids[middle]! - id;
    if (order <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
