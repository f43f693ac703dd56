import { batch, effect } from '@preact/signals';
import {
  AttributionControl,
  GPUInitializationError,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type StyleSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { t } from '../i18n/t.ts';
import { adjust, announce, jump, state } from '../state/state.ts';
import { askAgain } from './again.ts';
import { currentScene } from './current-scene.ts';
import { followShades } from './coverage-states.ts';
import { followDrawing, followQuestions } from './draw.ts';
import { cursor, inView, renewView } from './features.ts';
import {
  basemapFailure,
  bearing,
  bounds,
  centre,
  flight,
  mapStatus,
  putOff,
  regionBounds,
  settledZoom,
  zoom,
  type Target,
} from './flight.ts';
import { resolveImage } from './images.ts';
import { followPin } from './pin.ts';
import { followPointer } from './pointer.ts';
import { followScenarioPins } from './scenario-pins.ts';
import { buildStyle } from './style.ts';
import { renewTileSets } from './tilesets.ts';

setWorkerUrl(workerUrl);

const ANNOUNCE_MS = 1000;

/** The map is drawn only when WebGL2 works; without it the page is the same less the canvas. */
export function startMap(container: HTMLElement): (() => void) | null {
  try {
    return run(container);
  } catch (error) {
    if (!(error instanceof GPUInitializationError)) throw error;
    mapStatus.value = 'unavailable';
    return null;
  }
}

function run(container: HTMLElement): () => void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const { view } = state.peek();
  const map = new MapLibreMap({
    container,
    ...(view
      ? { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
      : { bounds: regionBounds(), fitBoundsOptions: { padding: room() } }),
    maxBounds: [66, 10, 157, 70],
    minZoom: 2.5,
    maxZoom: 18,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: still ? 0 : 200,
    locale: locale(),
  });
  const restyle = styler(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
  map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
  map.addControl(new AttributionControl({ compact: true }), 'bottom-left');
  map.setMissingStyleImageResolver((id) => resolveImage(map, id));
  map.getCanvas().setAttribute('aria-describedby', 'map-hint');
  window.__nutag = { ...window.__nutag, map };

  const stop = effect(() => restyle(buildStyle(currentScene())));
  const stopShades = followShades(map);
  const stopJump = effect(() => {
    const to = jump.value;
    if (to) map.jumpTo({ center: [to.lon, to.lat], zoom: to.zoom });
  });
  let timer = 0;
  map.on('zoom', () => (zoom.value = map.getZoom()));
  let moved = true;
  map.on('moveend', () => {
    moved = true;
    tellBounds(map);
    const { lng, lat } = map.getCenter();
    adjust({ view: { zoom: map.getZoom(), lat, lon: lng } });
  });
  map.on('idle', () => {
    renewView(map);
    if (!moved) return;
    moved = false;
    clearTimeout(timer);
    const at = cursor.peek();
    timer = window.setTimeout(() => {
      if (cursor.peek() === at) announce(t('map.moved', { n: inView.peek().length })); // a step of the cursor has spoken since
    }, ANNOUNCE_MS);
  });
  const again = askAgain(map, (count) => (putOff.value = { ...count, askLost: again.askLost }));
  map.on('error', (event) => {
    const { error, sourceId } = event as typeof event & { sourceId?: string };
    const isPutOff = again.takes(event);
    if (sourceId?.startsWith('basemap-')) basemapFailure.value = error.message;
    else if ((error as Error & { status?: number }).status === 410) void renewTileSets();
    else if (!isPutOff) console.error(error);
  });
  map.on('sourcedata', ({ sourceId, tile }) => {
    if (tile && sourceId.startsWith('basemap-')) basemapFailure.value = null;
  });
  followPointer(map);
  const stopPin = followPin(map);
  const stopScenario = followScenarioPins(map);
  const stopDrawing = followDrawing(map);
  followQuestions(map);
  zoom.value = map.getZoom();
  tellBounds(map);
  mapStatus.value = 'on';
  const stopFlight = effect(() => {
    if (flight.value) follow(map, flight.value);
  });
  return () => {
    for (const end of [stop, stopShades, stopJump, stopFlight, stopPin, stopScenario, stopDrawing]) end();
    again.stop();
    map.remove();
  };
}

function tellBounds(map: MapLibreMap): void {
  const box = map.getBounds();
  batch(() => {
    bounds.value = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    centre.value = [map.getCenter().lng, map.getCenter().lat];
    settledZoom.value = map.getZoom();
    bearing.value = map.getBearing();
  });
}

/** Apply styles as differences; one that comes while the first is still loading waits for it. */
function styler(map: MapLibreMap): (style: StyleSpecification) => void {
  let stage: 'empty' | 'loading' | 'loaded' = 'empty';
  let next: StyleSpecification | null = null;
  map.on('style.load', () => {
    stage = 'loaded';
    if (next) map.setStyle(next, { diff: true });
    next = null;
  });
  return (style) => {
    if (stage === 'loading') next = style;
    else map.setStyle(style, { diff: stage === 'loaded' });
    if (stage === 'empty') stage = 'loading';
  };
}

function follow(map: MapLibreMap, { bbox, point, zoom: nearest }: Target): void {
  const animate = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (bbox && bbox.length === 4 && (bbox[2]! > bbox[0]! || !point)) {
    map.fitBounds(bbox as [number, number, number, number], { padding: room(), maxZoom: 13, animate });
  } else if (point) {
    const reach = Math.max(map.getZoom(), nearest ?? 11.5);
    map.easeTo({ center: point, zoom: reach, animate });
  }
}

/** Keep clear of the layer card, which lies over the right side of a wide map. */
const room = (): { top: number; bottom: number; left: number; right: number } => {
  const edge = innerWidth < 760 ? 16 : 36;
  const card = innerWidth < 1100 ? 0 : (document.querySelector('.layers[open]')?.clientWidth ?? 0);
  const foot = innerWidth < 760 ? 0 : 32; // scale and sources stand there
  return { top: edge, left: edge, right: edge + card, bottom: edge + foot };
};

const locale = (): Record<string, string> => ({
  'Map.Title': t('map.label'),
  'NavigationControl.ZoomIn': t('map.zoomIn'),
  'NavigationControl.ZoomOut': t('map.zoomOut'),
  'AttributionControl.ToggleAttribution': t('about.sources'),
  ...(state.peek().lang !== 'en' && {
    'ScaleControl.Meters': '米',
    'ScaleControl.Kilometers': '公里',
  }),
});

declare global {
  interface Window {
    __nutag?: { map?: MapLibreMap; state?: typeof state };
  }
}
