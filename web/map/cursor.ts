import { announce } from '../state/state.ts';
import { cursor, inView, openFeature, VIEW_LIMIT } from './features.ts';

/** One step through what is in view, nearest first; spoken, so that it works without seeing the map. */
export function moveCursor(step: number): void {
  const length = Math.min(VIEW_LIMIT, inView.peek().length);
  if (length === 0) return;
  cursor.value = Math.min(length - 1, Math.max(0, cursor.peek() + step));
  const { name, detail } = inView.peek()[cursor.peek()]!;
  announce(`${name}, ${detail}, ${cursor.peek() + 1} / ${length}`);
}

export function openCursor(): void {
  const feature = inView.peek()[cursor.peek()];
  if (feature) openFeature(feature);
}
