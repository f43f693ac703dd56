import { batch, computed, signal } from '@preact/signals';
import type { Map as MapLibreMap, MapGeoJSONFeature } from 'maplibre-gl';
import { mapWord, mp } from '../i18n/maps.ts';
import { t, word } from '../i18n/t.ts';
import { lineStates } from '../state/boundary-status.ts';
import { go, select } from '../state/state.ts';
import type { RecordType } from '../state/url.ts';

/** A record as the map knows it: enough for a tooltip and for the list of what is in view. */
export interface MapFeature {
  type: RecordType | 'sign';
  id: string;
  name: string;
  detail: string;
  sample: boolean;
  point: [number, number] | null;
}

export const hovered = signal<{ feature: MapFeature; x: number; y: number } | null>(null);
export const pointer = signal<{ lng: number; lat: number } | null>(null);
export const inView = signal<MapFeature[]>([]);
export const cursor = signal(-1);
export const underCursor = computed(() => inView.value[cursor.value] ?? null);
export const VIEW_LIMIT = 100;

/** Style layers that can be picked: points (the nearest wins), then lines, then polygons. */
const POINTS = [
  'numbered',
  'found-place',
  'facility',
  'meeting-point',
  'marker',
  'sign',
  'place',
  'division-label-township',
  'division-label-county',
  'division-label-prefecture',
];
const PICKED = [...POINTS, 'boundary-hit', 'division-county', 'division-prefecture'];
const REACH_PX = 5;
const SIGN_PX = 14;
const STACK_PX = 4;

export function featureAt(
  map: MapLibreMap,
  x: number,
  y: number,
): { feature: MapFeature; raw: MapGeoJSONFeature } | null {
  const box: [[number, number], [number, number]] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const layers = PICKED.filter((id) => map.getLayer(id));
  const near = map.queryRenderedFeatures(box, {
    layers: layers.filter((id) => !id.startsWith('division-c') && !id.startsWith('division-p')),
  });
  const under = map.queryRenderedFeatures([x, y], {
    layers: layers.filter((id) => id.startsWith('division-')),
  });
  const far = (raw: MapGeoJSONFeature): number => {
    if (raw.geometry.type !== 'Point') return 0;
    const at = map.project(raw.geometry.coordinates as [number, number]);
    return Math.hypot(at.x - x, at.y - y);
  };
  // A sign under the pointer, then a line, then a name that merely covers the spot, then the land.
  const rank = (raw: MapGeoJSONFeature): number =>
    raw.geometry.type === 'Point' ? (far(raw) <= SIGN_PX ? 0 : 2) : raw.layer.id === 'boundary-hit' ? 1 : 3;
  // Of signs in one spot, such as the markers of a meeting point, the order of the layers decides.
  const step = (raw: MapGeoJSONFeature): number => Math.round(far(raw) / STACK_PX);
  const order = (raw: MapGeoJSONFeature): number => PICKED.indexOf(raw.layer.id);
  const found = [...near, ...under].sort(
    (a, b) => rank(a) - rank(b) || step(a) - step(b) || order(a) - order(b),
  );
  for (const raw of found) {
    const feature = toFeature(raw);
    if (feature) return { feature, raw };
  }
  return null;
}

/** Renew the list of what is in view; the cursor stays on its feature while that is still there. */
export function renewView(map: MapLibreMap): void {
  const before = underCursor.peek();
  const list = featuresInView(map);
  batch(() => {
    inView.value = list;
    cursor.value = before ? list.findIndex((item) => item.type === before.type && item.id === before.id) : -1;
  });
}

/** Point features in view, the nearest to the centre first; polygons are left to the division tree. */
function featuresInView(map: MapLibreMap): MapFeature[] {
  const layers = [...POINTS, 'boundary-hit'].filter((id) => map.getLayer(id));
  const centre = map.getCenter();
  const found = new Map<string, MapFeature & { far: number }>();
  for (const raw of map.queryRenderedFeatures({ layers })) {
    const feature = toFeature(raw);
    if (!feature) continue;
    const key = `${feature.type}:${feature.id}`;
    if (found.has(key)) continue;
    const [lon, lat] = feature.point ?? [centre.lng + 90, centre.lat]; // lines come last
    const far = Math.hypot((lon - centre.lng) * Math.cos((centre.lat * Math.PI) / 180), lat - centre.lat);
    found.set(key, { ...feature, far });
  }
  return [...found.values()].sort((a, b) => a.far - b.far);
}

/** The state of a line, while the map shows it. */
const clockOf = (code: string): string | null => {
  const shown = lineStates.peek()?.states[code];
  return shown === undefined ? null : word('clock', shown);
};

function toFeature(raw: MapGeoJSONFeature): MapFeature | null {
  const all = raw.properties as Record<string, string | number | boolean | null | undefined>;
  const text = (key: string): string => String(all[key] ?? '');
  const id = text('id') || String(raw.id ?? '');
  const point = raw.geometry.type === 'Point' ? (raw.geometry.coordinates as [number, number]) : null;
  const common = { sample: all['sample'] === true || all['sample'] === 1, point };
  const layer = raw.layer.id;
  if (layer === 'facility')
    return { type: 'facility', id, name: text('name'), detail: word('facility', text('status')), ...common };
  if (layer === 'marker')
    return {
      type: 'marker',
      id,
      name: text('number'),
      detail: `${t('type.marker')} · ${word('condition', text('condition'))}`,
      ...common,
    };
  if (layer === 'meeting-point')
    return {
      type: 'meeting-point',
      id: text('code'),
      name: text('name'),
      detail: t('type.meeting-point'),
      ...common,
    };
  if (layer === 'sign')
    return { type: 'sign', id, name: text('name'), detail: `${mp('signs.type')} · ${mapWord('sign', text('state'))}`, ...common }; // prettier-ignore
  if (layer === 'numbered') {
    const type = text('type') === 'facility' ? 'facility' : 'place';
    return { type, id, name: text('name'), detail: t(`type.${type}`), ...common };
  }
  if (layer === 'place' || layer === 'found-place')
    return { type: 'place', id, name: text('name'), detail: word('group', text('group')), ...common };
  if (layer === 'boundary-hit')
    return (
      (text('code') && {
        type: 'boundary-line',
        id: text('code'),
        name: text('name') || word('line', text('level')),
        detail: [word('line', text('level')), clockOf(text('code'))].filter(Boolean).join(' · '),
        ...common,
      }) ||
      null
    );
  return text('code')
    ? {
        type: 'division',
        id: text('code'),
        name: text('name'),
        detail: word('level', text('level')),
        ...common,
      }
    : null;
}

/** Opens the record; a sign stands among the papers of the office. */
export function openFeature({ type, id }: MapFeature): void {
  if (type === 'sign') go({ panel: 'desk', filter: `sign-${id}`, record: null });
  else select({ type, id });
}
