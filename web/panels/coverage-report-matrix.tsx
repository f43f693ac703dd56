import type { VNode } from 'preact';
import type { Cell, Matrix, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { cv } from '../i18n/coverage.ts';
import { percent, t } from '../i18n/t.ts';
import { cellText, countedText, isUnsure, SIGNS } from './coverage-cell.tsx';
import { completeOf } from './coverage-matrix.tsx';

/** The matrix on paper: the words of the screen's as signs and figures, their meaning in the line below. */
export const ReportMatrix = ({ matrix, rows }: { matrix: Matrix; rows: readonly MatrixRow[] }): VNode => (
  <>
    <table class="report-matrix">
      <thead>
        <tr>
          <th scope="col">{t('coverage.unit')}</th>
          {matrix.columns.map(({ kind, name }) => (
            <th key={kind} scope="col">{name}</th>
          ))}
          <th scope="col">{cv('complete')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.code} class={`level-${row.level}`} data-code={row.code}>
            <th scope="row">{row.name}</th>
            {row.cells.map((cell) => (
              <td key={cell.kind} class={`${cell.duty ?? ''}${cell.borderline ? ' borderline' : ''}`} title={cellText(cell)} data-cell={cell.kind}>
                <PaperCell cell={cell} />
              </td>
            ))}
            <td class="figures">{completeOf(row.cells) === null ? t('app.unknown') : percent(completeOf(row.cells))}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p class="muted">
      {(Object.keys(SIGNS) as (keyof typeof SIGNS)[]).map((id) => `${SIGNS[id]} ${t(`coverage.${id}`)}`).join('　')}　%&nbsp;? {cv('unsure')}　▨ {cv('borderline')}
    </p>
  </>
); // prettier-ignore

function PaperCell({ cell }: { cell: Cell }): VNode {
  const { duty, counts, settlements, share, gap } = cell;
  return (
    <>
      {duty !== null ? <b>{SIGNS[duty]}</b> : counts === null ? '' : countedText(counts)}
      {settlements > 0 && share !== null && <span class={gap === true ? 'gap-share' : ''}> {percent(share)}{isUnsure(cell) && '\u00a0?'}</span>}
    </>
  );
} // prettier-ignore
