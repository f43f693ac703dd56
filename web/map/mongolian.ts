import type { Palette } from './palette.ts';

const SIZE = 36;
const COLUMN = 52;
const ROOM = 8;

/**
 * A Mongolian name as an image. MapLibre 6.17 draws the letters unjoined and lying down, so the whole name is drawn here
 * in one call (the browser joins the letters) and turned a quarter clockwise. @param finer than at 2 pixels to one of CSS, so many times
 */
export async function drawMongolian(text: string, palette: Palette, finer = 1): Promise<ImageData> {
  const [size, column, room] = [SIZE, COLUMN, ROOM].map((value) => Math.round(value * finer)) as [number, number, number]; // prettier-ignore
  const font = `${size}px NutagMongol`;
  await document.fonts.load(font, text);
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d')!;
  ctx.font = font;
  const length = Math.ceil(ctx.measureText(text).width);
  canvas.width = column;
  canvas.height = length + room * 2;
  ctx.translate(column, 0);
  ctx.rotate(Math.PI / 2);
  ctx.font = font; // resizing a canvas resets it
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 6 * finer;
  ctx.strokeStyle = palette.halo;
  ctx.strokeText(text, room, column / 2);
  ctx.fillStyle = palette.text;
  ctx.fillText(text, room, column / 2);
  return ctx.getImageData(0, 0, canvas.width, canvas.height);
}
