import { useState } from 'preact/hooks';
import { announce } from '../state/state.ts';

/** Work that a button asks for: one at a time, its problem shown, its success told. */
export function useRun(done: () => void): {
  busy: boolean;
  problem: unknown;
  run: (work: () => Promise<unknown>, told: string) => Promise<void>;
} {
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>, told: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      announce(told);
      done();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return { busy, problem, run };
}
