import type { ProgressStep } from './api/status.ts';

/** One running piece of work, as its worker reports it. */
export interface Step {
  total(total: number): void;
  advance(by?: number): void;
  message(text: string): void;
}

/** What the start, an import or a rebuild is doing: read by the terminal, /readyz and the page. */
export interface Progress {
  steps(): ProgressStep[];
  plan(id: string, title: string): void;
  skip(id: string, title: string, message: string): void;
  /** Runs `work` as the step `id`; its failure is recorded and thrown on. */
  run<T>(id: string, title: string, work: (step: Step) => Promise<T>): Promise<T>;
  onChange(listener: (step: ProgressStep) => void): () => void;
}

interface Entry extends ProgressStep {
  startedAt: number | null;
}

export function createProgress(now: () => number = Date.now): Progress {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(step: ProgressStep) => void>();
  const publicView = ({ startedAt, ...step }: Entry): ProgressStep => ({
    ...step,
    ...left(step, startedAt, now()),
  });
  const changed = (entry: Entry): void => {
    for (const listener of listeners) listener(publicView(entry));
  };
  const entry = (id: string, title: string): Entry => {
    const known = entries.get(id);
    if (known !== undefined) return known;
    const fresh: Entry = {
      id, title, state: 'waiting', done: 0, total: null, secondsLeft: null, seconds: null, message: null, startedAt: null,
    }; // prettier-ignore
    entries.set(id, fresh);
    return fresh;
  };
  return {
    steps: () => [...entries.values()].map(publicView),
    plan: (id, title) => void entry(id, title),
    skip: (id, title, message) => {
      changed(Object.assign(entry(id, title), { state: 'skipped', message }));
    },
    run: async (id, title, work) => {
      const current = Object.assign(entry(id, title), {
        title,
        state: 'running',
        done: 0,
        total: null,
        message: null,
        startedAt: now(),
      });
      changed(current);
      try {
        const result = await work({
          total: (total) => changed(Object.assign(current, { total })),
          advance: (by = 1) => changed(Object.assign(current, { done: current.done + by })),
          message: (message) => changed(Object.assign(current, { message })),
        });
        changed(Object.assign(current, { state: 'done', seconds: (now() - current.startedAt!) / 1000 }));
        return result;
      } catch (error) {
        changed(Object.assign(current, { state: 'failed', message: (error as Error).message }));
        throw error;
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Seconds left, from the share that is done. */
function left(
  step: Omit<Entry, 'startedAt'>,
  startedAt: number | null,
  now: number,
): { secondsLeft: number | null } {
  if (step.state !== 'running' || startedAt === null || step.total === null || step.done === 0)
    return { secondsLeft: null };
  const elapsed = (now - startedAt) / 1000;
  return { secondsLeft: Math.max(0, Math.round((elapsed * (step.total - step.done)) / step.done)) };
}
