import type { VNode } from 'preact';
import { bs } from '../i18n/boundary-status.ts';
import { number, word } from '../i18n/t.ts';
import { CONDITIONS } from '../map/palette.ts';
import { areaOf, type Board } from '../state/boundary-board.ts';
import { go, state } from '../state/state.ts';
import { Sign } from '../ui/sign.tsx';
import { CLOCKS } from './clock-legend.tsx';
import { ClockSign } from '../ui/legend-item.tsx';

/** Cards of the states, each a way to its lines. */
export function States({ board }: { board: Board }): VNode {
  const { states, total } = board.lines;
  return (
    <section aria-labelledby="boundary-states">
      <h3 id="boundary-states">
        {bs('lines')} <small>{bs('lines.hint', { n: total })}</small>
      </h3>
      <ul class="cards plain">
        {CLOCKS.map((clock) => (
          <li key={clock}>
            <button class={`card ${clock}`} data-card={clock} onClick={() => go({ filter: `lines-${clock}` })}>
              <span class="card-name">
                <ClockSign clock={clock} />
                {word('clock', clock)}
              </span>
              <b class="figures">{number(states[clock])}</b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
} // prettier-ignore

/** Findings, disputes, markers checked in this round. */
export function Counts({ board }: { board: Board }): VNode {
  const { findings, disputes, markers } = board;
  const { yes, no, unknown } = markers.checked;
  return (
    <ul class="cards plain wide-cards">
      <li>
        <button class="card" data-card="findings" onClick={() => go({ panel: 'inspections', filter: 'findings', division: areaOf() })}>
          <span class="card-name">{bs('findings')}</span>
          <b class="figures">{number(findings.open)}</b>
          <small>{bs('findings.detail', findings)}</small>
          <small class={findings.overdue > 0 ? 'over' : undefined}>
            {bs('findings.overdue', { n: findings.overdue })}
          </small>
        </button>
      </li>
      <li class="card" data-card="disputes">
        <span class="card-name">{bs('disputes')}</span>
        <b class="figures">{number(disputes.open)}</b>
        <small>{bs('disputes.detail', disputes)}</small>
      </li>
      <li class="card" data-card="checked">
        <span class="card-name">{bs('checked')}</span>
        <b class="figures">
          {unknown === markers.total && markers.total > 0 ? bs('unknown') : `${number(yes)} / ${number(markers.total)}`}
        </b>
        <small>{bs('checked.detail', { no, unknown })}</small>
      </li>
    </ul>
  );
} // prettier-ignore

/** Lines by level and state. */
export function Levels({ board }: { board: Board }): VNode {
  const { levels } = board.lines;
  return (
    <div class="matrix-like">
      <table aria-label={bs('levels')}>
        <thead>
          <tr>
            <th scope="col">{bs('level')}</th>
            {CLOCKS.map((clock) => (
              <th key={clock} scope="col">
                {word('clock', clock)}
              </th>
            ))}
            <th scope="col">{bs('total')}</th>
          </tr>
        </thead>
        <tbody>
          {levels.map(({ level, total, states }) => (
            <tr key={level} data-level={level}>
              <th scope="row">{word('line', level)}</th>
              {CLOCKS.map((clock) => (
                <td key={clock} class={`figures${states[clock] > 0 && clock === 'overdue' ? ' over' : ''}`}>
                  {number(states[clock])}
                </td>
              ))}
              <td class="figures">{number(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
} // prettier-ignore

/** Markers by condition; each opens the list of markers in this area. */
export function Conditions({ board }: { board: Board }): VNode {
  const { conditions, total } = board.markers;
  const isPast = state.value.at !== null; // the list of markers knows only today
  return (
    <section aria-labelledby="boundary-conditions">
      <h3 id="boundary-conditions">
        {bs('markers')} <small>{bs(isPast ? 'markers.past' : 'markers.hint', { n: total })}</small>
      </h3>
      <ul class="conditions-row plain">
        {CONDITIONS.map((condition) => (
          <li key={condition}>
            <button data-condition={condition} disabled={isPast} onClick={() => go({ panel: 'markers', filter: condition, division: areaOf() })}>
              <Sign id={`marker|${condition}`} />
              {word('condition', condition)} <b class="figures">{number(conditions[condition] ?? 0)}</b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
} // prettier-ignore
