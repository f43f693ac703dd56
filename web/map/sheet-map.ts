import { Map as MapLibreMap, type StyleSpecification } from 'maplibre-gl';
import { mp } from '../i18n/maps.ts';
import { askAgain } from './again.ts';
import { followShades } from './coverage-states.ts';
import { angleText, graticuleOf, type Graticule } from './graticule.ts';
import { resolveImage } from './images.ts';
import type { Mark } from './legend.ts';
import { KIND_ZOOM, kindOf } from './place-kinds.ts';

/** Why a map cannot be drawn, in words for the reader. */
export class SheetError extends Error {
  override name = 'SheetError';
}

export interface Frame {
  width: number; // CSS px
  height: number;
  ratio: number; // pixels to one of CSS
  centre: [number, number];
  zoom: number;
  bearing: number; // degrees clockwise
}

/** Where a meridian or parallel leaves the frame: side, distance along it (CSS px from left or top), label. */
export interface Tick {
  side: 'top' | 'bottom' | 'left' | 'right';
  at: number;
  text: string;
}
export interface Corner {
  x: 0 | 1;
  y: 0 | 1;
  lon: string;
  lat: string;
}

export interface DrawnMap {
  canvas: HTMLCanvasElement;
  /** Keys of the marks that the map shows: `keyOf`. */
  present: ReadonlySet<string>;
  ticks: Tick[];
  corners: Corner[];
  south: number; // latitudes of the frame
  north: number;
}

const PATIENCE_S = 60;

/** The widest picture, px, that the graphics card draws; null without WebGL2. */
export function mostPixels(): number | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return null;
  const sizes = [gl.getParameter(gl.MAX_TEXTURE_SIZE), gl.getParameter(gl.MAX_RENDERBUFFER_SIZE), ...(gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array)] as number[]; // prettier-ignore
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return Math.min(...sizes);
}

/**
 * Draws the map once, beside the page, at any number of pixels. @throws SheetError without WebGL2, over the limits of the graphics card, when a
 * tile does not come or the map takes too long
 */
export async function drawMap(style: StyleSpecification, frame: Frame): Promise<DrawnMap> {
  const { width, height, ratio } = frame;
  const most = mostPixels();
  if (most === null) throw new SheetError(mp('sheet.noWebgl'));
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (Math.max(w, h) > most) throw new SheetError(mp('sheet.tooLarge', { most: String(most), w: String(w), h: String(h) })); // prettier-ignore
  const container = document.createElement('div');
  container.className = 'sheet-map-room';
  container.inert = true;
  Object.assign(container.style, { width: `${width}px`, height: `${height}px` });
  document.body.append(container);
  const map = new MapLibreMap({
    container,
    style,
    center: frame.centre,
    zoom: frame.zoom,
    bearing: frame.bearing,
    pixelRatio: ratio,
    maxCanvasSize: [most, most],
    canvasContextAttributes: { preserveDrawingBuffer: true },
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    minZoom: 0,
    maxZoom: 22,
  });
  const stopShades = followShades(map, 'light');
  try {
    map.setMissingStyleImageResolver((id) => resolveImage(map, id, Math.max(2, ratio)));
    await drawn(map);
    const canvas = copyOf(map.getCanvas());
    if (Math.abs(canvas.width - w) > 2) throw new SheetError(mp('sheet.tooLarge', { most: String(canvas.width), w: String(w), h: String(h) })); // prettier-ignore
    return { canvas, present: presentIn(map), ...edgesOf(map, width, height) };
  } finally {
    stopShades();
    map.remove();
    container.remove();
  }
}

function drawn(map: MapLibreMap): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SheetError(mp('sheet.late', { n: PATIENCE_S }))), PATIENCE_S * 1000); // prettier-ignore
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    const again = askAgain(map);
    map.on('error', (event) => {
      if (!again.takes(event))
        end(() => reject(new SheetError(mp('sheet.incomplete', { why: event.error.message }))));
    });
    map.on('idle', () => {
      if (again.count().waiting === 0) end(resolve);
    });
  });
}

