import { batch, signal } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import { useEffect } from 'preact/hooks';
import { call, isAbort, type Input, type Result } from '../api.ts';
import { fly } from '../map/flight.ts';
import { showImport } from './import-view.ts';

interface Preview {
  job: number;
  question: string; // that `answer` or `error` is of
  answer: Result<'previewImport'> | null; // the last good one stays while the next is on its way
  error: unknown;
  loading: boolean;
}
const NONE: Preview = { job: 0, question: '', answer: null, error: null, loading: false };
export const preview = signal<Preview>(NONE);

const SETTLE_MS = 300; // typing

/** Asks for the preview whenever the options change; a question that is no longer wanted is dropped. */
export function usePreview(job: number, options: Input<'previewImport'>['body']): void {
  const question = JSON.stringify(options);
  useEffect(() => {
    const before = preview.peek().job === job ? preview.peek() : { ...NONE, job };
    if (before.question === question && !before.error) {
      preview.value = { ...before, loading: false };
      draw(job, before.answer);
      return;
    }
    preview.value = { ...before, loading: true };
    const controller = new AbortController();
    const timer = setTimeout(
      () => void ask(job, options, question, controller.signal),
      before.question ? SETTLE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [job, question]);
  useEffect(() => () => showImport(job, { rows: null, mark: null }), [job]);
}

const draw = (job: number, answer: Preview['answer']): void =>
  showImport(job, { rows: (answer?.features ?? null) as unknown as FeatureCollection | null, mark: null });

async function ask(
  job: number,
  options: Input<'previewImport'>['body'],
  question: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const answer = await call('previewImport', { id: job, body: options }, signal);
    if (signal.aborted) return;
    const before = preview.peek().answer?.bbox ?? null;
    batch(() => {
      preview.value = { job, question, answer, error: null, loading: false };
      draw(job, answer);
    });
    if (answer.bbox && !(before && touches(before, answer.bbox))) fly({ bbox: answer.bbox });
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    preview.value = { ...preview.peek(), question, error, loading: false };
    draw(job, null);
  }
}

/** The map moves only when what it shows has gone elsewhere: a reader who compares two systems keeps the view. */
const touches = (one: number[], other: number[]): boolean =>
  one[0]! <= other[2]! && other[0]! <= one[2]! && one[1]! <= other[3]! && other[1]! <= one[3]!;
