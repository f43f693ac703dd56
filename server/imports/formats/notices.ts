import type { Notice } from './format.ts';

export type NoticeInput = Pick<Notice, 'reason' | 'remedy'> &
  Partial<Pick<Notice, 'line' | 'field' | 'value'>>;

/** Collects what is noticed; a file with millions of bad rows costs no memory. */
export interface Notices {
  list: Notice[];
  add(check: string, notice: NoticeInput): void;
  /** Only the first time that this check is told of this field. */
  once(check: string, field: string, notice: NoticeInput): void;
}

const kept = 100; // of each check; the others are counted in one more
const longest = 200; // characters of a value that are kept

export function createNotices(): Notices {
  const list: Notice[] = [];
  const told = new Set<string>();
  const counts = new Map<string, { count: number; rest: Notice | null }>();
  const add = (check: string, notice: NoticeInput): void => {
    const { line = null, field = null, value = null, reason, remedy } = notice;
    const state = counts.get(check) ?? { count: 0, rest: null };
    counts.set(check, state);
    state.count += 1;
    if (state.count <= kept) {
      list.push({ check, line, field, value: value?.slice(0, longest) ?? null, reason, remedy });
      return;
    }
    state.rest ??= list[list.push({ check, line: null, field: null, value: null, reason, remedy }) - 1]!;
    state.rest.value = String(state.count - kept);
    state.rest.reason = `另有 ${state.rest.value} 处同类问题`;
  };
  return {
    list,
    add,
    once: (check, field, notice) => {
      const key = `${check} ${field}`;
      if (told.has(key) || told.size > 10_000) return;
      told.add(key);
      add(check, { field, ...notice });
    },
  };
}
