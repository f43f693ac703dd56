import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Cell, Matrix, MatrixColumn, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { call, isAbort } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';
import { coverageQuestion } from '../state/coverage.ts';
import { Bars } from '../ui/charts.tsx';
import { EvidenceLines, type Evidence } from './coverage-evidence.tsx';
import { levelOf } from './coverage-parts.tsx';

interface Flag {
  row: MatrixRow;
  column: MatrixColumn;
  cell: Cell;
}

const isFlag = ({ duty, gap }: Cell): boolean => duty === 'not_met' || gap === true;

/** The flags of a report. Of a banner: every kind with its six lines; of a league or the region: each gap with what it rests on. */
export function ReportFlags({ matrix, code }: { matrix: Matrix; code: string | null }): VNode {
  const flags = matrix.rows
    .filter(({ level, code: one }) => level === 'county' && (code === null || one.startsWith(code.replace(/(00)+$/, ''))))
    .flatMap((row) => matrix.columns.map((column, index): Flag => ({ row, column, cell: row.cells[index]! })));
  if (levelOf(code) === 'banner') return <Cards flags={flags.filter(({ column }) => column.unit !== 'township')} />;
  return (
    <section>
      <h2>{cv('report.flags')}</h2>
      {matrix.columns.map((column) => (
        <OfKind key={column.kind} column={column} flags={flags.filter((flag) => flag.column === column && isFlag(flag.cell))} all={flags.filter((flag) => flag.column === column)} />
      ))}
    </section>
  );
} // prettier-ignore

const TOP = 10;

function OfKind({ column, flags, all }: { column: MatrixColumn; flags: readonly Flag[]; all: readonly Flag[] }): VNode | null {
  if (column.unit === 'township' && flags.length === 0) return null;
  const worst = all.filter(({ cell }) => (cell.beyond ?? 0) > 0).toSorted((a, b) => b.cell.beyond! - a.cell.beyond!).slice(0, TOP);
  return (
    <section class="flags-of" data-flags-of={column.kind}>
      <h3>
        {column.name} <small>{flags.length === 0 ? cv('report.noFlag') : cv('report.flagCount', { n: flags.length })}</small>
      </h3>
      {worst.length > 0 && (
        <Bars
          label={cv('report.burden', { kind: column.name })}
          bars={worst.map(({ row, cell }) => ({ key: row.code, label: row.name, value: cell.beyond, text: cv('cell.beyond', { n: cell.beyond! }), tone: cell.gap === true ? 'bad' : 'plain' }))}
        />
      )}
      {flags.length > 0 && (
        <table class="report-flags">
          <thead>
            <tr>
              {[t('coverage.unit'), t('coverage.duty'), cv('reason'), cv('facilities'), t('coverage.share'), t('coverage.p90'), t('coverage.beyond'), cv('line.robustness'), cv('line.review')].map((head) => (
                <th key={head} scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {flags.map(({ row, cell }) => (
              <tr key={row.code}>
                <th scope="row">{row.name}</th>
                <td>{cell.duty === null ? '' : t(`coverage.${cell.duty}`)}</td>
                <td>{cell.reason}</td>
                <td class="figures">{number(cell.facilities)}</td>
                <td class="figures">{cell.settlements === 0 ? '' : `${percent(cell.share)} (${number(cell.within)}/${number(cell.settlements)})`}</td>
                <td class="figures">{cell.p90Km === null ? '' : number(cell.p90Km, 0)}</td>
                <td class="figures">{cell.beyond === null ? '' : number(cell.beyond)}</td>
                <td>{cell.borderline ? cv('borderline') : ''}</td>
                <td>{cell.review === null ? cv('report.noReview') : `${cvWord('verdict', cell.review.verdict)} (${cell.review.reviewer})`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
} // prettier-ignore

/** Asked one after another: a report is no reason to keep others waiting. */
function Cards({ flags }: { flags: readonly Flag[] }): VNode {
  const [cards, setCards] = useState<readonly Evidence[]>([]);
  const [failure, setFailure] = useState('');
  const { division: _, unit: _unit, T: _T, ...asked } = coverageQuestion.value;
  const question = JSON.stringify([flags.map(({ row, column }) => [row.code, column.kind]), asked]);
  useEffect(() => {
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      setCards([]);
      for (const { row, column } of flags) {
        const card = await call('getEvidence', { code: row.code, kind: column.kind, ...asked, ...(column.threshold !== null && { T: column.threshold }), ...(column.unit === 'county' && { unit: 'county' as const }) }, controller.signal);
        setCards((before) => [...before, card]);
      }
    };
    read().catch((error: unknown) => !isAbort(error) && setFailure(String(error)));
    return () => controller.abort();
  }, [question]);
  return (
    <section data-cards={cards.length} data-all={flags.length}>
      <h2>{cv('report.flags')}</h2>
      {failure && <p class="note problem" role="alert">{failure}</p>}
      {cards.map((card) => (
        <section key={card.kind.id} class="report-card" data-card={card.kind.id}>
          <h3>
            {card.kind.name} <span class={`duty ${card.unit.duty.result}`}>{t(`coverage.${card.unit.duty.result}`)}</span>
            {card.unit.reach?.gap === true && <span class="duty not_met">{t('coverage.reach')} {t('coverage.gap')}</span>}
            {card.robustness.borderline && <span class="duty on-edge">{cv('borderline')}</span>}
          </h3>
          <EvidenceLines card={card} />
        </section>
      ))}
    </section>
  );
} // prettier-ignore
