import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { bs } from '../i18n/boundary-status.ts';
import { number, percent, word } from '../i18n/t.ts';
import type { Board } from '../state/boundary-board.ts';
import { adjust } from '../state/state.ts';
import { RESULTS } from './boundary-target.tsx';

type Unit = Board['banners'][number];

/** A column: its title, and the number that stands in it; null is unknown and sorts last. */
interface Column {
  id: string;
  title: string;
  value: (unit: Unit) => number | null;
  text?: (unit: Unit) => string;
}

const faulty = ({ markers: { total, conditions } }: Unit): number => total - (conditions['intact'] ?? 0) - (conditions['unknown'] ?? 0); // prettier-ignore

const work = (): Column[] => [
  { id: 'overdue', title: word('clock', 'overdue'), value: ({ lines }) => lines.states.overdue },
  { id: 'due', title: word('clock', 'due_this_year'), value: ({ lines }) => lines.states.due_this_year },
  { id: 'under_way', title: word('clock', 'under_way'), value: ({ lines }) => lines.states.under_way },
  { id: 'unknown', title: word('clock', 'unknown'), value: ({ lines }) => lines.states.unknown },
  { id: 'lines', title: bs('lines'), value: ({ lines }) => lines.total },
  { id: 'faulty', title: bs('faulty'), value: faulty },
  { id: 'unchecked', title: bs('unchecked'), value: ({ markers: { checked, total } }) => total > 0 && checked.unknown === total ? null : checked.no },
  { id: 'open', title: bs('open'), value: ({ findings }) => findings.open },
  { id: 'late', title: bs('late'), value: ({ findings }) => findings.overdue },
  { id: 'disputes', title: bs('disputes'), value: ({ disputes }) => disputes.open },
]; // prettier-ignore

/** Shares of 专栏4.5, with how many are unknown. */
const target = (): Column[] =>
  (['lines', 'markers'] as const).flatMap((of) =>
    RESULTS.map((what): Column => {
      const parts = ({ target: all }: Unit) => ({ ...all[of][what], total: all[of].total });
      return {
        id: `${of}-${what}`,
        title: `${bs(`target.${of}`)} ${bs(what)}`,
        value: (unit) => (parts(unit).total === 0 ? null : parts(unit).yes / parts(unit).total),
        text: (unit) => `${number(parts(unit).yes)} / ${number(parts(unit).total)} (${percent(parts(unit).total === 0 ? null : parts(unit).yes / parts(unit).total)})${parts(unit).unknown > 0 ? `, ${bs('target.unknown', { n: parts(unit).unknown })}` : ''}`,
      };
    }),
  ); // prettier-ignore

const shown = signal<{ units: 'leagues' | 'banners'; what: 'work' | 'target' }>({ units: 'leagues', what: 'work' }); // prettier-ignore
const sort = signal<{ column: string; down: boolean }>({ column: 'overdue', down: true });

/** Leagues or banners with the numbers of the cards; a name narrows the desk to it. */
export function BoundaryTable({ board }: { board: Board }): VNode {
  const units = board.leagues.length === 0 ? 'banners' : shown.value.units;
  const { what } = shown.value;
  const columns = what === 'work' ? work() : target();
  const by = columns.find(({ id }) => id === sort.value.column);
  const rows = by === undefined ? board[units] : sorted(board[units], by, sort.value.down);
  const choice = <K extends 'units' | 'what'>(key: K, value: (typeof shown.value)[K], text: string): VNode => (
    <button data-show={value} aria-pressed={(key === 'units' ? units : what) === value} onClick={() => (shown.value = { ...shown.value, [key]: value })}>
      {text}
    </button>
  );
  return (
    <section aria-labelledby="boundary-units">
      <h3 id="boundary-units">{bs('units')}</h3>
      <div class="boundary-choices">
        <div class="segmented" role="group" aria-label={bs('units')}>
          {board.leagues.length > 0 && choice('units', 'leagues', bs('units.leagues'))}
          {choice('units', 'banners', bs('units.banners'))}
        </div>
        <div class="segmented" role="group" aria-label={bs('units')}>
          {choice('what', 'work', bs('show.work'))}
          {choice('what', 'target', bs('show.target'))}
        </div>
      </div>
      <p class="muted">{bs('units.hint')}</p>
      <div class="matrix-like" tabIndex={0} role="region" aria-label={bs(`show.${what}`)}>
        <table class="boundary-units">
          <thead>
            <tr>
              <th scope="col">{bs('unit')}</th>
              {columns.map((column) => (
                <Head key={column.id} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((unit) => (
              <tr key={unit.division.code} data-unit={unit.division.code}>
                <th scope="row">
                  <button class="text" onClick={() => adjust({ division: unit.division.code })}>
                    {unit.division.name}
                  </button>
                  {units === 'banners' && <small>{unit.parent?.name}</small>}
                </th>
                {columns.map(({ id, value, text }) => (
                  <td key={id} class={`figures${['overdue', 'late'].includes(id) && (value(unit) ?? 0) > 0 ? ' over' : ''}`} data-column={id}>
                    {text === undefined ? (value(unit) === null ? bs('unknown') : number(value(unit)!)) : text(unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
} // prettier-ignore

function Head({ column: { id, title } }: { column: Column }): VNode {
  const { column, down } = sort.value;
  const isOn = column === id;
  return (
    <th scope="col" aria-sort={isOn ? (down ? 'descending' : 'ascending') : 'none'}>
      <button class="text" data-sort={id} onClick={() => (sort.value = { column: id, down: isOn ? !down : true })}>
        {title}
        <span aria-hidden="true">{isOn ? (down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
} // prettier-ignore

/** Unknown stands last whichever way it is sorted; equals by code. */
function sorted(units: readonly Unit[], { value }: Column, down: boolean): Unit[] {
  return units.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || one.division.code.localeCompare(other.division.code);
    return (down ? b - a : a - b) || one.division.code.localeCompare(other.division.code);
  });
} // prettier-ignore
