/** Shapes round the origin of a canvas, for the signs of the map. */
export const polygon = (ctx: CanvasRenderingContext2D, points: number[][]): void => {
  ctx.beginPath();
  for (const [x, y] of points) ctx.lineTo(x!, y!);
  ctx.closePath();
};
export const disc = (ctx: CanvasRenderingContext2D, radius: number): void => {
  ctx.beginPath();
  ctx.arc(0, 0, radius, 0, Math.PI * 2);
};
export const fillStroke = (
  ctx: CanvasRenderingContext2D,
  fill: string,
  stroke: string,
  width: number,
): void => {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width * 2;
  ctx.stroke();
  ctx.fillStyle = fill;
  ctx.fill();
};

export const hexagon = (radius: number): number[][] =>
  Array.from({ length: 6 }, (_, index) => {
    const angle = (Math.PI / 3) * index;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

/** A pin whose point is at the lower edge of a square of 24. */
export const pin = (ctx: CanvasRenderingContext2D): void => {
  ctx.beginPath();
  ctx.arc(0, -3.4, 7, Math.PI * 0.82, Math.PI * 2.18);
  ctx.lineTo(0, 10.6);
  ctx.closePath();
};
