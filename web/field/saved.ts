import { useEffect, useState } from 'preact/hooks';
import { turn } from './send.ts';

/** What the store says, read again whenever records have changed; undefined before it has answered. */
export function useSaved<T>(key: string, read: () => Promise<T>): T | undefined {
  const [found, setFound] = useState<{ key: string; value: T } | null>(null);
  const now = turn.value;
  useEffect(() => {
    let wanted = true;
    void read().then((value) => wanted && setFound({ key, value }));
    return () => void (wanted = false);
  }, [key, now]);
  return found?.key === key ? found.value : undefined;
}
