import { computed, signal } from '@preact/signals';
import type { ImportView } from '../map/scene.ts';
import { state } from './state.ts';
import { verifyMark } from './verify-mark.ts';

/** What the open import has to show on the map; the lazy panel writes it, map and legend read it. */
const held = signal<ImportView & { job: number }>({ job: 0, rows: null, findings: null, mark: null });

/** Null as soon as the panel shows something else: the preview never stays behind on the map. */
export const importView = computed<ImportView | null>(() => {
  const { panel, job } = state.value;
  if (panel === 'verify') return verifyMark.value && { rows: null, findings: null, mark: verifyMark.value };
  return panel === 'imports' && job !== null && held.value.job === job ? held.value : null;
});

/** Change a part of what is shown for a job; what was shown for another goes. */
export function showImport(job: number, change: Partial<ImportView>): void {
  const before = held.peek().job === job ? held.peek() : { rows: null, findings: null, mark: null };
  held.value = { ...before, ...change, job };
}
