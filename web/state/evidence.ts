import { signal } from '@preact/signals';
import type { Result } from '../api.ts';

export type Evidence = Result<'getEvidence'>;

/** The flag card that is open: its unit and its worst settlements are marked on the map. */
export const evidence = signal<Evidence | null>(null);
