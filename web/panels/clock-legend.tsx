import type { VNode } from 'preact';
import type { ClockState } from '../../server/api/boundary-status.ts';
import { number, t, word } from '../i18n/t.ts';
import { CLOCK_CASING } from '../map/layers/line-clocks.ts';
import { clocksShown, lineStates, lineStatesFailure, showYear, years } from '../state/boundary-status.ts';
import { adjust, state } from '../state/state.ts';
import { ClockSign } from '../ui/legend-item.tsx';
import { Sample } from '../ui/names.tsx';

/** Most urgent first, as the list of lines. */
export const CLOCKS = Object.keys(CLOCK_CASING).reverse() as ClockState[];

/** 联检状态 among the layers of the map: switch, legend with the numbers of the day, time slider. */
export function ClockLayer(): VNode {
  const shown = clocksShown.value;
  const answer = lineStates.value;
  return (
    <section class="layer" data-layer="status">
      <label>
        <input type="checkbox" checked={shown} onChange={() => adjust({ due: !shown })} />
        <span>{t('layers.status')}</span>
        {answer?.sample && <Sample />}
      </label>
      {shown && lineStatesFailure.value !== null && (
        <p class="muted">{t('app.failed', { why: lineStatesFailure.value })}</p>
      )}
      {shown && answer !== null && (
        <>
          <ul class="legend" data-legend="status">
            {CLOCKS.map((clock) => (
              <li key={clock}>
                <ClockSign clock={clock} />
                {word('clock', clock)}
                <small>{number(answer.counts[clock])}</small>
              </li>
            ))}
          </ul>
          <p class="legend-note">{t('clock.unknownHint')}</p>
          <TimeSlider withRounds />
        </>
      )}
    </section>
  );
}

/** The state of the lines at the end of another year: a range input, so that arrow keys, Home and End work. */
export function TimeSlider({ withRounds }: { withRounds: boolean }): VNode | null {
  const span = years.value;
  if (lineStates.value === null) return null;
  if (span === null) return <p class="legend-note">{t('clock.noRounds')}</p>;
  const { at } = state.value;
  const year = at === null ? span.now : Number(at.slice(0, 4));
  const text = at === null ? `${t('clock.today')} ${lineStates.value.today}` : at.endsWith('-12-31') ? t('clock.year', { year: String(year) }) : at; // prettier-ignore
  const rounds = lineStates.value.rounds.filter(({ yearFrom, yearTo }) => yearFrom <= year && year <= yearTo);
  return (
    <div class="time-slider" data-slider="clock">
      <label>
        <span>
          {t('clock.slider')}: <output>{text}</output>
        </span>
        <input
          type="range"
          min={span.first}
          max={span.last}
          step={1}
          value={year}
          aria-valuetext={text}
          onInput={(event) => showYear(Number(event.currentTarget.value))}
        />
      </label>
      <p class="ends figures" aria-hidden="true">
        <span>{span.first}</span>
        <span>{span.last}</span>
      </p>
      {withRounds && (
        <p class="legend-note">
          {rounds.map(({ id, level, number: n, yearFrom, yearTo }) => (
            <span key={id}>
              {t('clock.round', {
                level: word('line', level),
                n,
                from: String(yearFrom),
                to: String(yearTo),
              })}
            </span>
          ))}
        </p>
      )}
      {at !== null && (
        <button class="text" data-do="today" onClick={() => adjust({ at: null })}>
          {t('clock.today')}
        </button>
      )}
    </div>
  );
}
