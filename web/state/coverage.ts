import { effect, signal } from '@preact/signals';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { call, isAbort } from '../api.ts';
import { coverageKind, state } from './state.ts';
import { edition, readiness } from './startup.ts';

/** The answer that the table and the map both show; the old one stays until the new one is here. */
export const coverage = signal<CoverageAnswer | null>(null);
/** Where the sign of a gap stands: the seat of each drawn unit. The tiles have no county seats at small scales. */
export const seats = signal<ReadonlyMap<string, [number, number]>>(new Map());
export const coverageFailure = signal<string | null>(null);

const SETTLE_MS = 120; // a slider sends many values

export function followCoverage(): void {
  let waiting: AbortController | null = null;
  let timer = 0;
  let asked = '';
  effect(() => {
    const kind = coverageKind.value;
    const { T } = state.value;
    const ready = readiness.value?.usable === true;
    const question = kind && ready ? `${kind} ${T} ${readiness.value?.ready} ${edition.value}` : '';
    if (question === asked) return;
    const first = asked === '' || !question.startsWith(asked.split(' ')[0]!);
    asked = question;
    waiting?.abort();
    clearTimeout(timer);
    if (!kind || !ready) {
      coverage.value = null;
      return;
    }
    if (first) coverage.value = null;
    const controller = (waiting = new AbortController());
    timer = window.setTimeout(() => void ask(kind, T, controller.signal), first ? 0 : SETTLE_MS);
  });
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

async function ask(kind: string, T: number | null, signal: AbortSignal): Promise<void> {
  try {
    coverage.value = await call('getCoverage', { kind, ...(T !== null && { T }) }, signal);
    coverageFailure.value = null;
    await readSeats();
  } catch (error) {
    if (isAbort(error)) return;
    coverage.value = null;
    coverageFailure.value = error instanceof Error ? error.message : String(error);
  }
}
