import type { FilterSpecification, Map as MapLibreMap, MapGeoJSONFeature } from 'maplibre-gl';
import { drawing } from '../state/drawing.ts';
import { chooseFacility, pick } from '../state/pick.ts';
import { moveCursor, openCursor } from './cursor.ts';
import { featureAt, hovered, openFeature, pointer } from './features.ts';
import { rounded } from './pin.ts';

/** Hover, click and the keyboard cursor over features. */
export function followPointer(map: MapLibreMap): void {
  let lit: MapGeoJSONFeature | null = null;

  const light = (raw: MapGeoJSONFeature | null): void => {
    const next = raw && raw.layer.id.startsWith('division-') && raw.geometry.type !== 'Point' ? raw : null;
    if (next?.id !== lit?.id) {
      for (const [feature, hover] of [
        [lit, false],
        [next, true],
      ] as const) {
        if (feature?.id === undefined || !map.getSource('divisions')) continue;
        map.setFeatureState({ source: 'divisions', sourceLayer: 'division', id: feature.id }, { hover });
      }
      lit = next;
    }
    const code = raw?.layer.id === 'boundary-hit' ? String(raw.properties['code']) : '';
    if (!map.getLayer('boundary-hover')) return;
    const filter: FilterSpecification = ['==', ['get', 'code'], code];
    const isLit = JSON.stringify(map.getFilter('boundary-hover')) === JSON.stringify(filter); // a new style puts it out
    if (!isLit) map.setFilter('boundary-hover', filter);
  };

  let queued = false;
  map.on('mousemove', ({ point, lngLat }) => {
    pointer.value = { lng: lngLat.lng, lat: lngLat.lat };
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      const found = map.isMoving() || drawing.peek() ? null : featureAt(map, point.x, point.y);
      light(found?.raw ?? null);
      hovered.value = found && { feature: found.feature, x: point.x, y: point.y };
      map.getCanvas().style.cursor = found && !pick.peek() ? 'pointer' : '';
    });
  });
  map.on('mouseout', () => {
    pointer.value = null;
    hovered.value = null;
    light(null);
  });
  map.on('movestart', () => (hovered.value = null));
  map.on('click', ({ point, lngLat }) => {
    if (drawing.peek()) return; // map/draw.ts takes it
    const editing = pick.peek();
    if (editing) {
      // an open form is not left by a click beside it
      if (editing.armed) editing.set(rounded(lngLat.lng, lngLat.lat));
      return;
    }
    const found = featureAt(map, point.x, point.y);
    const choose = chooseFacility.peek();
    if (found && choose && found.feature.type === 'facility') choose(Number(found.feature.id));
    else if (found) openFeature(found.feature);
  });
  map.getCanvas().addEventListener(
    'keydown',
    (event) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (event.altKey && step !== 0) {
        event.preventDefault();
        event.stopPropagation();
        moveCursor(step);
      } else if (event.key === 'Enter') openCursor();
    },
    true,
  );
}
