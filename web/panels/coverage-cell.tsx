import type { VNode } from 'preact';
import type { Cell } from '../../server/api/coverage-matrix.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';

/** A sign besides the colour, for every result. */
export const SIGNS = {
  met: '●',
  met_by_substitute: '◐',
  not_met: '✕',
  not_applicable: '–',
  unknown: '?',
} as const;
const RANK = { not_met: 4, unknown: 3, met_by_substitute: 2, met: 1, not_applicable: 0 } as const;

/** Gaps first when it falls: by the duty, then by what is beyond the threshold. Of areas: the units not met. */
export function cellValue({ duty, counts, beyond }: Cell): number | null {
  if (duty !== null) return RANK[duty] + Math.min(beyond ?? 0, 999_999) / 1_000_000;
  return counts === null ? null : counts.not_met;
}

/** A unit whose share is known, but not whether it is a gap: of areas no gap is judged. */
export const isUnsure = ({ duty, share, gap }: Cell): boolean =>
  duty !== null && share !== null && gap === null;

/** What a cell says in words: for the tooltip and for those who hear it. */
export function cellText(cell: Cell): string {
  const { duty, reason, counts, settlements, share, gap, borderline, beyond, review } = cell;
  const parts: (string | null)[] = [
    duty === null ? null : `${t(`coverage.${duty}`)}${reason === null ? '' : ` (${reason})`}`,
    counts === null ? null : cv('cell.counts', { met: counts.met + counts.met_by_substitute, not_met: counts.not_met, unknown: counts.unknown, not_applicable: counts.not_applicable }),
    settlements > 0 ? `${t('coverage.reach')} ${percent(share)}${gap === true ? ` ${t('coverage.gap')}` : ''}${isUnsure(cell) ? ` (${cv('unsure')})` : ''}` : null,
    beyond === null || settlements === 0 ? null : cv('cell.beyond', { n: beyond }),
    borderline ? cv('borderline') : null,
    review === null ? null : `${cv('line.review')}: ${cvWord('verdict', review.verdict)}`,
  ];
  return parts.filter(Boolean).join('; ') || cv('cell.none');
} // prettier-ignore

/** Of an area: the units that meet it, of all that are in the area; a dash where it is asked of none. */
export function countedText({ met, met_by_substitute, not_met, not_applicable, unknown }: NonNullable<Cell['counts']>): string {
  const reached = met + met_by_substitute;
  return reached + not_met + unknown === 0 ? '–' : `${number(reached)}/${number(reached + not_met + not_applicable + unknown)}`;
} // prettier-ignore

export function CoverageCellView({ cell, name, open }: { cell: Cell; name: string; open: () => void }): VNode {
  const { duty, counts, settlements, share, gap, borderline } = cell;
  const tone = duty ?? (counts === null ? 'none' : 'many');
  return (
    <button
      class={`cell ${tone}${borderline ? ' borderline' : ''}`}
      tabIndex={-1}
      data-cell={cell.kind}
      data-duty={duty}
      data-share={share}
      data-beyond={cell.beyond}
      title={cellText(cell)}
      onClick={open}
    >
      {duty !== null && <span class="cell-sign" aria-hidden="true">{SIGNS[duty]}</span>}
      {counts !== null && duty === null && (
        <span class="figures" aria-hidden="true">
          {countedText(counts)}
        </span>
      )}
      {duty === null && counts === null && settlements === 0 && <span class="muted" aria-hidden="true">—</span>}
      {settlements > 0 && share !== null && <span class={`figures cell-share${gap === true ? ' gap-share' : ''}`} aria-hidden="true">{percent(share)}</span>}
      <span class="hidden">{name}: {cellText(cell)}</span>
    </button>
  );
} // prettier-ignore
