import { useCallback, useEffect, useState } from 'preact/hooks';
import { call, isAbort, type Input, type OperationId, type Result } from '../api.ts';

/** One answer of the server, and a way to ask again; null before there is one. */
export function useAnswer<K extends OperationId>(
  id: K,
  input: Input<K> | null,
): { answer: Result<K> | null; error: unknown; again: () => void } {
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Result<K> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const question = input && JSON.stringify(input);
  useEffect(() => {
    const controller = new AbortController();
    if (input === null) setAnswer(null);
    else
      call(id, input, controller.signal).then(
        (found) => {
          setAnswer(found);
          setError(null);
        },
        (reason: unknown) => {
          if (!isAbort(reason)) setError(reason);
        },
      );
    return () => controller.abort();
  }, [id, question, turn]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  return { answer, error, again };
}
