import { mp } from '../i18n/maps.ts';
import { number } from '../i18n/t.ts';
import { LINE_DASH, LINE_WIDTH, lineColour } from './layers/boundaries.ts';
import { CLOCK_CASING } from './layers/line-clocks.ts';
import { drawImage } from './images.ts';
import type { LegendItem, Mark } from './legend.ts';
import { palettes } from './palette.ts';
import { barOf } from './scale.ts';
import type { LegendGroup } from './sheet.ts';
import { SheetError } from './sheet-map.ts';

/** All that goes into a picture; lengths in CSS px of the map's frame. */
export interface Picture {
  map: HTMLCanvasElement;
  width: number;
  height: number;
  ratio: number; // pixels to one of CSS
  title: string;
  legend: LegendGroup[];
  lines: string[];
  bearing: number;
  metresPerPixel: number;
}

const PAD = 18;
const TITLE = 52;
const ROW = 22;
const COLUMN = 172;
const LINE = 17;
const FONT = 'NutagSans, sans-serif';
const [INK, SOFT, EDGE] = ['#1f2a31', '#55626a', '#26323a'];
const { light } = palettes;

/** @throws SheetError when the browser cannot hold so large a picture */
export async function makePicture(picture: Picture): Promise<Blob> {
  const { width, height, ratio } = picture;
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d')!;
  const inner = width;
  const wrapped = picture.lines.flatMap((line) => wrap(ctx, line, inner));
  const columns = columnsOf(picture.legend, Math.max(1, Math.floor(inner / COLUMN)));
  const legendHeight = Math.max(0, ...columns.map((column) => column.length)) * ROW;
  const full = {
    w: width + 2 * PAD,
    h: TITLE + height + 12 + legendHeight + 12 + wrapped.length * LINE + PAD,
  };
  canvas.width = Math.round(full.w * ratio);
  canvas.height = Math.round(full.h * ratio);
  ctx.scale(ratio, ratio);
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(0, 0, full.w, full.h);
  ctx.textBaseline = 'middle';
  ctx.fillStyle = INK;
  ctx.font = `600 23px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.fillText(picture.title, full.w / 2, TITLE / 2 + 2, inner);
  ctx.textAlign = 'left';
  ctx.drawImage(picture.map, PAD, TITLE, width, height);
  ctx.strokeStyle = EDGE;
  ctx.lineWidth = 1.2;
  ctx.strokeRect(PAD, TITLE, width, height);
  northArrow(ctx, PAD + width - 34, TITLE + 38, picture.bearing);
  scaleBar(ctx, PAD + 14, TITLE + height - 16, picture.metresPerPixel);
  const top = TITLE + height + 12;
  columns.forEach((column, index) => {
    column.forEach((row, at) => drawRow(ctx, row, PAD + (index * inner) / columns.length, top + at * ROW + ROW / 2, ratio)); // prettier-ignore
  });
  ctx.font = `12px ${FONT}`;
  ctx.fillStyle = SOFT;
  wrapped.forEach((line, at) => ctx.fillText(line, PAD, top + legendHeight + 12 + at * LINE + LINE / 2));
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new SheetError(mp('sheet.tooLargeCanvas', { w: String(canvas.width), h: String(canvas.height) })); // prettier-ignore
  return blob;
}

type Row = { title: string } | LegendItem | null;

/** Groups one after another into columns of about the same length; a title is never the last row of a column. */
function columnsOf(legend: readonly LegendGroup[], most: number): Row[][] {
  const rows = legend.flatMap(({ title, items }): Row[] => [{ title }, ...items]);
  const length = Math.max(6, Math.ceil(rows.length / most));
  const columns: Row[][] = [];
  let column: Row[] = [];
  for (const row of rows) {
    const isTitle = row !== null && 'title' in row;
    if (column.length >= length || (isTitle && column.length >= length - 1)) {
      columns.push(column);
      column = [];
    }
    column.push(row);
  }
  return column.length === 0 ? columns : [...columns, column];
}

function drawRow(ctx: CanvasRenderingContext2D, row: Row, x: number, y: number, ratio: number): void {
  if (row === null) return;
  ctx.fillStyle = INK;
  if ('title' in row) {
    ctx.font = `600 13px ${FONT}`;
    ctx.fillText(row.title, x, y, COLUMN - 8);
    return;
  }
  drawMark(ctx, row.mark, x + 18, y, ratio);
  ctx.font = `12.5px ${FONT}`;
  ctx.fillStyle = INK;
  ctx.fillText(row.text, x + 44, y, COLUMN - 50);
}

/** @param x of its middle @param y of its middle */
function drawMark(ctx: CanvasRenderingContext2D, mark: Mark, x: number, y: number, ratio: number): void {
  if ('image' in mark) {
    const image = drawImage(`${mark.image}|light`, Math.max(2, ratio));
    if (image === null) return;
    const part = document.createElement('canvas');
    [part.width, part.height] = [image.width, image.height];
    part.getContext('2d')!.putImageData(image, 0, 0);
    const size = image.width / Math.max(2, ratio);
    ctx.drawImage(part, x - size / 2, y - size / 2, size, size);
  } else if ('line' in mark) {
    const [, thick] = LINE_WIDTH[mark.line]!;
    if (mark.line !== 'county') stroke(ctx, x, y, mark.line === 'prefecture' ? light.prefectureBand : light.provinceBand, 7, null); // prettier-ignore
    stroke(ctx, x, y, lineColour({ palette: light }, mark.line), thick, LINE_DASH[mark.line]!);
  } else if ('clock' in mark) {
    const { width, dash } = CLOCK_CASING[mark.clock as keyof typeof CLOCK_CASING];
    stroke(ctx, x, y, light.clocks[mark.clock as keyof typeof CLOCK_CASING], Math.min(8, width[0] * 1.3), dash); // prettier-ignore
  } else {
    ctx.fillStyle = 'colour' in mark ? mark.colour : light.unknown;
    ctx.fillRect(x - 13, y - 7, 26, 14);
    if ('unknown' in mark) hatch(ctx, x, y);
    ctx.strokeStyle = '#b9b6ad';
    ctx.lineWidth = 0.8;
    ctx.strokeRect(x - 13, y - 7, 26, 14);
  }
}

function stroke(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  colour: string,
  width: number,
  dash: number[] | null,
): void {
  ctx.beginPath();
  ctx.moveTo(x - 18, y);
  ctx.lineTo(x + 18, y);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash((dash ?? []).map((part) => part * width));
  ctx.stroke();
  ctx.setLineDash([]);
}

function hatch(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.strokeStyle = light.hatch;
  ctx.lineWidth = 0.9;
  ctx.beginPath();
  for (let shift = -8; shift <= 8; shift += 5) {
    ctx.moveTo(x + shift - 5, y + 7);
    ctx.lineTo(x + shift + 5, y - 7);
  }
  ctx.stroke();
}

/** @param bearing degrees clockwise that the map is turned: the arrow turns the other way */
function northArrow(ctx: CanvasRenderingContext2D, x: number, y: number, bearing: number): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate((-bearing * Math.PI) / 180);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 4;
  const outline = new Path2D('M0 -24L9 12L0 6L-9 12Z');
  ctx.stroke(outline);
  ctx.fillStyle = '#ffffff';
  ctx.fill(outline);
  ctx.strokeStyle = ctx.fillStyle = EDGE;
  ctx.lineWidth = 1.2;
  ctx.stroke(outline);
  ctx.fill(new Path2D('M0 -24L9 12L0 6Z'));
  ctx.textAlign = 'center';
  ctx.font = `600 13px ${FONT}`;
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 3.5;
  ctx.strokeText(mp('sheet.north'), 0, 22);
  ctx.fillText(mp('sheet.north'), 0, 22);
  ctx.restore();
}

export const lengthText = (metres: number): string => metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres)} m`; // prettier-ignore

function scaleBar(ctx: CanvasRenderingContext2D, x: number, y: number, perPixel: number): void {
  const { metres, px } = barOf(perPixel, 180);
  const text = lengthText(metres);
  ctx.save();
  ctx.font = `600 12px ${FONT}`;
  ctx.fillStyle = 'rgb(255 255 255 / 0.85)';
  ctx.fillRect(x - 8, y - 22, px + 16 + ctx.measureText(text).width, 32);
  for (const [from, colour] of [[0, EDGE], [0.5, '#ffffff']] as const) {
    ctx.fillStyle = colour;
    ctx.fillRect(x + from * px, y - 4, px / 2, 6);
  } // prettier-ignore
  ctx.strokeStyle = EDGE;
  ctx.lineWidth = 1;
  ctx.strokeRect(x, y - 4, px, 6);
  ctx.fillStyle = INK;
  ctx.fillText('0', x - 3, y - 13);
  ctx.fillText(text, x + px - 8, y - 13);
  ctx.restore();
}

/** Lines of a text that fit into a width; it may break between any two characters, as Chinese does. */
function wrap(ctx: CanvasRenderingContext2D, text: string, width: number): string[] {
  ctx.font = `12px ${FONT}`;
  const lines: string[] = [];
  let line = '';
  for (const sign of text) {
    if (ctx.measureText(line + sign).width > width) {
      lines.push(line);
      line = '';
    }
    line += sign;
  }
  return [...lines, line];
}
