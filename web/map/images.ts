import type { Map as MapLibreMap } from 'maplibre-gl';
import { drawMongolian } from './mongolian.ts';
import { drawKind, KIND_SIZE } from './pictograms.ts';
import { disc, fillStroke, hexagon, polygon } from './shapes.ts';
import { drawPlate, SIGNS } from './signs.ts';
import { palettes, type Palette, type PlaceGroup, type Theme } from './palette.ts';

/** Images are drawn when a style first asks for them; the id says what to draw: `marker|missing|dark`. */
const RATIO = 2;

/** @param ratio pixels of the image to one of CSS: what is exported finer than a screen wants finer signs */
export async function resolveImage(map: MapLibreMap, id: string, ratio = RATIO): Promise<void> {
  if (id.startsWith('mn|')) {
    const [, theme, text] = id.split('|');
    const image = await drawMongolian(text ?? '', palettes[theme as Theme], ratio / RATIO);
    if (!map.hasImage(id)) map.addImage(id, image, { pixelRatio: ratio });
    return;
  }
  const image = drawImage(id, ratio);
  if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: ratio });
}

export function drawImage(id: string, ratio = RATIO): ImageData | null {
  const parts = id.split('|');
  const palette = palettes[parts.at(-1) as Theme];
  if (!palette) return null;
  const [what, a = '', b = ''] = parts;
  if (what === 'marker') return paint(22, ratio, (ctx) => drawMarker(ctx, a, palette));
  if (what === 'facility') return paint(24, ratio, (ctx) => drawFacility(ctx, a, b === 'on', palette));
  if (what === 'place') return paint(12, ratio, (ctx) => drawPlace(ctx, a as PlaceGroup, palette));
  if (what === 'kind') return paint(KIND_SIZE, ratio, (ctx) => drawKind(ctx, a, palette));
  if (what === 'sign') return paint(18, ratio, (ctx) => drawPlate(ctx, a, palette));
  if (what === 'hatch') return paint(8, ratio, (ctx) => drawHatch(ctx, palette.hatch, 1));
  if (what === 'borderline') return paint(8, ratio, (ctx) => drawHatch(ctx, palette.text, -1));
  const draw = SIGNS[what ?? ''];
  return draw ? paint(draw[0], ratio, (ctx) => draw[1](ctx, palette)) : null;
}

