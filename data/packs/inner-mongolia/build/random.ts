/** A deterministic source of numbers: the same seed text always gives the same sample data. */
export interface Random {
  next(): number; // 0 <= n < 1
  between(low: number, high: number): number;
  integer(low: number, high: number): number; // both ends included
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight, e.g. [['intact', 86], ['damaged', 4]]. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
}

export function seeded(text: string): Random {
  let state = 2166136261; // FNV-1a
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    between: (low, high) => low + next() * (high - low),
    chance: (share) => next() < share,
    pick: (items) => items[integer(0, items.length - 1)]!,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      return (items.find(([, weight]) => (left -= weight) < 0) ?? items.at(-1)!)[0];
    },
  };
}

/** A day of the years from `first` to `last`, YYYY-MM-DD. */
export function dayIn(
  random: Random,
  first: number,
  last: number,
  months: [number, number] = [1, 12],
): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${random.integer(first, last)}-${pad(random.integer(...months))}-${pad(random.integer(1, 28))}`;
}
