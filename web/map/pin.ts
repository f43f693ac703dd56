import { effect } from '@preact/signals';
import { Marker, type Map as MapLibreMap } from 'maplibre-gl';
import { pick } from '../state/pick.ts';

const DECIMALS = 1e6; // a decimetre

export const rounded = (lng: number, lat: number): [number, number] => [
  Math.round(lng * DECIMALS) / DECIMALS,
  Math.round(lat * DECIMALS) / DECIMALS,
];

/** The pin of an open form: dragged, it changes the form. */
export function followPin(map: MapLibreMap): () => void {
  let pin: Marker | null = null;
  return effect(() => {
    const { point = null } = pick.value ?? {};
    if (point === null) {
      pin?.remove();
      pin = null;
      return;
    }
    if (pin === null) {
      const made = new Marker({ draggable: true, color: '#b0127b' });
      made.getElement().dataset['pin'] = 'edit';
      made.on('dragend', () => {
        const { lng, lat } = made.getLngLat();
        pick.peek()?.set(rounded(lng, lat));
      });
      pin = made;
      made.setLngLat(point).addTo(map);
    } else pin.setLngLat(point);
  });
}
