import type { Palette } from './palette.ts';
import { disc, fillStroke, pin, polygon } from './shapes.ts';

/** Signs that do not depend on data: size in CSS pixels, and how to draw them. */
export const SIGNS: Record<string, [number, (ctx: CanvasRenderingContext2D, palette: Palette) => void]> = {
  'seat-prefecture': [
    16,
    (ctx, { seat, halo }) => {
      disc(ctx, 5.2);
      fillStroke(ctx, halo, halo, 1.2);
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = seat;
      ctx.stroke();
      disc(ctx, 2.2);
      ctx.fillStyle = seat;
      ctx.fill();
    },
  ],
  'seat-county': [
    12,
    (ctx, { seat, halo }) => {
      disc(ctx, 3);
      fillStroke(ctx, halo, halo, 1);
      ctx.lineWidth = 1.4;
      ctx.strokeStyle = seat;
      ctx.stroke();
    },
  ],
  'seat-township': [
    8,
    (ctx, { textSoft, halo }) => {
      disc(ctx, 1.9);
      fillStroke(ctx, textSoft, halo, 0.9);
    },
  ],
  'facility-dot': [
    8,
    (ctx, { text, halo }) => {
      disc(ctx, 2.4);
      fillStroke(ctx, text, halo, 1);
    },
  ],
  meeting: [
    18,
    (ctx, { meeting, halo }) => {
      disc(ctx, 5.5);
      fillStroke(ctx, halo, halo, 1.2);
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = meeting;
      ctx.stroke();
      for (const turn of [0, 1, 2]) {
        const angle = -Math.PI / 2 + (turn * Math.PI * 2) / 3;
        ctx.beginPath();
        ctx.moveTo(0, 0);
        ctx.lineTo(5 * Math.cos(angle), 5 * Math.sin(angle));
        ctx.stroke();
      }
    },
  ],
  'finding-error': [
    24,
    (ctx, { error, halo }) => {
      pin(ctx);
      fillStroke(ctx, error, halo, 1.2);
      ctx.beginPath();
      for (const turn of [1, -1]) {
        ctx.moveTo(-2.8, -3.4 - 2.8 * turn);
        ctx.lineTo(2.8, -3.4 + 2.8 * turn);
      }
      ctx.lineWidth = 1.8;
      ctx.strokeStyle = halo;
      ctx.stroke();
    },
  ],
  'finding-warning': [
    24,
    (ctx, { warning, halo }) => {
      pin(ctx);
      fillStroke(ctx, warning, halo, 1.2);
      ctx.fillStyle = halo;
      ctx.fillRect(-0.9, -7.8, 1.8, 5.2);
      ctx.fillRect(-0.9, -1.4, 1.8, 1.8);
    },
  ],
  gap: [
    18,
    (ctx, { gap, halo }) => {
      polygon(ctx, [
        [0, -7],
        [7.6, 6],
        [-7.6, 6],
      ]);
      fillStroke(ctx, gap, halo, 1.3);
      ctx.fillStyle = halo;
      ctx.fillRect(-0.9, -2.6, 1.8, 4.6);
      ctx.fillRect(-0.9, 3, 1.8, 1.8);
    },
  ],
};
