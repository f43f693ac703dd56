import { effect } from '@preact/signals';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { addPoint, drawing, finishDrawing } from '../state/drawing.ts';
import { go } from '../state/state.ts';
import { pick } from '../state/pick.ts';
import { hovered } from './features.ts';
import { rounded } from './pin.ts';

/** Clicks set vertices of what is being drawn, a double click ends it. */
export function followDrawing(map: MapLibreMap): () => void {
  let queued = false;
  map.on('click', ({ lngLat }) => addPoint([lngLat.lng, lngLat.lat]));
  map.on('dblclick', (event) => {
    if (!drawing.peek()) return;
    event.preventDefault(); // no zooming in
    finishDrawing();
  });
  map.on('mousemove', ({ lngLat }) => {
    if (!drawing.peek() || queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      const now = drawing.peek();
      if (now) drawing.value = { ...now, cursor: [lngLat.lng, lngLat.lat] };
    });
  });
  return effect(() => {
    const isOn = drawing.value !== null;
    if (isOn) hovered.value = null;
    map.getCanvas().classList.toggle('picking', isOn || pick.value?.armed === true);
  });
}

const LONG_PRESS_MS = 600;

/** A right click, or a long press of a finger, asks what is there. */
export function followQuestions(map: MapLibreMap): void {
  const ask = (lng: number, lat: number): void => {
    if (!drawing.peek() && !pick.peek()) go({ here: rounded(lng, lat), record: null });
  };
  map.on('contextmenu', ({ lngLat, originalEvent }) => {
    originalEvent.preventDefault();
    ask(lngLat.lng, lngLat.lat);
  });
  let timer = 0;
  const cancel = (): void => clearTimeout(timer);
  map.on('touchstart', ({ lngLat, originalEvent }) => {
    cancel();
    if (originalEvent.touches.length === 1) timer = window.setTimeout(() => ask(lngLat.lng, lngLat.lat), LONG_PRESS_MS); // prettier-ignore
  });
  for (const type of ['touchend', 'touchcancel', 'touchmove', 'dragstart', 'zoomstart'] as const) map.on(type, cancel); // prettier-ignore
}
