import { computed, signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Cell, Matrix, MatrixRow } from '../../server/api/coverage-matrix.ts';
import { addressOf } from '../api.ts';
import { cv } from '../i18n/coverage.ts';
import { exact, percent, t } from '../i18n/t.ts';
import { areaQuestion, coverageQuestion } from '../state/coverage.ts';
import { kinds } from '../state/startup.ts';
import { adjust, coverageKind, go, lang, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { GridTable, type GridColumn } from '../ui/grid.tsx';
import { readOrder, writeOrder } from '../ui/order.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { IndicatorLine, LeagueChoice, TagChoice } from './coverage-parts.tsx';
import { CoverageCellView, cellValue } from './coverage-cell.tsx';

const matrixQuestion = computed(() => {
  const { unit } = coverageQuestion.value;
  return { ...areaQuestion.value, unit: unit === 'prefecture' ? ('county' as const) : (unit ?? 'county') };
});

const withFiles = signal(false);

/** Units x kinds: the same numbers as the map, the table and the files. */
export function CoverageMatrix(): VNode {
  const { answer, error, again } = useAnswer('getMatrix', matrixQuestion.value);
  if (error !== null) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return <View matrix={answer} />;
}

function View({ matrix }: { matrix: Matrix }): VNode {
  const { tag } = state.value;
  const isUnit = ({ level }: MatrixRow): boolean => level === matrix.unit;
  const units = matrix.rows.filter((row) => isUnit(row) && (tag === null || row.tags.includes(tag)));
  const names = new Map(matrix.rows.map(({ code, name }) => [code, name]));
  return (
    <>
      <header class="office-head">
        <h2>{cv('matrix.title')}</h2>
        <p class="muted">
          {cv('on')} {matrix.on} · {cv('run')} <code>{matrix.run.id}</code>
        </p>
      </header>
      {matrix.notice && <p class="note" data-notice>{matrix.notice}</p>}
      <div class="desk-filters">
        <label>
          <span>{t('coverage.unit')}</span>
          <select name="unit" onChange={(event) => adjust({ unit: event.currentTarget.value === 'township' ? 'township' : null, sort: null })}>
            {(['county', 'township'] as const).map((id) => (
              <option key={id} value={id} selected={id === matrix.unit}>{cv(`unit.${id}`)}</option>
            ))}
          </select>
        </label>
        <LeagueChoice />
        <TagChoice tags={[...new Set(matrix.rows.filter(isUnit).flatMap(({ tags }) => tags))].toSorted()} />
        <label>
          <span>{cv('on')}</span>
          <input type="date" name="on" value={state.value.at ?? matrix.on} onChange={(event) => adjust({ at: event.currentTarget.value || null })} />
        </label>
      </div>
      <section class="indicators" aria-label={cv('matrix.progress')}>
        {matrix.indicators.map((indicator) => (
          <IndicatorLine key={indicator.policy} indicator={indicator} />
        ))}
      </section>
      <p class="files">
        {cv('matrix.count', { n: units.length })} · {cv('files')}{' '}
        {(['csv', 'xlsx'] as const).map((f) => (
          <a key={f} href={addressOf('exportCoverage', { of: 'matrix', ...matrixQuestion.value, ...(tag !== null && { tag }), f })} download data-export={f}>{f.toUpperCase()}</a>
        ))}
        <button class="text" aria-pressed={withFiles.value} onClick={() => (withFiles.value = !withFiles.value)}>{cv('matrix.legend')}</button>
      </p>
      {withFiles.value && <p class="muted">{cv('matrix.legendText')} {matrix.thresholdBasis}. {matrix.weighting}. {t('coverage.unknownNote')}</p>}
      <GridTable
        label={cv('matrix.title')}
        rows={units}
        fixed={matrix.rows.filter((row) => !isUnit(row) && row.level !== 'county')}
        columns={columnsOf(matrix, names)}
        keyOf={({ code }) => code}
        order={readOrder(state.value.sort, { column: 'code', down: false })}
        sort={(order) => adjust({ sort: writeOrder(order) })}
        rowPx={40}
        classOf={({ level }) => `level-${level}`}
      />
    </>
  );
} // prettier-ignore

const openCell = (row: MatrixRow, kind: string): void => {
  if (row.level === 'county' || row.level === 'township')
    go({ filter: `flag-${row.code}`, kind, unit: row.level, ...(kind !== coverageKind.peek() && { T: null }) });
  else go({ filter: null, kind, unit: null, division: row.level === 'province' ? null : row.code, ...(kind !== coverageKind.peek() && { T: null }) });
}; // prettier-ignore

function columnsOf(matrix: Matrix, names: ReadonlyMap<string, string>): GridColumn<MatrixRow>[] {
  const shortName = (kind: string, name: string): string => lang.value === 'zh' ? name : (kinds.value.find(({ id }) => id === kind)?.nameEn ?? name); // prettier-ignore
  return [
    {
      id: 'code',
      label: t('coverage.unit'),
      width: '150px',
      value: ({ code }) => code,
      cell: ({ name, parentCode, level, tags }) => (
        <>
          <span class="unit-name">{name}</span>
          <small>{[level === matrix.unit ? names.get(parentCode ?? '') : null, ...tags].filter(Boolean).join(' · ')}</small>
        </>
      ),
    },
    ...matrix.columns.map(({ kind, name, threshold }, index): GridColumn<MatrixRow> => ({
      id: kind,
      label: shortName(kind, name),
      ...(threshold !== null && { title: `${name}: T = ${exact(threshold)} ${cv(matrix.method === 'road' ? 'minutes' : 'km')}` }),
      width: '94px',
      falls: true,
      value: ({ cells }) => cellValue(cells[index]!),
      cell: (row) => <CoverageCellView cell={row.cells[index]!} name={`${row.name}, ${name}`} open={() => openCell(row, kind)} />,
    })),
    {
      id: 'complete',
      label: cv('complete'),
      title: cv('complete.hint'),
      width: '72px',
      figures: true,
      value: ({ cells }) => completeOf(cells),
      cell: ({ cells }) => <Complete share={completeOf(cells)} />,
    },
  ];
} // prettier-ignore

/** The mean of the kinds that have records. */
export function completeOf(cells: readonly Cell[]): number | null {
  const known = cells.flatMap(({ complete }) => (complete === null ? [] : [complete]));
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

const Complete = ({ share }: { share: number | null }): VNode =>
  share === null ? <span class="muted">{t('app.unknown')}</span> : <>{percent(share)}</>;
