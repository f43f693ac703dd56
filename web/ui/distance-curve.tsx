import type { VNode } from 'preact';
import { number, percent, t } from '../i18n/t.ts';
import { countWithin, limitOf, reachOf, type Distances, type Yard } from '../state/reach.ts';

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [360, 150, 34, 22, 8, 10];
const STEPS = 80;

/** Share of the settlements within a distance, T, its band of a fifth, and the share that is asked for. */
export function DistanceCurve({ distances, yard, label }: { distances: Distances; yard: Yard; label: string }): VNode | null {
  const { values } = distances;
  if (values.length === 0) return null;
  const most = Math.max(yard.T * 1.5, 10);
  const x = (T: number): number => LEFT + (Math.min(T, most) / most) * (WIDTH - LEFT - RIGHT);
  const y = (share: number): number => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const share = (T: number): number => countWithin(values, limitOf({ ...yard, T })) / values.length;
  const points = Array.from({ length: STEPS + 1 }, (_, step) => (step / STEPS) * most);
  const path = points.map((T, index) => `${index === 0 ? 'M' : 'L'}${x(T).toFixed(1)} ${y(share(T)).toFixed(1)}`).join('');
  const now = reachOf(distances, yard);
  const unit = yard.method === 'road' ? t('chart.minutes') : 'km';
  const said = [0.8, 1, 1.2].map((part) => `${number(yard.T * part, 0)} ${unit} ${percent(share(yard.T * part))}`).join(', ');
  return (
    <figure class="distance-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${label}: ${said}`}>
        <rect class="band" x={x(yard.T * 0.8)} width={x(yard.T * 1.2) - x(yard.T * 0.8)} y={TOP} height={HEIGHT - TOP - BOTTOM} />
        {[0, 0.5, 1].map((part) => (
          <g key={part} class="axis">
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(part)} y2={y(part)} />
            <text x={LEFT - 4} y={y(part) + 3} text-anchor="end">{percent(part)}</text>
          </g>
        ))}
        <line class="target" x1={LEFT} x2={WIDTH - RIGHT} y1={y(yard.gapShare)} y2={y(yard.gapShare)} />
        <line class="threshold" x1={x(yard.T)} x2={x(yard.T)} y1={TOP} y2={HEIGHT - BOTTOM} />
        <path d={path} />
        {now.share !== null && <circle cx={x(yard.T)} cy={y(share(yard.T))} r={3.5} />}
        {[0, yard.T, most].map((T) => (
          <text key={T} x={x(T)} y={HEIGHT - 6} text-anchor={T === most ? 'end' : 'middle'}>{number(T, 0)}{T === most ? ` ${unit}` : ''}</text>
        ))}
      </svg>
      <figcaption>{label}: {said}</figcaption>
    </figure>
  );
} // prettier-ignore
