import type { Palette } from './palette.ts';
import { PLACE_KINDS, type PlaceKind, type PlaceKindId } from './place-kinds.ts';

/** Size of a sign, CSS px. */
export const KIND_SIZE = 16;

export function drawKind(ctx: CanvasRenderingContext2D, id: string, { groups, halo }: Palette): void {
  const kind: PlaceKind | undefined = PLACE_KINDS[id as PlaceKindId];
  if (kind === undefined) return;
  const path = new Path2D(kind.path);
  ctx.lineCap = 'round';
  ctx.strokeStyle = halo;
  ctx.lineWidth = 3.4;
  ctx.stroke(path);
  if (kind.path.includes('Z')) {
    ctx.fillStyle = kind.isFilled ? groups[kind.group] : halo;
    ctx.fill(path);
  }
  ctx.strokeStyle = groups[kind.group];
  ctx.lineWidth = 1.3;
  ctx.stroke(path);
}
