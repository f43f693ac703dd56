import { effect, signal } from '@preact/signals';
import type { FeatureCollection } from 'geojson';
import { call, isAbort } from '../api.ts';
import { bounds, settledZoom } from '../map/flight.ts';
import { SIGN_ZOOM } from '../map/layers/signs.ts';
import { may } from './session.ts';
import { layers } from './state.ts';
import { edition, readiness } from './startup.ts';

/** Signs in view, the newest first up to a number, and how many there are in all. */
export const signs = signal<{ points: FeatureCollection; shown: number; total: number } | null>(null);

const MOST = 1000;
const SETTLE_MS = 150; // a map that is dragged on asks once

/** While the layer is on and the map near enough, the signs of what is in view are read: door plates may be too many for one file. */
export function followSigns(): void {
  let waiting: AbortController | null = null;
  let timer = 0;
  let asked = '';
  effect(() => {
    const box = bounds.value;
    const isWanted = may('read.staff') && layers.value.has('signs') && settledZoom.value >= SIGN_ZOOM && readiness.value?.usable === true; // prettier-ignore
    const question = isWanted && box !== null ? `${box.join()} ${edition.value}` : '';
    if (question === asked) return;
    asked = question;
    waiting?.abort();
    clearTimeout(timer);
    if (question === '') {
      signs.value = null;
      return;
    }
    const controller = (waiting = new AbortController());
    timer = window.setTimeout(() => void ask(box!, controller.signal), SETTLE_MS);
  });
}

async function ask(box: readonly number[], signal: AbortSignal): Promise<void> {
  try {
    const bbox = box.map((value) => value.toFixed(6)).join(',');
    const { items, total } = await call('listNameSigns', { bbox, limit: MOST }, signal);
    const features = items.flatMap(
      ({ id, name, kind, state, point }): FeatureCollection['features'] =>
      point === null
        ? []
        : [{ type: 'Feature', id, properties: { id, name, kind, state }, geometry: { type: 'Point', coordinates: point } }], // prettier-ignore
    );
    signs.value = { points: { type: 'FeatureCollection', features }, shown: items.length, total };
  } catch (error) {
    if (!isAbort(error)) signs.value = null; // the list in 办公 says why
  }
}
