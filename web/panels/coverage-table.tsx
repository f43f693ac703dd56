import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CoverageAnswer, CoverageUnit } from '../../server/api/coverage.ts';
import { number, percent, t, type Key } from '../i18n/t.ts';
import { visit } from '../state/record.ts';

type Column = 'code' | 'duty' | 'share' | 'p90' | 'beyond';
const sort = signal<{ column: Column; down: boolean }>({ column: 'beyond', down: true });
const all = signal(false);
const FIRST_ROWS = 120;

const DUTY_ORDER = ['not_met', 'unknown', 'met_by_substitute', 'met', 'not_applicable'];
const VALUES: Record<Column, (unit: CoverageUnit) => number | string | null> = {
  code: (unit) => unit.code,
  duty: (unit) => DUTY_ORDER.indexOf(unit.duty.result),
  share: (unit) => unit.reach?.share ?? null,
  p90: (unit) => unit.reach?.p90Km ?? null,
  beyond: (unit) => (unit.reach?.share === null ? null : (unit.burden?.beyond ?? null)),
};

/** Unknown values stand last whichever way the column is sorted. */
export function sorted(units: readonly CoverageUnit[], column: Column, down: boolean): CoverageUnit[] {
  const value = VALUES[column];
  return units.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null)
      return Number(x === null) - Number(y === null) || a.code.localeCompare(b.code);
    const order = x < y ? -1 : x > y ? 1 : 0;
    return (down ? -order : order) || a.code.localeCompare(b.code);
  });
}

export function CoverageTable({ answer }: { answer: CoverageAnswer }): VNode {
  const reach = answer.thresholdKm !== null;
  const { column, down } =
    reach || ['code', 'duty'].includes(sort.value.column)
      ? sort.value
      : { column: 'duty' as const, down: false };
  const units = sorted(answer.items, column, down);
  const shown = all.value ? units : units.slice(0, FIRST_ROWS);
  const head = (id: Column, label: Key): VNode => (
    <th scope="col" aria-sort={column === id ? (down ? 'descending' : 'ascending') : 'none'}>
      <button
        onClick={() =>
          (sort.value = {
            column: id,
            down: column === id ? !down : id !== 'code' && id !== 'duty' && id !== 'share',
          })
        }
      >
        {t(label)}
        <span aria-hidden="true">{column === id ? (down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <div class="table">
      <table aria-label={t('coverage.table')} aria-rowcount={units.length + 1}>
        <thead>
          <tr>
            {head('code', 'coverage.unit')}
            {head('duty', 'coverage.duty')}
            {reach && (
              <>
                {head('share', 'coverage.share')}
                {head('p90', 'coverage.p90')}
                {head('beyond', 'coverage.beyond')}
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((unit) => (
            <UnitRow key={unit.code} unit={unit} reach={reach} />
          ))}
        </tbody>
      </table>
      {shown.length < units.length && (
        <button class="more-rows" onClick={() => (all.value = true)}>
          {t('coverage.more', { n: units.length })}
        </button>
      )}
    </div>
  );
}

function UnitRow({ unit, reach }: { unit: CoverageUnit; reach: boolean }): VNode {
  const { duty } = unit;
  const known = unit.reach !== null && unit.reach.share !== null;
  return (
    <tr data-code={unit.code}>
      <th scope="row">
        <button class="text" onClick={() => visit({ type: 'division', id: unit.code })} data-fly={unit.code}>
          {unit.name}
        </button>
        <small>{unit.parentName}</small>
      </th>
      <td title={duty.reason}>
        <span class={`duty ${duty.result}`}>{t(`coverage.${duty.result}`)}</span>
      </td>
      {reach && (
        <>
          <td class="figures">
            {known ? percent(unit.reach!.share) : <span class="muted">{t('app.unknown')}</span>}
            {unit.reach?.gap && <span class="gap">{t('coverage.gap')}</span>}
          </td>
          <td class="figures">
            {unit.reach?.p90Km === null || !unit.reach ? '—' : number(unit.reach.p90Km, 0)}
          </td>
          <td class="figures">{known && unit.burden ? number(unit.burden.beyond) : '—'}</td>
        </>
      )}
    </tr>
  );
}
