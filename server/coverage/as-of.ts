import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import type { Unit } from '../api/coverage.ts';
import type { StatusSince } from '../api/facilities.ts';

export type Status = 'planned' | 'building' | 'operating' | 'suspended' | 'closed' | 'unknown';

interface Dated {
  status: string;
  opened_on: string | null;
  closed_on: string | null;
  status_history: unknown; // StatusSince[], in the order of time
}

/**
 * The status of a facility on a day. Of the past its history tells, then the opening and the closing day: without them it is `unknown`
 * there, as nobody can say when it was suspended, or whether one that operates now did so then. Days are YYYY-MM-DD.
 */
export function statusOn({ status, opened_on: opened, closed_on: closed, status_history: history }: Dated, on: string, today: string): Status {
  if (opened !== null && opened > on) return 'planned';
  if (closed !== null && closed <= on) return 'closed';
  if (on >= today) return status as Status;
  const told = historyOn(history as readonly StatusSince[], on);
  if (told !== null) return told;
  if (status === 'planned' || status === 'building') return status;
  const couldTell = opened !== null && (status === 'operating' || (status === 'closed' && closed !== null));
  return couldTell ? 'operating' : 'unknown';
} // prettier-ignore

/** What a history says of a day: null before its first day; `unknown` where another status, of which no day is recorded, may have held. */
function historyOn(history: readonly StatusSince[], on: string): Status | null {
  const at = history.findLastIndex(({ from }) => from !== null && from <= on);
  const told = history[at]?.status ?? null;
  const later = history.slice(at + 1);
  const dated = later.findIndex(({ from }) => from !== null);
  const undated = dated < 0 ? later : later.slice(0, dated);
  return undated.some(({ status }) => status !== (told ?? 'operating')) ? 'unknown' : told;
}

/** What has to be said of a report on a day to come; null: the day has come. */
export const aheadWords = (on: string, today: string): string | null =>
  on <= today ? null : `报告日期 ${on} 未到, 按 ${today} 已知的情况推算`;

/** A division that coverage is asked of. */
export interface UnitNode {
  code: string;
  name: string;
  level: Unit | 'province';
  kind: string | null; // 市辖区, 旗, 苏木 ...
  parent: string | null;
}

const held = new WeakMap<Db, { version: number; days: Map<string, readonly UnitNode[]> }>();

/** The divisions valid on a day, in the order of their codes: what shares are counted of. */
export async function unitsOn(db: Db, on: string, today: string): Promise<readonly UnitNode[]> {
  const tree = await divisionTree(db);
  const key = on >= today ? 'now' : on;
  let kept = held.get(db);
  if (kept?.version !== tree.version || kept.days.size > 50)
    kept = { version: tree.version, days: new Map() };
  held.set(db, kept);
  const known = kept.days.get(key);
  if (known !== undefined) return known;
  const units =
    on >= today
      ? tree.nodes().map(({ code, name, level, kind, parent }) => ({ code, name, level, kind, parent }))
      : await db
          .selectFrom('division')
          .where('public', '=', true)
          .where((eb) => eb.or([eb('valid_from', 'is', null), eb('valid_from', '<=', on)]))
          .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', on)]))
          .select(['code', 'name', 'level', 'kind', 'parent_code as parent'])
          .execute();
  const sorted = (units as UnitNode[]).sort((one, other) => (one.code < other.code ? -1 : 1));
  kept.days.set(key, sorted);
  return sorted;
}
