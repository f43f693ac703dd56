import '../assets/office.css';
import '../assets/boundary-desk.css';
import type { VNode } from 'preact';
import { addressOf } from '../api.ts';
import { bs } from '../i18n/boundary-status.ts';
import { t, word } from '../i18n/t.ts';
import { askedOf, REGION, type Board } from '../state/boundary-board.ts';
import { adjust, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { Sample } from '../ui/names.tsx';
import { BoundaryLines } from './boundary-lines-due.tsx';
import { Conditions, Counts, Levels, States } from './boundary-numbers.tsx';
import { BoundaryTable } from './boundary-table.tsx';
import { Target } from './boundary-target.tsx';
import { TimeSlider } from './clock-legend.tsx';

/** 界线工作台: what is due and overdue, findings, markers, 专栏4.5; and the list of lines by state (`f=lines-overdue`). */
export function BoundaryDeskPanel(): VNode {
  const isList = state.value.filter?.startsWith('lines') === true;
  const tab = (on: boolean, id: 'board' | 'lines', filter: string | null): VNode => (
    <button data-tab={id} aria-pressed={on} onClick={() => go({ filter })}>
      {bs(`tab.${id}`)}
    </button>
  );
  return (
    <>
      <div class="segmented status-tabs" role="group" aria-label={bs('tab.label')}>
        {tab(!isList, 'board', null)}
        {tab(isList, 'lines', 'lines')}
      </div>
      <div class="office boundary-desk scroll" role="region" aria-label={bs(isList ? 'tab.lines' : 'tab.board')} tabIndex={0}>
        {isList ? <BoundaryLines /> : <Overview />}
      </div>
    </>
  );
} // prettier-ignore

function Overview(): VNode {
  const { answer, error, again } = useAnswer('getBoundaryStatus', askedOf());
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const { cycle, present, sample, at } = answer;
  return (
    <>
      <Area board={answer} />
      <p class="muted" data-asof={at}>
        {bs('asOf', { day: at, basis: cycle.basis })} {sample && <Sample />}
      </p>
      <p class="muted">
        {present.length === 0
          ? bs('noRound')
          : `${bs('present')}: ${present.map(({ level, number: n, yearFrom, yearTo }) => t('clock.round', { level: word('line', level), n, from: String(yearFrom), to: String(yearTo) })).join(', ')}`}
      </p>
      <div class="only-desk">
        <TimeSlider withRounds={false} />
      </div>
      <States board={answer} />
      <Counts board={answer} />
      <Levels board={answer} />
      <Conditions board={answer} />
      <Target board={answer} />
      <BoundaryTable board={answer} />
      <Exports />
    </>
  );
} // prettier-ignore

/** The area with the way up to the region. */
function Area({ board }: { board: Pick<Board, 'division' | 'leagues' | 'banners'> }): VNode {
  const { division } = board;
  const parent = [...board.leagues, ...board.banners].find((unit) => unit.division.code === division?.code)?.parent;
  const above = division === null ? [] : [{ code: REGION, name: bs('whole') }, ...(parent && parent.code !== REGION ? [parent] : [])];
  return (
    <h2 class="boundary-area">
      {above.map(({ code, name }) => (
        <span key={code}>
          <button class="text" data-area={code} onClick={() => adjust({ division: code })}>
            {name}
          </button>{' '}
          ›{' '}
        </span>
      ))}
      {division?.name ?? bs('whole')}
    </h2>
  );
} // prettier-ignore

function Exports(): VNode {
  const asked = askedOf();
  return (
    <section class="boundary-exports">
      <h3>{bs('exports')}</h3>
      <ul class="plain">
        {(['lines', 'banners', 'leagues'] as const).map((of) => (
          <li key={of}>
            {bs(`export.${of}`)}:{' '}
            {(['csv', 'xlsx'] as const).map((f) => (
              <a key={f} href={addressOf('exportBoundaryStatus', { ...asked, of, f })} download data-export={`${of}-${f}`}>
                {f.toUpperCase()}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
} // prettier-ignore
