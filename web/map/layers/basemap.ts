import type { LayerSpecification, RasterSourceSpecification } from 'maplibre-gl';
import type { Basemap } from '../../state/url.ts';
import type { Scene } from '../scene.ts';

/** A map of 天地图 and its labels, as the server hands them on, and the last zoom that it is drawn for. */
const MAPS: Partial<Record<Basemap, { map: string; labels: string; last: number }>> = {
  'tdt-vec': { map: 'vec', labels: 'cva', last: 18 },
  'tdt-img': { map: 'img', labels: 'cia', last: 18 },
  'tdt-ter': { map: 'ter', labels: 'cta', last: 14 },
};

const shown = ({ base, tianditu }: Scene) => (tianditu === null ? undefined : MAPS[base]);

/** Whether the land of our own is drawn: not over another map, not on a blank sheet. */
export const hasLand = (scene: Scene): boolean =>
  scene.base === 'own' || (scene.base !== 'blank' && shown(scene) === undefined);

export function basemapSources(scene: Scene): Record<string, RasterSourceSpecification> {
  const found = shown(scene);
  if (found === undefined) return {};
  const source = (layer: string): RasterSourceSpecification => ({
    type: 'raster',
    tiles: [`${location.origin}/basemap/${layer}/{z}/{x}/{y}`],
    tileSize: 256,
    minzoom: 1,
    maxzoom: found.last,
    attribution: `天地图 ${escapeHtml(scene.tianditu!.review)}`,
  });
  return { 'basemap-map': source(found.map), 'basemap-labels': source(found.labels) };
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** At night the map is dimmed: it has been drawn for day. */
export function basemapLayers(scene: Scene): LayerSpecification[] {
  if (shown(scene) === undefined) return [];
  const dark = scene.theme === 'dark';
  const paint = dark ? { 'raster-brightness-max': 0.62, 'raster-saturation': -0.25 } : {};
  return ['basemap-map', 'basemap-labels'].map((id) => ({
    id,
    type: 'raster',
    source: id,
    paint: { ...paint, 'raster-fade-duration': 0 },
  }));
}
