/** polylabel 2 ships no types. The answer is [x, y] with the `distance` to the polygon's edge. */
declare module 'polylabel' {
  export default function polylabel(
    polygon: number[][][],
    precision?: number,
  ): [number, number] & { distance: number };
}
