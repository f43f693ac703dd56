import { signal } from '@preact/signals';
import type { PutOffCount } from './again.ts';
import { status } from '../state/startup.ts';

/** What the rest of the page says to the map and hears from it, so that only map/map.ts needs MapLibre. */
export interface Target {
  bbox?: number[] | null;
  point?: [number, number] | null;
  zoom?: number;
}
export const flight = signal<Target | null>(null);
export const mapStatus = signal<'starting' | 'on' | 'unavailable'>('starting');
export const zoom = signal(4);
/** What the map shows: west, south, east, north, degrees. */
export const bounds = signal<[number, number, number, number] | null>(null);
/** Why tiles of the base map do not come; null while they do. */
export const basemapFailure = signal<string | null>(null);
/** Tiles that a busy server has put off, and the way to ask for the lost ones once more. */
export const putOff = signal<PutOffCount & { askLost: () => void }>({
  waiting: 0,
  lost: 0,
  askLost: () => undefined,
});
/** Zoom and bearing (degrees clockwise) that the map has come to rest at. */
export const settledZoom = signal(4);
export const bearing = signal(0);
export const centre = signal<[number, number] | null>(null);

/** Show a box or a point; used by everything that names a place on the map. */
export const fly = (target: Target): void => {
  if (target.bbox ?? target.point) flight.value = { ...target };
};

const REGION: [number, number, number, number] = [97.17, 37.41, 126.08, 53.34];
export const regionBounds = (): [number, number, number, number] =>
  (status.peek()?.bbox as [number, number, number, number] | null | undefined) ?? REGION;
export const flyHome = (): void => fly({ bbox: regionBounds() });
