import { computed, signal } from '@preact/signals';
import type { PlaceFilter } from './url.ts';
import { go, state } from './state.ts';

type Point = [number, number];

/** What is drawn for: a polygon to list the places in, or a line or a polygon to measure. */
export type Purpose = 'places' | 'length' | 'area';

/** What is being drawn on the map: its vertices, and where the pointer is. Null when nothing is. */
export const drawing = signal<{ purpose: Purpose; points: Point[]; cursor: Point | null } | null>(null);

/** What was drawn to be measured: it stays until it is cleared or something else is drawn. */
export const measured = signal<{ purpose: Purpose; points: Point[] } | null>(null);

const DECIMALS = 1e5; // a metre
const rounded = ([lon, lat]: Point): Point => [Math.round(lon * DECIMALS) / DECIMALS, Math.round(lat * DECIMALS) / DECIMALS]; // prettier-ignore
export const MOST_POINTS = 200;

export function startDrawing(purpose: Purpose): void {
  measured.value = null;
  drawing.value = { purpose, points: [], cursor: null };
}
export function stopDrawing(): void {
  drawing.value = null;
  measured.value = null;
}

/** The same vertices as a line or as a polygon; what was finished can be gone on with. */
export function measureAs(purpose: Purpose): void {
  const points = (drawing.peek() ?? measured.peek())?.points ?? [];
  measured.value = null;
  drawing.value = { purpose, points, cursor: null };
}

/** A vertex more; the same spot twice, as a double click gives it, is one. */
export function addPoint(point: Point): void {
  const now = drawing.peek();
  if (!now || now.points.length >= MOST_POINTS) return;
  const next = rounded(point);
  if (now.points.at(-1)?.join() === next.join()) return;
  drawing.value = { ...now, points: [...now.points, next] };
}
export function takeBack(): void {
  const now = drawing.peek();
  if (now) drawing.value = { ...now, points: now.points.slice(0, -1) };
}

export const fewestPoints = (purpose: Purpose): number => (purpose === 'length' ? 2 : 3);

/** Lists the places inside what is drawn, or leaves it measured, once it has corners enough. */
export function finishDrawing(): boolean {
  const now = drawing.peek();
  if (!now || now.points.length < fewestPoints(now.purpose)) return false;
  const { purpose, points } = now;
  drawing.value = null;
  if (purpose !== 'places') {
    measured.value = { purpose, points };
    return true;
  }
  const { bbox: _bbox, ...places } = state.peek().places;
  go({ panel: 'places', record: null, places: { ...places, polygon: textOf(points) } });
  return true;
}

const textOf = (points: readonly Point[]): string => points.map((point) => point.join(',')).join(';');
const pointsOf = (polygon: string): Point[] => polygon.split(';').map((pair) => pair.split(',').map(Number) as Point); // prettier-ignore

/** The polygon of a filter as GeoJSON. */
export function polygonOf({ polygon }: PlaceFilter): { type: 'Polygon'; coordinates: Point[][] } | null {
  if (polygon === undefined) return null;
  const points = pointsOf(polygon);
  return { type: 'Polygon', coordinates: [[...points, points[0]!]] };
}

/** What the map shows of it: what is being drawn or was measured, or the ring that the list is narrowed to. */
export interface Drawn {
  purpose: Purpose;
  points: Point[];
  cursor: Point | null;
  isOpen: boolean; // its vertices are shown
}
export const drawn = computed<Drawn | null>(() => {
  const open = drawing.value ?? (measured.value && { ...measured.value, cursor: null });
  if (open) return { ...open, isOpen: true };
  const { panel, places } = state.value;
  return panel === 'places' && places.polygon !== undefined
    ? { purpose: 'places', points: pointsOf(places.polygon), cursor: null, isOpen: false }
    : null;
});
