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

/** 地名标志 by state: a plate on a post; what is wrong stands on the plate, and one that is gone has only its outline. */
export function drawPlate(ctx: CanvasRenderingContext2D, state: string, { signs, halo }: Palette): void {
  const colour = signs[state] ?? signs['removed']!;
  const isGone = state === 'missing' || state === 'removed';
  const outline = new Path2D('M-7 -7.5H7V0.5H-7ZM0 0.5V8');
  ctx.strokeStyle = halo;
  ctx.lineWidth = 4;
  ctx.stroke(outline);
  ctx.fillStyle = isGone ? halo : colour;
  ctx.fill(new Path2D('M-7 -7.5H7V0.5H-7Z'));
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.6;
  if (isGone) ctx.setLineDash(state === 'missing' ? [2.4, 1.6] : [1, 1.6]);
  ctx.stroke(outline);
  ctx.setLineDash([]);
  ctx.strokeStyle = isGone ? colour : halo;
  ctx.stroke(new Path2D(MARKS[state] ?? MARKS['removed']));
}

const MARKS: Record<string, string> = {
  intact: 'M-4 -3.5H4',
  damaged: 'M-1.6 -7L1.4 -4.2L-1.4 -2.6L1.2 0',
  missing: 'M-2.4 -5.6L2.4 -1.4M2.4 -5.6L-2.4 -1.4',
  wrong: 'M0 -6V-3.2M0 -1.4V-1.2',
  removed: 'M-4 -3.5H4',
};
