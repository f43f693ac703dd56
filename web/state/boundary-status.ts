import { computed, effect, signal } from '@preact/signals';
import { call, isAbort, type Result } from '../api.ts';
import { may } from './session.ts';
import { adjust, state } from './state.ts';
import { edition, readiness } from './startup.ts';

/** Whether the map shows the state of the lines: as the link says, else as long as the boundary desk is open. */
export const clocksShown = computed(
  () => may('read.staff') && (state.value.due ?? state.value.panel === 'boundary-desk'),
);

/** What the map and its legend show; the old answer stays until the new one is here. */
export const lineStates = signal<Result<'getLineStates'> | null>(null);
export const lineStatesFailure = signal<string | null>(null);

const SETTLE_MS = 120; // a slider sends many values

export function followLineStates(): void {
  let waiting: AbortController | null = null;
  let timer = 0;
  let asked = '';
  effect(() => {
    const { at } = state.value;
    const ready = clocksShown.value && readiness.value?.usable === true;
    const question = ready ? `${at} ${readiness.value?.ready} ${edition.value}` : '';
    if (question === asked) return;
    const first = asked === '';
    asked = question;
    waiting?.abort();
    clearTimeout(timer);
    if (!ready) {
      lineStates.value = null;
      return;
    }
    const controller = (waiting = new AbortController());
    timer = window.setTimeout(() => void ask(at, controller.signal), first ? 0 : SETTLE_MS);
  });
}

async function ask(at: string | null, signal: AbortSignal): Promise<void> {
  try {
    lineStates.value = await call('getLineStates', { ...(at !== null && { at }) }, signal);
    lineStatesFailure.value = null;
  } catch (error) {
    if (isAbort(error)) return;
    lineStates.value = null;
    lineStatesFailure.value = error instanceof Error ? error.message : String(error);
  }
}

export interface Years {
  first: number;
  last: number;
  now: number;
}

/** The years that rounds are known of, this year among them; null before there is an answer, or where there are no rounds. */
export const years = computed((): Years | null => {
  const found = lineStates.value;
  if (found === null || found.rounds.length === 0) return null;
  const now = Number(found.today.slice(0, 4));
  return {
    first: Math.min(now, ...found.rounds.map(({ yearFrom }) => yearFrom)),
    last: Math.max(now, ...found.rounds.map(({ yearTo }) => yearTo)),
    now,
  };
});

/** Shows the lines as they were at the end of a year; this year means today. */
export const showYear = (year: number): void => adjust({ at: year === years.peek()?.now ? null : `${year}-12-31` }); // prettier-ignore
