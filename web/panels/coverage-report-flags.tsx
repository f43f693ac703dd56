import type { VNode } from 'preact';
import type { Matrix, MatrixColumn, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';
import { Bars, type Bar } from '../ui/charts.tsx';
import { isUnsure } from './coverage-cell.tsx';
import { Jump, type Numbered } from './coverage-report-cards.tsx';

/** The flags of a league or of the region, by kind: the heaviest burdens as bars, each gap as a row that names its card. */
export const ReportFlags = ({ matrix, rows, cards }: { matrix: Matrix; rows: readonly MatrixRow[]; cards: readonly Numbered[] }): VNode => (
  <section>
    <h2>{cv('report.flags')}</h2>
    <GapCounts matrix={matrix} cards={cards} />
    {matrix.columns.map((column, at) => (
      <OfKind key={column.kind} column={column} at={at} rows={rows} cards={cards.filter(({ card }) => card.kind.id === column.kind)} />
    ))}
  </section>
); // prettier-ignore

/** Where the gaps are: by kind, and by league or, of a league, by banner. */
function GapCounts({ matrix, cards }: { matrix: Matrix; cards: readonly Numbered[] }): VNode | null {
  if (cards.length === 0) return null;
  const leagues = matrix.rows.filter(({ level }) => level === 'prefecture');
  const areas = leagues.length > 1 ? leagues : matrix.rows.filter(({ level }) => level === 'county');
  const count = (test: (card: Numbered['card']) => boolean): number => cards.filter(({ card }) => test(card)).length;
  const bars = (items: readonly { key: string; label: string; value: number }[]): Bar[] =>
    items.toSorted((one, other) => other.value - one.value).map((item) => ({ ...item, text: number(item.value), tone: 'bad' }));
  const isIn = (area: string, code: string): boolean => code.startsWith(area.replace(/00$/, ''));
  return (
    <div class="gap-counts">
      <div>
        <h3>{cv('report.gapsByKind')}</h3>
        <Bars label={cv('report.gapsByKind')} bars={bars(matrix.columns.map(({ kind, name }) => ({ key: kind, label: name, value: count((card) => card.kind.id === kind) })))} />
      </div>
      <div>
        <h3>{cv('report.gapsByArea')}</h3>
        <Bars label={cv('report.gapsByArea')} bars={bars(areas.map(({ code, name }) => ({ key: code, label: name, value: count((card) => isIn(code, card.unit.code)) })))} />
      </div>
    </div>
  );
} // prettier-ignore

const TOP = 10;

function OfKind({ column, at, rows, cards }: { column: MatrixColumn; at: number; rows: readonly MatrixRow[]; cards: readonly Numbered[] }): VNode {
  const worst = rows
    .flatMap(({ level, code, name, cells }) => (level === 'county' ? [{ code, name, cell: cells[at]! }] : []))
    .filter(({ cell }) => (cell.beyond ?? 0) > 0)
    .toSorted((one, other) => other.cell.beyond! - one.cell.beyond!)
    .slice(0, TOP);
  const flagged = new Set(cards.map(({ card }) => card.unit.code));
  const unknown = rows.filter(({ code, cells }) => !flagged.has(code) && (cells[at]!.duty === 'unknown' || isUnsure(cells[at]!))).length; // prettier-ignore
  return (
    <section class="flags-of" data-flags-of={column.kind}>
      <h3>
        {column.name} <small>{cards.length === 0 ? cv('report.noFlag') : cv('report.flagCount', { n: cards.length })}{unknown > 0 && cv('report.unknownCount', { n: unknown })}</small>
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
