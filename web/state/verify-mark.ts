import { signal } from '@preact/signals';

/** Where the record of the chosen row lies; the lazy panel writes it, the map rings it. */
export const verifyMark = signal<[number, number] | null>(null);
