/** Remembers answers for a few seconds. A failure is not remembered; callers at the same time share one question. */
export interface Cache<T> {
  get(key: string, load: () => Promise<T>): Promise<T>;
  forget(matches: (value: T) => boolean): void;
}

export function createCache<T>(ttlMs: number, most: number, now = (): number => Date.now()): Cache<T> {
  const entries = new Map<string, { until: number; answer: Promise<T>; value?: T }>();
  return {
    get: (key, load) => {
      const known = entries.get(key);
      if (known !== undefined && known.until > now()) return known.answer;
      entries.delete(key);
      if (entries.size >= most) entries.delete(entries.keys().next().value!); // the oldest
      const entry: { until: number; answer: Promise<T>; value?: T } = {
        until: now() + ttlMs,
        answer: load(),
      };
      entries.set(key, entry);
      entry.answer.then(
        (value) => (entry.value = value),
        () => entries.get(key) === entry && entries.delete(key),
      );
      return entry.answer;
    },
    forget: (matches) => {
      for (const [key, { value }] of entries) if (value === undefined || matches(value)) entries.delete(key);
    },
  };
}
