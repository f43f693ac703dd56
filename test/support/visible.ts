import { expect } from 'vitest';

/** How long after its answer an edit may take to be on the map, where the machine has nothing else to do, ms (the promise of the map). */
const promised = 2000;
/** Where tests of other files take its cores: more than this is a fault, not load. */
const patience = 20_000;

/** Prints how long edits took to be on the map, and fails only where load cannot be the cause. @param waits ms, one or more */
export function reportVisible(what: string, waits: readonly number[]): void {
  const sorted = [...waits].sort((a, b) => a - b);
  const [middle, worst] = [sorted[sorted.length >> 1]!, sorted.at(-1)!];
  const said = `${what}: on the map after ${Math.round(middle)} ms (median of ${waits.length}), ${Math.round(worst)} ms at most; promised are ${promised} ms on a machine that does nothing else`;
  console.log(said);
  expect(worst, said).toBeLessThan(patience);
}
