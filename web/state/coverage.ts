import { computed, effect, signal } from '@preact/signals';
import type { CoverageAnswer, CoverageUnit } from '../../server/api/coverage.ts';
import { call, isAbort, type Input } from '../api.ts';
import { askedShare, coverageKind, state } from './state.ts';
import { edition, readiness } from './startup.ts';
import { isBorderline, reachOf, type Distances, type Yard } from './reach.ts';

/** What the page was asked, as the server takes it: the same for the table, the map, the flag card, the matrix and the files. */
export const coverageQuestion = computed(() => {
  const { unit, at, method, detour, division, T } = state.value;
  const share = askedShare.value;
  return {
    ...(unit && { unit }),
    ...(at && { on: at }),
    method,
    ...(method === 'detour' && detour !== null && { detour }),
    ...(share !== null && { share }),
    ...(division && { division }),
    ...(T !== null && { T }),
  } satisfies Partial<Input<'getCoverage'>>;
});

/** What several kinds are asked at once: the threshold of the link is that of the kind that is chosen, each other kind has its own. */
export const areaQuestion = computed(() => {
  const { T, unit: _, ...rest } = coverageQuestion.value;
  const kind = coverageKind.value;
  return { ...rest, ...(T !== undefined && kind !== null && { T: `${kind}:${T}` }) };
});

/** The last answer of the server, and the distances of its units: with both, another T needs no other answer. */
const answered = signal<CoverageAnswer | null>(null);
export const distances = signal<ReadonlyMap<string, Distances> | null>(null);
export const coverageFailure = signal<unknown>(null);
const turn = signal(0);
/** Asks the same again. */
export const askCoverageAgain = (): void => void (turn.value += 1);
/** Where the sign of a gap stands: the seat of each drawn unit. The tiles have no county seats at small scales. */
export const seats = signal<ReadonlyMap<string, [number, number]>>(new Map());

/** What the table, the totals and the map show: the answer for the T of this moment. */
export const coverage = computed<CoverageAnswer | null>(() => {
  const answer = answered.value;
  const T = state.value.T;
  const now = answer && thresholdOf(answer);
  if (!answer || now === null || T === null || T === now || distances.value === null) return answer;
  return measuredAnew(answer, distances.value, T);
});

/** What the units of the shown answer are measured with; null where there is no reach. */
export function yardOf(): Yard | null {
  const answer = coverage.value;
  const T = answer && thresholdOf(answer);
  return answer && T !== null
    ? { method: answer.method, T, detour: answer.detour, gapShare: answer.shareThreshold }
    : null;
}

export const thresholdOf = (answer: CoverageAnswer): number | null =>
  answer.thresholdKm ?? answer.thresholdMinutes;

/** The answer for another threshold. Duty does not depend on it; the quantiles do not either. */
export function measuredAnew(
  answer: CoverageAnswer,
  of: ReadonlyMap<string, Distances>,
  T: number,
): CoverageAnswer {
  const yard: Yard = { method: answer.method, T, detour: answer.detour, gapShare: answer.shareThreshold };
  const items = answer.items.map((unit) => measure(unit, of.get(unit.code), yard));
  const count = (test: (unit: CoverageUnit) => boolean): number => items.filter(test).length;
  const sum = (value: (unit: CoverageUnit) => number): number => items.reduce((all, unit) => all + value(unit), 0); // prettier-ignore
  return {
    ...answer,
    ...(answer.method === 'road' ? { thresholdMinutes: T } : { thresholdKm: T }),
    items,
    totals: {
      ...answer.totals,
      reachGap: count((unit) => unit.reach?.gap === true),
      borderline: count((unit) => unit.robustness?.borderline === true),
      beyond: sum((unit) => unit.burden?.beyond ?? 0),
    },
  };
}

function measure(unit: CoverageUnit, found: Distances | undefined, yard: Yard): CoverageUnit {
  if (unit.reach === null || found === undefined) return unit;
  const own = { ...found, unsure: unit.reach.unsure };
  const { settlements, within, share, gap } = reachOf(own, yard);
  return {
    ...unit,
    reach: { ...unit.reach, settlements, within, share, gap },
    burden: unit.burden && { ...unit.burden, beyond: settlements - within },
    robustness: unit.robustness && { ...unit.robustness, borderline: isBorderline(own, yard) },
  };
}

export function followCoverage(): void {
  let waiting: AbortController | null = null;
  let asked = '';
  effect(() => {
    const kind = coverageKind.value;
    const { T: _, ...fixed } = coverageQuestion.value;
    const ready = readiness.value?.usable === true;
    const question =
      kind && ready ? JSON.stringify([kind, fixed, readiness.value?.ready, edition.value, turn.value]) : '';
    if (question === asked) return;
    const first = !question.startsWith(`["${kind}"`) || !asked.startsWith(`["${kind}"`);
    asked = question;
    waiting?.abort();
    if (!kind || !ready) {
      answered.value = null;
      return;
    }
    if (first) answered.value = null;
    waiting = new AbortController();
    void ask(kind, waiting.signal);
  });
}

async function ask(kind: string, abort: AbortSignal): Promise<void> {
  const question = { kind, ...coverageQuestion.peek() };
  coverageFailure.value = null;
  try {
    distances.value = null;
    answered.value = await call('getCoverage', question, abort);
    await Promise.all([readSeats(), readDistances(kind, abort)]);
  } catch (error) {
    if (isAbort(error)) return;
    answered.value = null;
    coverageFailure.value = error;
  }
}

let seatsOf = 0; // edition

async function readSeats(): Promise<void> {
  if (seats.peek().size > 0 && seatsOf === edition.peek()) return;
  seatsOf = edition.peek();
  const pages = await Promise.all(
    (['prefecture', 'county'] as const).map((level) => call('listDivisions', { level, limit: 1000 })),
  );
  seats.value = new Map(
    pages.flatMap((page) => page.items.flatMap(({ code, point }) => (point ? [[code, point] as const] : []))),
  );
}

async function readDistances(kind: string, abort: AbortSignal): Promise<void> {
  const answer = answered.peek();
  if (!answer || thresholdOf(answer) === null) return;
  const { unit, on, method } = answer;
  const { items } = await call('getDistances', { kind, unit, on, method }, abort);
  distances.value = new Map(items.map(({ code, values, weights }) => [code, { values, weights }]));
}