/** The picture outlives the map. */
function copyOf(source: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas');
  copy.width = source.width;
  copy.height = source.height;
  copy.getContext('2d')!.drawImage(source, 0, 0);
  return copy;
}

export const keyOf = (mark: Mark): string | null =>
  'image' in mark ? mark.image : 'line' in mark ? `line ${mark.line}` : 'clock' in mark ? `clock ${mark.clock}` : null; // prettier-ignore

function presentIn(map: MapLibreMap): Set<string> {
  const found = new Set<string>();
  for (const { layer, properties } of map.queryRenderedFeatures()) {
    const text = (key: string): string => String(properties[key] ?? '');
    const { id } = layer;
    if (id === 'marker') found.add(`marker|${text('condition') || 'unknown'}`);
    else if (id === 'meeting-point') found.add('meeting');
    else if (id === 'sign') found.add(`sign|${text('state')}`);
    else if (id === 'facility') {
      const isOn = text('status') === 'operating';
      found.add(isOn ? `facility|${text('kind')}|on` : 'facility off');
    } else if (id === 'place')
      found.add(map.getZoom() >= KIND_ZOOM ? kindOf(text('class'), text('group')) : `place|${text('group') || 'other'}`); // prettier-ignore
    else if (id.startsWith('division-label-')) found.add(`seat-${text('level')}`);
    else if (id.startsWith('boundary-clock-')) found.add(`clock ${id.slice('boundary-clock-'.length)}`);
    else if (id === `boundary-${text('level')}`) found.add(`line ${text('level')}`);
    else if (id === 'coverage-gap') found.add('gap');
  }
  return found;
}

const STEPS = 400;
const LINES = 7;
const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]] as const; // prettier-ignore

/** Crossings of the graticule with the frame, at any bearing, and the coordinates of the corners. */
function edgesOf(map: MapLibreMap, width: number, height: number): Pick<DrawnMap, 'ticks' | 'corners' | 'south' | 'north'> {
  const at = (x: number, y: number): { lng: number; lat: number } => map.unproject([x, y]);
  const points = CORNERS.map(([x, y]) => at(x * width, y * height));
  const [lons, lats] = [points.map(({ lng }) => lng), points.map(({ lat }) => lat)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const graticule = graticuleOf([Math.min(...lons), south, Math.max(...lons), north], LINES);
  return {
    south,
    north,
    corners: CORNERS.map(([x, y], index) => ({ x, y, lon: angleText(lons[index]! * 3600, 'lon', 1), lat: angleText(lats[index]! * 3600, 'lat', 1) })),
    ticks: [
      ...crossings('top', width, graticule, (along) => at(along, 0)),
      ...crossings('bottom', width, graticule, (along) => at(along, height)),
      ...crossings('left', height, graticule, (along) => at(0, along)),
      ...crossings('right', height, graticule, (along) => at(width, along)),
    ],
  };
} // prettier-ignore

/** Meridians cross top and bottom, parallels the sides; found by walking along the edge, exact within a step by linear interpolation. */
function crossings(
  side: Tick['side'],
  length: number,
  { meridians, parallels, step }: Graticule,
  at: (along: number) => { lng: number; lat: number },
): Tick[] {
  const axis = side === 'top' || side === 'bottom' ? 'lon' : 'lat';
  const value = (along: number): number => (axis === 'lon' ? at(along).lng : at(along).lat) * 3600;
  const ticks: Tick[] = [];
  let before = value(0);
  for (let index = 1; index <= STEPS; index += 1) {
    const now = value((index * length) / STEPS);
    for (const line of axis === 'lon' ? meridians : parallels) {
      if ((line - before) * (line - now) > 0 || line === before || now === before) continue;
      const along = ((index - 1 + (line - before) / (now - before)) * length) / STEPS;
      ticks.push({ side, at: along, text: angleText(line, axis, step) });
    }
    before = now;
  }
  return ticks;
}
