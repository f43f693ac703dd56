import type { VNode } from 'preact';
import { number, percent, t } from '../i18n/t.ts';

export interface YearShare {
  year: number; // with its part that has gone
  when: string; // in words
  share: number | null; // 0..1; null: not known
}

const WIDTH = 84;
const HEIGHT = 24;
const PAD = 3;

/** Progress over the years as a line, the target as a ring at its year; a year that is not known is a hatched bar, not a gap. */
export function Spark({ points, target, label }: { points: readonly YearShare[]; target: YearShare | null; label: string }): VNode {
  const years = [...points, ...(target === null ? [] : [target])].map(({ year }) => year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const x = (year: number): number => first === last ? WIDTH / 2 : PAD + ((year - first) / (last - first)) * (WIDTH - 2 * PAD); // prettier-ignore
  const y = (share: number): number => PAD + (1 - share) * (HEIGHT - 2 * PAD);
  const known = points.filter((point): point is YearShare & { share: number } => point.share !== null);
  const path = known.map(({ year, share }, index) => `${index === 0 ? 'M' : 'L'}${x(year).toFixed(1)} ${y(share).toFixed(1)}`).join(''); // prettier-ignore
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={sparkText(points, target, label)}>
      <title>{sparkText(points, target, label)}</title>
      {points.filter(({ share }) => share === null).map(({ year }) => (
        <rect key={year} class="unknown" x={x(year) - 2} y={PAD} width={4} height={HEIGHT - 2 * PAD} />
      ))}
      {target?.share != null && <line class="target" x1={PAD} x2={WIDTH - PAD} y1={y(target.share)} y2={y(target.share)} />}
      <path d={path} />
      {known.map(({ year, share }) => (
        <circle key={year} cx={x(year)} cy={y(share)} r={1.8} />
      ))}
      {target?.share != null && <circle class="target" cx={x(target.year)} cy={y(target.share)} r={2.6} />}
    </svg>
  );
} // prettier-ignore

/** What the line says, in words. */
const sparkText = (points: readonly YearShare[], target: YearShare | null, label: string): string =>
  `${label}: ${[...points.map(({ when, share }) => `${when} ${share === null ? t('app.unknown') : percent(share)}`),
    ...(target === null ? [] : [t('chart.target', { year: target.when, share: percent(target.share) })])].join(', ')}`; // prettier-ignore

export interface Bar {
  key: string;
  label: string;
  value: number | null; // null: not known
  text: string;
  tone?: 'bad' | 'good' | 'plain';
  unknown?: number; // what could be added to the value
}

/** A list of bars: the label, the bar and its figure are all text, so it is read without seeing it. @param mark a value to be reached, drawn across every bar */
export function Bars({
  bars,
  most,
  mark,
  label,
}: {
  bars: readonly Bar[];
  most?: number;
  mark?: number | null;
  label: string;
}): VNode {
  const top = most ?? Math.max(1, ...bars.map(({ value }) => value ?? 0));
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({ key, label: name, value, text, tone = 'plain', unknown = 0 }) => (
        <li key={key} data-bar={key}>
          <span class="bar-name">{name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            {value === null ? (
              <rect class="unknown" width={100} height={10} />
            ) : (
              <rect class={tone} width={(Math.min(value, top) / top) * 100} height={10} />
            )}
            {value !== null && unknown > 0 && (
              <rect class="unknown" x={(value / top) * 100} width={(unknown / top) * 100} height={10} />
            )}
            {mark != null && (
              <line class="mark" x1={(mark / top) * 100} x2={(mark / top) * 100} y1={0} y2={10} />
            )}
          </svg>
          <span class="bar-text figures">{text}</span>
        </li>
      ))}
    </ul>
  );
}

export interface Part {
  key: string;
  label: string;
  count: number;
}

/** Parts of a whole as one bar; not known is hatched, each part is named with its number below. */
export function PartBar({ parts, label }: { parts: readonly Part[]; label: string }): VNode {
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  let from = 0;
  return (
    <figure class="part-bar">
      <svg viewBox="0 0 400 16" preserveAspectRatio="none" role="img" aria-label={`${label}: ${parts.map((part) => `${part.label} ${part.count}`).join(', ')}`}>
        {parts.filter(({ count }) => count > 0).map(({ key, count }) => {
          const x = (from / all) * 400;
          from += count;
          return <rect key={key} class={key} x={x} width={(count / all) * 400} height={16} />;
        })}
      </svg>
      <figcaption>
        {parts.map(({ key, label: name, count }) => (
          <span key={key}>
            <svg class="key" viewBox="0 0 12 12" aria-hidden="true">
              <rect class={key} width={12} height={12} />
            </svg>
            {name} <b class="figures">{number(count)}</b>
          </span>
        ))}
      </figcaption>
    </figure>
  );
} // prettier-ignore

/** Hatched fills that all charts and drawn maps of a page share: `unknown` grey, `critical` over the colour of the result. */
export const Hatches = (): VNode => (
  <svg class="hatches" aria-hidden="true">
    <defs>
      <pattern id="hatch-unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="6" height="6" />
        <line class="stroke" x1="0" y1="0" x2="0" y2="6" stroke-width="2.4" />
      </pattern>
      <pattern id="hatch-critical" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <line class="ink" x1="0" y1="0" x2="0" y2="7" stroke-width="2.2" />
      </pattern>
    </defs>
  </svg>
); // prettier-ignore
