import { effect } from '@preact/signals';
import { Marker, type Map as MapLibreMap } from 'maplibre-gl';
import { scenarioPins, type ScenarioPin } from '../state/scenario-view.ts';
import { rounded } from './pin.ts';

const TEXT = { add: '+', move: '→', close: '×', site: '' } as const;

/** The facilities of the open scenario: those that are added or moved can be dragged. */
export function followScenarioPins(map: MapLibreMap): () => void {
  const shown = new Map<string, { marker: Marker; pin: ScenarioPin }>();
  const stop = effect(() => {
    const pins = scenarioPins.value;
    for (const [key, { marker }] of shown) {
      if (pins.some((pin) => pin.key === key)) continue;
      marker.remove();
      shown.delete(key);
    }
    for (const pin of pins) {
      const known = shown.get(pin.key);
      if (known) {
        known.pin = pin;
        dress(known.marker.getElement(), pin);
        known.marker.setLngLat(pin.point).setDraggable(pin.drag !== null);
        continue;
      }
      const element = document.createElement('div');
      dress(element, pin);
      const marker = new Marker({ element, draggable: pin.drag !== null }).setLngLat(pin.point).addTo(map);
      const entry = { marker, pin };
      marker.on('dragend', () => {
        const { lng, lat } = marker.getLngLat();
        entry.pin.drag?.(rounded(lng, lat));
      });
      shown.set(pin.key, entry);
    }
  });
  return () => {
    stop();
    for (const { marker } of shown.values()) marker.remove();
  };
}

function dress(element: HTMLElement, { key, sign, label }: ScenarioPin): void {
  element.dataset['sign'] = sign;
  element.dataset['pin'] = key;
  element.classList.add('scenario-pin');
  element.title = label;
  element.setAttribute('aria-label', label);
  element.textContent = sign === 'site' ? label.split(' ')[0]! : TEXT[sign];
}
