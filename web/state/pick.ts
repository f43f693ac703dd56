import { signal } from '@preact/signals';

/** A position that an open form edits: the map shows it as a pin that can be dragged, or sets it with the next click. */
export interface Pick {
  point: [number, number] | null;
  armed: boolean; // the next click on the map sets it
  set: (point: [number, number]) => void;
}
export const pick = signal<Pick | null>(null);

/** What a click on a facility does instead of opening it; null: it opens. */
export const chooseFacility = signal<((id: number) => void) | null>(null);