/** Draw in a square of `size` CSS pixels with the origin in its middle. */
function paint(size: number, ratio: number, draw: (ctx: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(size * ratio);
  const ctx = canvas.getContext('2d')!;
  ctx.scale(ratio, ratio);
  ctx.translate(size / 2, size / 2);
  ctx.lineJoin = 'round';
  draw(ctx);
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}

/** A shape of its own for each condition, so that colour is never the only sign. */
function drawMarker(ctx: CanvasRenderingContext2D, condition: string, palette: Palette): void {
  const colour = palette.conditions[condition] ?? palette.conditions['unknown']!;
  const { halo } = palette;
  const line = (...points: number[][]): void => {
    ctx.beginPath();
    points.forEach(([x, y], index) => (index % 2 === 0 ? ctx.moveTo(x!, y!) : ctx.lineTo(x!, y!)));
    ctx.lineWidth = 1.8;
    ctx.strokeStyle = halo;
    ctx.stroke();
  };
  if (condition === 'intact') disc(ctx, 5.6);
  else if (condition === 'damaged')
    polygon(ctx, [
      [0, -7],
      [7, 5.5],
      [-7, 5.5],
    ]);
  else if (condition === 'displaced')
    polygon(ctx, [
      [0, -7],
      [7, 0],
      [0, 7],
      [-7, 0],
    ]);
  else if (condition === 'missing')
    polygon(ctx, [
      [-6, -6],
      [6, -6],
      [6, 6],
      [-6, 6],
    ]);
  else if (condition === 'unclear_inscription') polygon(ctx, hexagon(6.6));
  else if (condition === 'reference_incomplete')
    polygon(ctx, [
      [0, 7],
      [7, -5.5],
      [-7, -5.5],
    ]);
  else disc(ctx, 5);
  if (condition === 'unknown') {
    fillStroke(ctx, halo, halo, 1.6);
    ctx.lineWidth = 2;
    ctx.setLineDash([2.6, 1.8]);
    ctx.strokeStyle = colour;
    ctx.stroke();
    return;
  }
  fillStroke(ctx, colour, halo, 1.4);
  if (condition === 'missing') line([-3, -3], [3, 3], [3, -3], [-3, 3]);
  if (condition === 'damaged') line([0, -2.5], [0, 1.6], [0, 3], [0, 3.9]);
  if (condition === 'displaced') line([-3.4, 0], [3.4, 0], [3.4, 0], [0.9, -2.4], [3.4, 0], [0.9, 2.4]);
  if (condition === 'unclear_inscription') line([-3, -1.4], [3, -1.4], [-3, 1.6], [1, 1.6]);
}

/** One character for each kind, as on Chinese thematic maps; an unknown kind gets a dot. */
export const FACILITY_SIGNS: Record<string, { sign: string; light: string; dark: string }> = {
  funeral_home: { sign: '殡', light: '#4b4f6b', dark: '#a8aed6' },
  funeral_service_station: { sign: '服', light: '#5d6488', dark: '#b5bbe0' },
  columbarium: { sign: '骨', light: '#6a5a7d', dark: '#c3b0da' },
  public_cemetery: { sign: '墓', light: '#4f6b52', dark: '#a7cfab' },
  relief_station: { sign: '救', light: '#a0522d', dark: '#eba67e' },
  child_protection_station: { sign: '未', light: '#1f6f8b', dark: '#86cbe2' },
  child_protection_institution: { sign: '童', light: '#1d5c94', dark: '#8fbdea' },
  child_welfare_institution: { sign: '福', light: '#5356a8', dark: '#b5b7f2' },
  elderly_care_centre: { sign: '老', light: '#8a6414', dark: '#e0bd6c' },
};

function drawFacility(ctx: CanvasRenderingContext2D, kind: string, on: boolean, palette: Palette): void {
  const found = FACILITY_SIGNS[kind];
  const colour = (palette === palettes.dark ? found?.dark : found?.light) ?? palette.textSoft;
  const { halo } = palette;
  ctx.beginPath();
  ctx.roundRect(-8.5, -8.5, 17, 17, 4);
  fillStroke(ctx, on ? colour : halo, halo, 1.4);
  if (!on) {
    ctx.beginPath();
    ctx.roundRect(-7.7, -7.7, 15.4, 15.4, 3.4);
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
  ctx.fillStyle = on ? halo : colour;
  ctx.font = '600 12px NutagSans, sans-serif';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(found?.sign ?? '·', 0, 0.7);
}

function drawPlace(ctx: CanvasRenderingContext2D, group: PlaceGroup, palette: Palette): void {
  const colour = palette.groups[group] ?? palette.groups.other;
  const { halo } = palette;
  if (group === 'terrain')
    polygon(ctx, [
      [0, -4],
      [4.2, 3.2],
      [-4.2, 3.2],
    ]);
  else if (group === 'water')
    polygon(ctx, [
      [-4.2, 0],
      [0, -3.2],
      [4.2, 0],
      [0, 3.2],
    ]);
  else if (group === 'transport' || group === 'facility')
    polygon(ctx, [
      [-3, -3],
      [3, -3],
      [3, 3],
      [-3, 3],
    ]);
  else if (group === 'memorial') polygon(ctx, hexagon(3.6));
  else disc(ctx, group === 'settlement' ? 2.7 : 2.2);
  if (group === 'settlement') {
    fillStroke(ctx, halo, halo, 1);
    ctx.lineWidth = 1.3;
    ctx.strokeStyle = colour;
    ctx.stroke();
  } else fillStroke(ctx, colour, halo, 0.8);
}

/** @param slope 1: rising to the right (unknown), -1: falling (临界) */
function drawHatch(ctx: CanvasRenderingContext2D, colour: string, slope: 1 | -1): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 0.9;
  ctx.beginPath();
  for (const shift of [-8, 0, 8]) {
    ctx.moveTo(-5 + shift, 5 * slope);
    ctx.lineTo(5 + shift, -5 * slope);
  }
  ctx.stroke();
}
