import { expect, test } from 'vitest';
import { perSlip, Spellings } from '../../server/search/spellings.ts';
import { seeded } from '../bench/search/queries.ts';

/** Letters wrong, missing, too many, or two neighbours exchanged, the least number that makes one text the other (optimal string alignment). */
function slips(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0))); // prettier-ignore
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)); // prettier-ignore
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2]![j - 2]! + 1); // prettier-ignore
      rows[i]![j] = least;
    }
  return rows[a.length]![b.length]!;
}

const random = seeded(6);
const word = (least: number, most: number): string =>
  Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, () => 'abcd'[Math.floor(random() * 4)]).join(''); // prettier-ignore

test.each([
  { whole: 1, unfinished: false },
  { whole: 1, unfinished: true },
  { whole: 2, unfinished: false },
  { whole: 2, unfinished: true },
] as const)('finds what comparing every key finds: %j', (tolerance) => {
  const keys = [...new Set(Array.from({ length: 300 }, () => word(1, 10)))].sort();
  const scores = keys.map(() => Math.floor(random() * 16_000));
  const spellings = new Spellings(keys, scores);
  let found = 0;
  for (let round = 0; round < 60; round += 1) {
    const text = word(4, 9);
    const expected = keys.flatMap((key, index) => {
      const begins = Array.from({ length: key.length }, (_, at) => slips(key.slice(0, at + 1), text));
      const least = Math.min(slips(key, text), tolerance.unfinished && Math.min(...begins) <= 1 ? 2 : 9);
      const most = tolerance.unfinished && Math.min(...begins) <= 1 ? 2 : tolerance.whole;
      return least > 0 && least <= most ? [{ key, slips: least, score: scores[index]! }] : [];
    });
    const sorted = (rows: typeof expected): typeof expected => rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)); // prettier-ignore
    expect(sorted(spellings.alike(text, tolerance, 1000)), text).toEqual(sorted(expected));
    found += expected.length;
    const points = (rows: typeof expected): number[] => rows.map(({ score, slips: s }) => score - perSlip * s).sort((a, b) => b - a); // prettier-ignore
    expect(points(spellings.alike(text, tolerance, 5))).toEqual(points(expected).slice(0, 5));
  }
  expect(found).toBeGreaterThan(30);
});

test('no keys, and texts of any script', () => {
  expect(new Spellings([], []).alike('huhehaote', { whole: 2, unfinished: true }, 10)).toEqual([]);
  const mongolian = new Spellings(['ᠪᠠᠭᠠᠲᠤ', 'ᠬᠥᠬᠡᠬᠣᠲᠠ'], [1, 2]);
  expect(mongolian.alike('ᠬᠥᠬᠡᠬᠤᠲᠠ', { whole: 1, unfinished: false }, 10)).toEqual([
    { key: 'ᠬᠥᠬᠡᠬᠣᠲᠠ', slips: 1, score: 2 },
  ]);
});

test('joined with newer ones they find what all of them together find; the newer score stands', () => {
  const words = (): string[] => [...new Set(Array.from({ length: 200 }, () => word(1, 5)))].sort();
  const [old, newer] = [words(), words()];
  const scores = new Map([...old.map((key) => [key, 1] as const), ...newer.map((key) => [key, 2] as const)]);
  const all = [...scores.keys()].sort();
  const joined = new Spellings(old, old.map(() => 1)).with(new Spellings(newer, newer.map(() => 2))); // prettier-ignore
  expect(joined).toEqual(
    new Spellings(
      all,
      Int16Array.from(all, (key) => scores.get(key)!),
    ),
  );
  expect(joined.length).toBeLessThan(old.length + newer.length);
});
