import { signal } from '@preact/signals';

/** Records that a page lists by number: the same numbers stand on the map, and each can be clicked there. */
export interface Numbered {
  type: 'place' | 'facility';
  items: readonly { id: number; name: string; point: [number, number] }[];
  sample: boolean;
  unit: string | null; // code of the division that they are of: it is outlined
}

export const numbered = signal<Numbered | null>(null);
