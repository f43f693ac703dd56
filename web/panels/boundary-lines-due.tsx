import type { VNode } from 'preact';
import { addressOf, type Result } from '../api.ts';
import { bs } from '../i18n/boundary-status.ts';
import { number, t, word } from '../i18n/t.ts';
import { askedOf } from '../state/boundary-board.ts';
import { visit } from '../state/record.ts';
import { go, state } from '../state/state.ts';
import { Sample } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';
import { CLOCKS } from './clock-legend.tsx';
import { ClockSign } from '../ui/legend-item.tsx';

type Clock = Result<'listLineClocks'>['items'][number];

/** The lines by their clock, the most urgent first; `f=lines-overdue` narrows to a state. */
export function BoundaryLines(): VNode {
  const chosen = CLOCKS.find((clock) => state.value.filter === `lines-${clock}`);
  const asked = { ...askedOf(), ...(chosen && { state: chosen }) };
  const { pages, more } = usePages('listLineClocks', { limit: 100, ...asked });
  return (
    <>
      <div class="segmented boundary-states" role="group" aria-label={bs('state')}>
        <button data-state="all" aria-pressed={chosen === undefined} onClick={() => go({ filter: 'lines' })}>
          {bs('all')}
        </button>
        {CLOCKS.map((clock) => (
          <button key={clock} data-state={clock} aria-pressed={chosen === clock} onClick={() => go({ filter: `lines-${clock}` })}>
            {word('clock', clock)}
          </button>
        ))}
      </div>
      <Total pages={pages} more={more} none={bs('none')} />
      <ul class="plain line-clocks">
        {pages.value.items.map((item) => (
          <Row key={item.code} item={item} />
        ))}
      </ul>
      <More pages={pages} more={more} label={bs('more')} retry />
      <p class="actions">
        {bs('exports')}:{' '}
        {(['csv', 'xlsx'] as const).map((f) => (
          <a key={f} href={addressOf('exportBoundaryStatus', { ...asked, f })} download data-export={`lines-${f}`}>
            {f.toUpperCase()}
          </a>
        ))}
      </p>
    </>
  );
} // prettier-ignore

function Row({ item }: { item: Clock }): VNode {
  const { last, current, dueYear, dueBasis, markers, findings } = item;
  return (
    <li data-line={item.code} data-clock={item.state}>
      <span class={`clock ${item.state}`}>
        <ClockSign clock={item.state} />
        {word('clock', item.state)}
      </span>
      <span class="row-text">
        <button class="text row-name" onClick={() => visit({ type: 'boundary-line', id: item.code })}>
          {item.name}
        </button>
        {item.sample && <Sample />}
        <small>
          {word('line', item.level)} · {item.sides.map(({ name }) => name).join(' / ')} · {number(item.lengthKm)} km
        </small>
        <small>
          {bs('last')}: {last === null ? bs('last.none') : bs('last.value', { round: last.round, year: String(last.year), filed: last.filedOn })}
        </small>
        <small>
          {bs('due')}: {dueYear === null ? t('app.unknown') : `${dueYear} (${bs(`due.${dueBasis!}`)})`}
          {current !== null && ` · ${bs('current')}: ${bs(current.signed ? 'current.signed' : current.begun ? 'current.begun' : 'current.planned', { year: String(current.year), lead: current.lead })}`}
        </small>
        <small class="figures">
          {bs('faulty')} {number(markers.faulty)} / {number(markers.total)} · {bs('unchecked')} {markers.unchecked === null ? t('app.unknown') : number(markers.unchecked)} · {bs('open')} {number(findings.open)} · {bs('disputes')} {number(item.disputes)}
        </small>
      </span>
    </li>
  );
} // prettier-ignore
