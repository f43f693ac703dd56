import FlatQueue from 'flatqueue';

/** A key that a text may be a misspelling of. */
export interface Alike {
  key: string;
  /** Slips between the two: 1 or 2. */
  slips: number;
  score: number;
}

/** How far a key may be from the text. */
export interface Tolerance {
  /** Slips in a whole name, at most. */
  whole: 1 | 2;
  /** The text may be the beginning of a name, with one slip in it: counts as two. */
  unfinished: boolean;
}

/** Points that a slip costs. */
export const perSlip = 4000;
const tooMany = 9; // slips

const pointsOf = ({ score, slips }: Alike): number => score - perSlip * slips;

/**
 * Sorted keys, compared with a text all at once: keys that begin alike share the rows of the comparison, and what no key can make good
 * any more is left with all that begins so (Oflazer 1996). A slip is a letter wrong, missing, too many, or two exchanged (Damerau 1964).
 */
export class Spellings {
  private readonly keys: readonly string[];
  private readonly scores: ArrayLike<number>;

  /** @param keys sorted; @param scores one for each */
  constructor(keys: readonly string[], scores: ArrayLike<number>) {
    this.keys = keys;
    this.scores = scores;
  }

  get length(): number {
    return this.keys.length;
  }

  /** Both together; what the newer ones say of a key stands. */
  with(newer: Spellings): Spellings {
    const [keys, scores]: [string[], number[]] = [[], []];
    const take = (from: Spellings, at: number): void => {
      keys.push(from.keys[at]!);
      scores.push(from.scores[at]!);
    };
    let old = 0;
    for (let at = 0; at < newer.length; at += 1) {
      for (; old < this.length && this.keys[old]! < newer.keys[at]!; old += 1) take(this, old);
      if (this.keys[old] === newer.keys[at]) old += 1;
      take(newer, at);
    }
    for (; old < this.length; old += 1) take(this, old);
    return new Spellings(keys, Int16Array.from(scores));
  }

  /** The best `limit` keys that the text may stand for, in no order. */
  alike(text: string, { whole, unfinished }: Tolerance, limit: number): Alike[] {
    const { keys, scores } = this;
    const { length } = text;
    const longest = length + whole;
    const rows = Array.from({ length: longest + 2 }, () => new Uint8Array(length + 1));
    rows[0]!.forEach((_, index) => (rows[0]![index] = index));
    const best = new FlatQueue<Alike>();
    const take = (index: number, slips: number): void => {
      const one = { key: keys[index]!, slips, score: scores[index]! };
      const points = pointsOf(one);
      if (best.length >= limit) {
        if (points <= best.peekValue()!) return;
        best.pop();
      }
      best.push(one, points);
    };
    /** Keys from `from` to `to` share their first `depth` letters, whose comparison is rows[depth]; `begun`: they begin with the text but for a slip. */
    const visit = (from: number, to: number, depth: number, begun: boolean): void => {
      let start = from;
      if (keys[start]!.length === depth) {
        const slips = Math.min(rows[depth]![length]!, begun ? 2 : tooMany);
        if (slips > 0 && slips <= Math.max(whole, begun ? 2 : 0)) take(start, slips);
        start += 1;
      }
      while (start < to) {
        const end = this.endOf(start, to, depth);
        const least = depth < longest ? this.row(rows, text, keys[start]!, depth, whole) : tooMany;
        const begins = begun || (unfinished && depth < longest && rows[depth + 1]![length]! <= 1);
        if (least <= whole) visit(start, end, depth + 1, begins);
        else if (begins) for (let index = start; index < end; index += 1) take(index, 2);
        start = end;
      }
    };
    if (keys.length > 0) visit(0, keys.length, 0, false);
    return best.length === 0 ? [] : Array.from({ length: best.length }, () => best.pop()!);
  }

  /** Where the keys end that have the same letter at `depth` as the one at `from`. */
  private endOf(from: number, to: number, depth: number): number {
    const { keys } = this;
    const letter = keys[from]!.charCodeAt(depth);
    let [same, step] = [from, 1];
    while (same + step < to && keys[same + step]!.charCodeAt(depth) === letter) {
      same += step;
      step *= 2;
    }
    let other = Math.min(same + step, to);
    while (other - same > 1) {
      const middle = (same + other) >> 1;
      if (keys[middle]!.charCodeAt(depth) === letter) same = middle;
      else other = middle;
    }
    return other;
  }

  /** The comparison of the text with the key's first depth + 1 letters, where it can be `most` slips. @returns the least slips that any longer key can have */
  private row(rows: readonly Uint8Array[], text: string, key: string, depth: number, most: number): number {
    const [before, row] = [rows[depth]!, rows[depth + 1]!];
    const letter = key.charCodeAt(depth);
    const [first, last] = [Math.max(1, depth + 1 - most), Math.min(text.length, depth + 1 + most)];
    row.fill(tooMany);
    if (depth < most) row[0] = depth + 1;
    let least = row[0]!;
    for (let index = first; index <= last; index += 1) {
      const typed = text.charCodeAt(index - 1);
      let slips = Math.min(before[index - 1]! + (typed === letter ? 0 : 1), before[index]! + 1, row[index - 1]! + 1);
      if (depth > 0 && index > 1 && text.charCodeAt(index - 2) === letter && key.charCodeAt(depth - 1) === typed)
        slips = Math.min(slips, rows[depth - 1]![index - 2]! + 1);
      row[index] = slips;
      if (slips < least) least = slips;
    }
    return least;
  } // prettier-ignore
}
