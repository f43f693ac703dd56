import { computed, signal } from '@preact/signals';
import type { PlaceFilter } from './url.ts';
import { go, state } from './state.ts';

type Point = [number, number];

/** A polygon that is being drawn on the map: its vertices, and where the pointer is. Null when none is. */
export const drawing = signal<{ points: Point[]; cursor: Point | null } | null>(null);

const DECIMALS = 1e5; // a metre
const rounded = ([lon, lat]: Point): Point => [Math.round(lon * DECIMALS) / DECIMALS, Math.round(lat * DECIMALS) / DECIMALS]; // prettier-ignore
export const MOST_POINTS = 200;

export const startDrawing = (): void => {
  drawing.value = { points: [], cursor: null };
};
export const stopDrawing = (): void => {
  drawing.value = null;
};

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

/** Lists the places inside what is drawn, once it has three corners. */
export function finishDrawing(): boolean {
  const points = drawing.peek()?.points ?? [];
  if (points.length < 3) return false;
  drawing.value = null;
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

/** What the map shows of it: the ring that is being drawn, or the one that the list is narrowed to. */
export const drawn = computed<{ points: Point[]; cursor: Point | null; isOpen: boolean } | null>(() => {
  if (drawing.value) return { ...drawing.value, isOpen: true };
  const { panel, places } = state.value;
  return panel === 'places' && places.polygon !== undefined
    ? { points: pointsOf(places.polygon), cursor: null, isOpen: false }
    : null;
});
