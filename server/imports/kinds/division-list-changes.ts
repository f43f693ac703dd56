import type { Level } from '../../api/divisions.ts';
import { parentOf } from './division-codes.ts';
import type { ListedDivision } from './division-list-row.ts';

/** A division as it stands in the database today. */
export interface PresentDivision {
  code: string;
  level: Level;
  name: string;
  kind: string | null;
  short: string[];
  roman: string | null;
  mongolian: string | null;
  parent: string | null;
  validFrom: string | null;
  drawn: boolean;
}

export type ListAction = 'add' | 'change' | 'rename' | 'retire';

/** What a code list does to one division. */
export interface ListChange {
  action: ListAction;
  line: number | null;
  code: string;
  level: Level;
  name: string;
  kind: string | null;
  short: string[];
  roman: string | null;
  mongolian: string | null;
  parent: string | null;
  before: PresentDivision | null;
  /** Added beside others of its level and parent: it has come into being; else the database knew nothing of them. */
  isNew: boolean;
}

/**
 * What a list changes. Attributes that it does not give stay. A division is gone only where the list speaks of its level
 * below the division above it: a list of townships, or of one league, retires nothing else.
 * @param mentioned codes of all rows, of refused ones too
 */
export function listChanges(
  listed: readonly ListedDivision[],
  present: ReadonlyMap<string, PresentDivision>,
  mentioned: ReadonlySet<string>,
): ListChange[] {
  const changes: ListChange[] = [];
  const scopeOf = ({ code, level }: { code: string; level: Level }): string => `${level} ${parentOf(code)}`;
  const known = new Set([...present.values()].map(scopeOf));
  for (const { line, code, level, name, ...given } of listed) {
    const before = present.get(code) ?? null;
    const kind = given.kind ?? before?.kind ?? null;
    const short = given.short ?? (before?.name === name ? before.short : []);
    const roman = given.roman ?? before?.roman ?? null;
    const mongolian = given.mongolian ?? before?.mongolian ?? null;
    const next = {
      line,
      code,
      level,
      name,
      kind,
      short,
      roman,
      mongolian,
      parent: given.parent,
      before,
      isNew: before === null && known.has(scopeOf({ code, level })),
    };
    if (before === null) changes.push({ action: 'add', ...next });
    else if (before.name !== name) changes.push({ action: 'rename', ...next });
    else if (before.kind !== kind || before.short.join() !== short.join() || before.roman !== roman || before.mongolian !== mongolian || before.parent !== given.parent) changes.push({ action: 'change', ...next }); // prettier-ignore
  }
  const scope = new Set(listed.map(scopeOf));
  for (const before of present.values()) {
    const { code, level, name, kind, short, roman, mongolian, parent } = before;
    if (!mentioned.has(code) && scope.has(scopeOf(before))) changes.push({ action: 'retire', line: null, code, level, name, kind, short, roman, mongolian, parent, before, isNew: false }); // prettier-ignore
  }
  return changes;
}
