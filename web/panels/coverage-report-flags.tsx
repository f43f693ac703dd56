import type { VNode } from 'preact';
import type { Matrix, MatrixColumn, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';
import { Bars } from '../ui/charts.tsx';
import { Jump, type Numbered } from './coverage-report-cards.tsx';

/** The flags of a league or of the region, by kind: the heaviest burdens as bars, each gap as a row that names its card. */
export const ReportFlags = ({ matrix, rows, cards }: { matrix: Matrix; rows: readonly MatrixRow[]; cards: readonly Numbered[] }): VNode => (
  <section>
    <h2>{cv('report.flags')}</h2>
    {matrix.columns.map((column, at) => (
      <OfKind key={column.kind} column={column} at={at} rows={rows} cards={cards.filter(({ card }) => card.kind.id === column.kind)} />
    ))}
  </section>
); // prettier-ignore

const TOP = 10;

function OfKind({ column, at, rows, cards }: { column: MatrixColumn; at: number; rows: readonly MatrixRow[]; cards: readonly Numbered[] }): VNode {
  const worst = rows
    .flatMap(({ level, code, name, cells }) => (level === 'county' ? [{ code, name, cell: cells[at]! }] : []))
    .filter(({ cell }) => (cell.beyond ?? 0) > 0)
    .toSorted((one, other) => other.cell.beyond! - one.cell.beyond!)
    .slice(0, TOP);
  return (
    <section class="flags-of" data-flags-of={column.kind}>
      <h3>
        {column.name} <small>{cards.length === 0 ? cv('report.noFlag') : cv('report.flagCount', { n: cards.length })}</small>
      </h3>
      {worst.length > 0 && (
        <Bars
          label={cv('report.burden', { kind: column.name })}
          bars={worst.map(({ code, name, cell }) => ({ key: code, label: name, value: cell.beyond, text: cv('cell.beyond', { n: cell.beyond! }), tone: cell.gap === true ? 'bad' : 'plain' }))}
        />
      )}
      {cards.length > 0 && (
        <table class="report-flags">
          <thead>
            <tr>
              {[cv('report.card'), t('coverage.unit'), t('coverage.duty'), cv('reason'), cv('facilities'), t('coverage.share'), t('coverage.p90'), t('coverage.beyond'), cv('line.robustness'), cv('line.review')].map((head) => (
                <th key={head} scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cards.map(({ n, card: { unit, review } }) => (
              <tr key={n}>
                <td class="figures"><Jump to={`card-${n}`}>{String(n)}</Jump></td>
                <th scope="row">{unit.code.length > 6 ? `${unit.parentName} ${unit.name}` : unit.name}</th>
                <td class="short">{t(`coverage.${unit.duty.result}`)}</td>
                <td>{unit.duty.reason}</td>
                <td class="figures">{number(unit.duty.facilities)}</td>
                <td class="figures">{unit.reach?.share == null ? '' : `${percent(unit.reach.share)} (${number(unit.reach.within)}/${number(unit.reach.settlements)})`}</td>
                <td class="figures">{unit.reach?.p90Km == null ? '' : number(unit.reach.p90Km, 0)}</td>
                <td class="figures">{unit.burden === null ? '' : number(unit.burden.beyond)}</td>
                <td class="short">{unit.robustness?.borderline === true ? cv('borderline') : ''}</td>
                <td class={review.last === null ? 'short' : undefined}>{review.last === null ? cv('report.noReview') : `${cvWord('verdict', review.last.verdict)} (${review.last.reviewer})`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
} // prettier-ignore
