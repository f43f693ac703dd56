/** What a service says of itself at /metrics; whoever sits at its machine may read that. */
export interface Figures {
  cpuSeconds: number;
  rssBytes: number;
  heapBytes: number;
}

export async function figuresOf(url: string): Promise<Figures> {
  const answer = await fetch(new URL('/metrics', url));
  if (!answer.ok) throw new Error(`/metrics: HTTP ${answer.status}`);
  const text = await answer.text();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    cpuSeconds: value('process_cpu_seconds_total'),
    rssBytes: value('process_resident_memory_bytes'),
    heapBytes: value('nodejs_heap_size_used_bytes'),
  };
}
