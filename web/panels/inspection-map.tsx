import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { ins } from '../i18n/inspections.ts';

type Report = Result<'getInspectionReport'>;

const WIDTH = 600; // units of the drawing; 160 mm on the page
const MARGIN = 24;

/** Good ones are round, bad ones square, what was not seen is a ring: it must be told apart in black and white. */
const shapeOf = (condition: string | null | undefined): 'good' | 'bad' | 'open' => condition == null || condition === 'unknown' ? 'open' : condition === 'intact' ? 'good' : 'bad'; // prettier-ignore

/** Which of the points can bear their number without covering another one's. */
function roomFor(points: readonly (readonly [number, number])[]): Set<number> {
  const named = new Set<number>();
  points.forEach(([x, y], index) => {
    const isFree = [...named].every(
      (other) => Math.abs(points[other]![0] - x) > 34 || Math.abs(points[other]![1] - y) > 11,
    );
    if (isFree) named.add(index);
  });
  return named;
}

/** The line and its markers, drawn from the record alone: no map server, sharp on paper, its words real text. */
export function LineMap({ report }: { report: Report }): VNode {
  const { map, checks, inspection } = report;
  const [west, south, east, north] = map.bbox as [number, number, number, number];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180); // a degree of longitude against one of latitude
  const span = Math.max((east - west) * squeeze, north - south, 1e-6);
  const scale = (WIDTH - 2 * MARGIN) / span;
  const height = Math.max(120, (north - south) * scale + 2 * MARGIN);
  const left = (WIDTH - (east - west) * squeeze * scale) / 2;
  const at = ([lon = 0, lat = 0]: readonly number[]): [number, number] => [left + (lon - west) * squeeze * scale, (height - (north - south) * scale) / 2 + (north - lat) * scale]; // prettier-ignore
  const path = map.line.map((part) => `M${part.map((point) => at(point).map((value) => value.toFixed(1)).join(' ')).join('L')}`).join(''); // prettier-ignore
  const markers = checks.markers.filter(({ marker }) => marker.point !== null);
  const named = roomFor(markers.map(({ marker }) => at(marker.point!)));
  return (
    <figure class="line-map">
      <svg viewBox={`0 0 ${WIDTH} ${height.toFixed(0)}`} role="img" aria-label={ins('report.mapAlt', { line: inspection.line.name, n: markers.length })}>
        <path d={path} />
        {checks.points.map(({ code, name, point }) => {
          const [x, y] = at(point);
          return (
            <g key={code} class="junction">
              <path d={`M${x} ${y - 6}L${x + 6} ${y + 5}L${x - 6} ${y + 5}Z`} />
              <text class={x > WIDTH / 2 ? 'before' : undefined} x={x > WIDTH / 2 ? x - 8 : x + 8} y={y + 15}>{name}</text>
            </g>
          );
        })}
        {markers.map(({ marker, check }, index) => {
          const [x, y] = at(marker.point!);
          const shape = shapeOf(check?.condition);
          return (
            <g key={marker.id} class={`mark ${shape}`}>
              {shape === 'bad' ? <rect x={x - 4} y={y - 4} width={8} height={8} /> : <circle cx={x} cy={y} r={4} />}
              {named.has(index) && (
                <text x={x + 7} y={y + 4}>{marker.number.slice(-4)}</text>
              )}
            </g>
          );
        })}
        <text x={WIDTH - 14} y={18} class="north">N ↑</text>
      </svg>
      <figcaption>
        {ins('report.map')} · ● {ins('condition.intact')} ■ {[ins('condition.damaged'), ins('condition.displaced'), ins('condition.missing')].join(' / ')} ○ {ins('check.notLooked')} ▲ {ins('check.points')}
      </figcaption>
    </figure>
  );
} // prettier-ignore
