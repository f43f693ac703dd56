import type { VNode } from 'preact';
import type { Cell, Matrix } from '../../server/api/coverage-matrix.ts';
import { cv } from '../i18n/coverage.ts';
import { exact, percent, t } from '../i18n/t.ts';
import { PartBar } from '../ui/charts.tsx';
import { OutlineMap, type Outline, type OutlineLook } from '../ui/outline-map.tsx';

const RESULTS = ['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown'] as const;
const SHARES = ['none', 'low', 'half', 'most', 'all'] as const;

/** One map for each kind: what is asked of each unit, and which results would turn over with another threshold. */
export function ReportMaps({ matrix, outlines, subject }: { matrix: Matrix; outlines: readonly Outline[]; subject: string | null }): VNode {
  const rows = new Map(matrix.rows.map((row) => [row.code, row]));
  return (
    <div class={`report-maps${outlines.length > 20 ? ' many' : ''}`}>
      {matrix.columns.map(({ kind, name, unit, threshold }, index) => {
        const cellOf = (code: string): Cell | undefined => rows.get(code)?.cells[index];
        const look = (code: string): OutlineLook => ({
          fill: `${fillOf(cellOf(code))}${code === subject ? ' subject' : ''}`,
          critical: cellOf(code)?.borderline ?? false,
        });
        const counted = RESULTS.map((key) => ({ key, label: t(`coverage.${key}`), count: outlines.filter(({ code }) => cellOf(code)?.duty === key).length }));
        const isInner = unit === 'township';
        return (
          <figure key={kind} class="report-map" data-map-of={kind}>
            <h3>
              {name} {threshold !== null && <small>T = {exact(threshold)} {cv(matrix.method === 'road' ? 'minutes' : 'km')}</small>}
            </h3>
            <OutlineMap outlines={outlines} look={look} label={isInner ? `${name}: ${cv('report.innerMap')}` : `${name}: ${counted.map(({ label, count }) => `${label} ${count}`).join(', ')}`} />
            <figcaption>{isInner ? <InnerLegend /> : <PartBar parts={counted} label={name} />}</figcaption>
          </figure>
        );
      })}
    </div>
  );
} // prettier-ignore

/** Of a kind that is asked of townships: how many of those of the banner have it. */
function fillOf(cell: Cell | undefined): string {
  if (cell === undefined) return 'unknown';
  if (cell.duty !== null) return cell.duty;
  const { counts } = cell;
  if (counts === null) return 'not_applicable';
  const known = counts.met + counts.met_by_substitute + counts.not_met;
  if (known === 0) return counts.unknown > 0 ? 'unknown' : 'not_applicable';
  return `share-${SHARES[Math.min(4, Math.floor(((counts.met + counts.met_by_substitute) / known) * 4.0001))]}`;
}

const InnerLegend = (): VNode => (
  <span class="legend-line">
    {t('coverage.ofParent')}{' '}
    {SHARES.map((id, index) => (
      <span key={id}>
        <svg class="key" viewBox="0 0 12 12" aria-hidden="true">
          <rect class={`share-${id}`} width={12} height={12} />
        </svg>
        {index === 4 ? percent(1) : `≥ ${percent(index / 4)}`}
      </span>
    ))}
    <span>
      <svg class="key" viewBox="0 0 12 12" aria-hidden="true">
        <rect class="unknown" width={12} height={12} />
      </svg>
      {t('app.unknown')}
    </span>
  </span>
);
