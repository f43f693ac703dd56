import type { VNode } from 'preact';
import type { CoverageAnswer, CoverageUnit } from '../../server/api/coverage.ts';
import { unitOrders } from '../../server/coverage/shared/order.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';
import { adjust, go, state } from '../state/state.ts';
import { GridTable, type GridColumn } from '../ui/grid.tsx';
import { readOrder, writeOrder, type Order } from '../ui/order.ts';

const isKnown = (unit: CoverageUnit): boolean => unit.reach !== null && unit.reach.share !== null;

export const orderOf = (answer: CoverageAnswer): Order =>
  readOrder(
    state.value.sort,
    hasReach(answer) ? { column: 'beyond', down: true } : { column: 'duty', down: false },
  );

export const hasReach = ({ thresholdKm, thresholdMinutes }: CoverageAnswer): boolean =>
  thresholdKm !== null || thresholdMinutes !== null;

/** Opens the flag card of a unit. */
export const openFlag = (code: string): void => go({ filter: `flag-${code}`, record: null });

/** The units of the answer: one row each, ranked by what the link says. */
export const CoverageTable = ({ answer }: { answer: CoverageAnswer }): VNode => (
  <GridTable
    label={t('coverage.table')}
    rows={answer.items}
    columns={columnsOf(answer)}
    keyOf={(unit) => unit.code}
    order={orderOf(answer)}
    sort={(order) => adjust({ sort: writeOrder(order) })}
    rowPx={46}
    classOf={(unit) => (unit.robustness?.borderline ? 'borderline' : '')}
  />
);

function columnsOf(answer: CoverageAnswer): GridColumn<CoverageUnit>[] {
  const isRoad = answer.method === 'road';
  const unit: GridColumn<CoverageUnit> = {
    id: 'code',
    label: t('coverage.unit'),
    width: '30%',
    value: unitOrders.code,
    cell: ({ code, name, parentName }) => (
      <>
        <button class="text" tabIndex={-1} data-fly={code} onClick={() => openFlag(code)}>
          {name}
        </button>
        <small>{parentName}</small>
      </>
    ),
  };
  const duty: GridColumn<CoverageUnit> = {
    id: 'duty',
    label: t('coverage.duty'),
    width: '22%',
    value: unitOrders.duty,
    cell: ({ duty: { result, reason }, review }) => (
      <span title={reason}>
        <span class={`duty ${result}`}>{t(`coverage.${result}`)}</span>
        {review && <small class={`verdict ${review.verdict}`}>{cvWord('verdict', review.verdict)}</small>}
      </span>
    ),
  };
  if (!hasReach(answer)) return [unit, duty, completeness()];
  return [
    unit,
    duty,
    {
      id: 'share',
      label: t('coverage.share'),
      width: '17%',
      figures: true,
      value: unitOrders.share,
      cell: (row) =>
        isKnown(row) ? (
          <>
            {percent(row.reach!.share, answer.shareThreshold)}
            {row.reach?.gap && <span class="gap">{t('coverage.gap')}</span>}
            {row.reach?.gap === null && (
              <span class="gap unsure" title={cv('unsure.hint')}>
                {cv('unsure')}
              </span>
            )}
            {row.robustness?.borderline && <span class="on-edge">{cv('borderline')}</span>}
          </>
        ) : (
          <span class="muted">{t('app.unknown')}</span>
        ),
    },
    {
      id: 'p90',
      label: isRoad ? cv('p90Minutes') : t('coverage.p90'),
      width: '14%',
      figures: true,
      falls: true,
      value: unitOrders.p90,
      cell: ({ reach }) => {
        const value = isRoad ? reach?.p90Minutes : reach?.p90Km;
        return value == null ? '—' : number(value, 0);
      },
    },
    {
      id: 'beyond',
      label: t('coverage.beyond'),
      width: '17%',
      figures: true,
      falls: true,
      value: unitOrders.beyond,
      cell: (row) => (isKnown(row) && row.burden ? number(row.burden.beyond) : '—'),
    },
  ];
}

const completeness = (): GridColumn<CoverageUnit> => ({
  id: 'complete',
  label: cv('complete'),
  title: cv('complete.hint'),
  width: '17%',
  figures: true,
  value: unitOrders.complete,
  cell: ({ completeness: { complete } }) => (complete === null ? '—' : percent(complete)),
});
