import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { addressOf, type Result } from '../api.ts';
import { mk } from '../i18n/markers.ts';

type Marker = Result<'getMarker'>;

const [WIDTH, HEIGHT, REACH] = [600, 240, 92]; // of the drawing; how far the farthest 方位物 stands from its middle
const nearest = 50; // m shown around a marker whose 方位物 stand closer
const unknown = 300; // m, where no distance is known

/** Metres east and north of the marker, for some kilometres around it. */
const metresFrom = ([lon, lat]: readonly [number, number], at: readonly number[]): [number, number] => [
  (at[0]! - lon) * 111_320 * Math.cos((lat * Math.PI) / 180),
  (at[1]! - lat) * 111_195,
];

/** 位置略图: the marker, its 方位物 by bearing and distance, and the line where it passes; made from the register, north up. */
export function MarkerSketch({ marker }: { marker: Marker }): VNode {
  const { point, referenceObjects } = marker;
  const line = useLine(marker.line.code);
  const objects = referenceObjects.filter(({ bearing, distanceM }) => bearing !== null && distanceM !== null);
  if (point === null && objects.length === 0) return <>{mk('sheet.sketchNone')}</>;
  const farthest = objects.length === 0 ? unknown : Math.max(nearest, ...objects.map(({ distanceM }) => distanceM!));
  const scale = REACH / farthest; // units a metre
  const at = (east: number, north: number): [number, number] => [WIDTH / 2 + east * scale, HEIGHT / 2 - north * scale];
  const paths = point === null ? [] : line.map((part) => `M${part.map((position) => at(...metresFrom(point, position)).map((value) => value.toFixed(1)).join(' ')).join('L')}`);
  const bar = 10 ** Math.floor(Math.log10(farthest));
  return (
    <figure class="marker-sketch">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" data-sketch={marker.number} aria-label={mk('sheet.sketchAlt', { number: marker.number, objects: objects.map(({ name, bearing, distanceM }) => `${name} ${bearing}° ${distanceM} m`).join('; ') })}>
        {paths.map((path) => <path key={path} d={path} />)}
        {objects.map(({ name, bearing, distanceM }) => {
          const angle = (bearing! * Math.PI) / 180;
          const [x, y] = at(distanceM! * Math.sin(angle), distanceM! * Math.cos(angle));
          const isLeft = x < WIDTH / 2;
          return (
            <g key={`${name} ${bearing}`} class="sight">
              <line x1={WIDTH / 2} y1={HEIGHT / 2} x2={x} y2={y} />
              <circle cx={x} cy={y} r={2.5} />
              <text class={isLeft ? 'before' : undefined} x={x + (isLeft ? -6 : 6)} y={y + 4}>{name} {bearing}° {distanceM} m</text>
            </g>
          );
        })}
        <rect x={WIDTH / 2 - 4} y={HEIGHT / 2 - 4} width={8} height={8} />
        <text x={WIDTH / 2 + 7} y={HEIGHT / 2 - 6}>{marker.number}</text>
        <g class="scale">
          <line x1={14} y1={HEIGHT - 12} x2={14 + bar * scale} y2={HEIGHT - 12} />
          <text x={14} y={HEIGHT - 17}>{bar} m</text>
        </g>
        <text x={WIDTH - 14} y={18} class="north">N ↑</text>
      </svg>
    </figure>
  );
} // prettier-ignore

/** The parts of a line; none until they are there, or where there is no such line. */
function useLine(code: string): readonly (readonly (readonly number[])[])[] {
  const [parts, setParts] = useState<readonly (readonly (readonly number[])[])[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    fetch(addressOf('getBoundaryLine', { code, f: 'geojson' }), { signal: stop.signal })
      .then(async (response) => (response.ok ? ((await response.json()) as { geometry: { coordinates: number[][][] } }) : null))
      .then((feature) => feature && setParts(feature.geometry.coordinates))
      .catch(() => undefined); // the sketch is drawn without it
    return () => stop.abort();
  }, [code]);
  return parts;
} // prettier-ignore
