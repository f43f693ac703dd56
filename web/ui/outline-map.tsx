import type { ComponentChildren, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Result } from '../api.ts';
import { albers, type Project } from './albers.ts';

export type Outline = Result<'listDivisionOutlines'>['items'][number];

/** How one unit is drawn: the class of its fill, whether it is 临界, and its name. */
export interface OutlineLook {
  fill: string; // class: met, not_met, unknown ...
  critical?: boolean;
  name?: string;
}

const WIDTH = 720; // units of the drawing; 180 mm on the page
const MARGIN = 6;

export interface Frame {
  at: (lon: number, lat: number) => [number, number];
  height: number;
}

/** Units on paper and on the screen alike, drawn from their outlines: sharp, its words real text, without a map server. */
export function OutlineMap({ outlines, look, label, marks }: {
  outlines: readonly Outline[];
  look: (code: string) => OutlineLook;
  label: string;
  marks?: (frame: Frame) => ComponentChildren;
}): VNode {
  const frame = useMemo(() => frameOf(outlines), [outlines]);
  const paths = useMemo(() => new Map(outlines.map(({ code, rings }) => [code, rings.map((ring) => pathOf(ring, frame)).join('')])), [outlines, frame]);
  const size = outlines.length > FEW ? SMALL : LARGE;
  const names = useMemo(() => namesOf(outlines, frame, size), [outlines, frame, size]);
  return (
    <svg class="outline-map" viewBox={`0 0 ${WIDTH} ${frame.height.toFixed(0)}`} role="img" aria-label={label}>
      {outlines.map(({ code }) => {
        const { fill, critical } = look(code);
        return (
          <g key={code} data-unit={code}>
            <path class={`unit ${fill}`} d={paths.get(code)} />
            {critical === true && <path class="unit critical" d={paths.get(code)} />}
          </g>
        );
      })}
      {outlines.map(({ code, name }) => {
        const place = names.get(code);
        const { name: text = name } = look(code);
        return place && <text key={code} x={place[0]} y={place[1]} style={{ fontSize: `${size}px`, strokeWidth: size / 4.5 }}>{text}</text>;
      })}
      {marks?.(frame)}
    </svg>
  );
} // prettier-ignore

const pairs = (ring: readonly number[]): [number, number][] =>
  Array.from({ length: ring.length / 2 }, (_, index) => [ring[index * 2]!, ring[index * 2 + 1]!]);

function frameOf(outlines: readonly Outline[]): Frame {
  const all = outlines.flatMap(({ rings }) => rings.flatMap(pairs));
  if (all.length === 0) return { at: () => [0, 0], height: 60 };
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
  const project: Project = albers([least(lons), least(lats), most(lons), most(lats)]);
  const flat = all.map(([lon, lat]) => project(lon, lat));
  const [xs, ys] = [flat.map(([x]) => x), flat.map(([, y]) => y)];
  const [left, top] = [least(xs), most(ys)];
  const scale = (WIDTH - 2 * MARGIN) / (most(xs) - left);
  const height = (top - least(ys)) * scale + 2 * MARGIN;
  const squeeze = Math.min(1, MAX_HEIGHT / height);
  const shift = ((1 - squeeze) * WIDTH) / 2;
  return {
    at: (lon, lat) => {
      const [x, y] = project(lon, lat);
      return [shift + (MARGIN + (x - left) * scale) * squeeze, (MARGIN + (top - y) * scale) * squeeze];
    },
    height: height * squeeze,
  };
}

const MAX_HEIGHT = 640;

const pathOf = (ring: readonly number[], { at }: Frame): string =>
  `M${pairs(ring).map(([lon, lat]) => at(lon, lat).map((value) => value.toFixed(1)).join(' ')).join('L')}Z`; // prettier-ignore

/** A name stands in the middle of the box of the largest ring, where it has room there. */
function namesOf(outlines: readonly Outline[], { at }: Frame, size: number): Map<string, [number, number]> {
  const places = new Map<string, [number, number]>();
  const taken: [number, number, number][] = [];
  for (const { code, name, rings } of outlines) {
    const largest = rings.toSorted((a, b) => b.length - a.length)[0] ?? [];
    const points = pairs(largest).map(([lon, lat]) => at(lon, lat));
    if (points.length < 3) continue;
    const [x, y, area] = centroid(points);
    const wide = name.length * size;
    const fits = area > wide * size * 1.6 && !taken.some(([ox, oy, ow]) => Math.abs(ox - x) < (ow + wide) / 2 && Math.abs(oy - y) < size + 2); // prettier-ignore
    if (!fits) continue;
    taken.push([x, y, wide]);
    places.set(code, [x, y + size / 3]);
  }
  return places;
}

const FEW = 20; // units: then names are large enough for a map of half a page's width
const [SMALL, LARGE] = [9, 19];

function centroid(points: readonly [number, number][]): [x: number, y: number, area: number] {
  let [area, x, y] = [0, 0, 0];
  points.forEach(([ax, ay], index) => {
    const [bx, by] = points[(index + 1) % points.length]!;
    const cross = ax * by - bx * ay;
    area += cross / 2;
    x += ((ax + bx) * cross) / 6;
    y += ((ay + by) * cross) / 6;
  });
  return area === 0 ? [points[0]![0], points[0]![1], 0] : [x / area, y / area, Math.abs(area)];
}
