import { effect, signal } from '@preact/signals';
import { call, isAbort, type Result } from '../api.ts';
import { record, select, state } from './state.ts';
import { edition, readiness } from './startup.ts';
import type { RecordKey } from './url.ts';

export type Loaded =
  | { type: 'division'; data: Result<'getDivision'> }
  | { type: 'place'; data: Result<'getPlace'> }
  | { type: 'boundary-line'; data: Result<'getBoundaryLine'> }
  | { type: 'marker'; data: Result<'getMarker'> }
  | { type: 'facility'; data: Result<'getFacility'> }
  | { type: 'meeting-point'; data: Result<'getMeetingPoint'> };

/** The record that the link names: read once here, shown by panels/record.tsx and ringed on the map. */
export const loaded = signal<Loaded | null>(null);
export const failure = signal<string | null>(null);
export const reread = signal(0);

/** Choose a record and show it on the map once its place is known. */
export function visit(key: RecordKey): void {
  visited = `${key.type}:${key.id}`;
  select(key);
}
let visited = '';

export function followRecord(arrived: (found: Loaded) => void): void {
  let waiting: AbortController | null = null;
  let shown = '';
  effect(() => {
    const key = record.value;
    const usable = readiness.value?.usable === true;
    const asOf = key?.type === 'place' ? state.value.asOf : null;
    const which = `${key?.type}:${key?.id}`;
    const name = `${which}:${reread.value}:${edition.value}:${usable}:${asOf}`;
    if (name === shown) return;
    const same = shown.startsWith(`${which}:`);
    shown = name;
    waiting?.abort();
    if (!same) loaded.value = null;
    failure.value = null;
    if (!key || !usable) return;
    waiting = new AbortController();
    const { signal } = waiting;
    read(key, asOf, signal).then(
      (found) => {
        if (signal.aborted) return;
        loaded.value = found;
        if (!state.peek().view || visited === `${key.type}:${key.id}`) arrived(found);
        visited = '';
      },
      (error: unknown) => {
        if (!isAbort(error)) failure.value = error instanceof Error ? error.message : String(error);
      },
    );
  });
}

async function read({ type, id }: RecordKey, asOf: string | null, signal: AbortSignal): Promise<Loaded> {
  switch (type) {
    case 'division':
      return { type, data: await call('getDivision', { code: id }, signal) };
    case 'place':
      return { type, data: await call('getPlace', { id: Number(id), ...(asOf && { at: asOf }) }, signal) };
    case 'boundary-line':
      return { type, data: await call('getBoundaryLine', { code: id }, signal) };
    case 'marker':
      return { type, data: await call('getMarker', { id: Number(id) }, signal) };
    case 'facility':
      return { type, data: await call('getFacility', { id: Number(id) }, signal) };
    case 'meeting-point':
      return { type, data: await call('getMeetingPoint', { code: id }, signal) };
  }
}

export const pointOf = (found: Loaded): [number, number] | null =>
  found.type === 'boundary-line' ? null : found.data.point;
export const bboxOf = (found: Loaded): number[] | null =>
  found.type === 'division' || found.type === 'boundary-line' ? found.data.bbox : null;
