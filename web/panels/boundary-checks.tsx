import '../assets/office.css';
import '../assets/edits.css';
import '../assets/lines.css';
import type { VNode } from 'preact';
import type { BoundaryCheck } from '../../server/api/boundary-checks.ts';
import { addressOf } from '../api.ts';
import { li, lineWord } from '../i18n/lines.ts';
import { number } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { adjust, select, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Sample } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { PageTotal } from './office-parts.tsx';

/** The check that the filter names; null: all of them. */
const chosen = (): BoundaryCheck | null => (/^check-(.+)$/.exec(state.value.filter ?? '')?.[1] ?? null) as BoundaryCheck | null; // prettier-ignore

/** 登记检查: what is doubtful about registered markers and meeting points. */
export function BoundaryChecks(): VNode {
  const { division } = state.value;
  const check = chosen();
  const within = division === null ? {} : { division };
  const { answer, error, again } = useAnswer('listBoundaryChecks', { ...within, limit: 1 });
  const question = { ...within, ...(check && { check }) };
  const { pages, more } = usePages('listBoundaryChecks', { ...question, limit: 100 });
  return (
    <div class="office scroll checks-page" role="region" aria-label={li('checks.title')} tabIndex={0}>
      <h2>{li('checks.title')}</h2>
      <p class="muted">{li('checks.hint')}</p>
      <ProblemNote error={error} retry={again} />
      {answer && (
        <ul class="plain check-counts">
          {[null, ...answer.counts].map((one) => {
            const id = one?.check ?? null;
            return (
              <li key={id ?? 'all'}>
                <button
                  aria-pressed={id === check}
                  data-check={id ?? 'all'}
                  onClick={() => adjust({ filter: id === null ? 'checks' : `check-${id}` })}
                >
                  <span>{id === null ? li('checks.all') : lineWord('check', id)}</span>
                  {one && (
                    <small class={`severity-${one.severity}`}>{lineWord('severity', one.severity)}</small>
                  )}
                  <b>{number(one?.count ?? answer.total)}</b>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <p class="actions">
        <a href={addressOf('listBoundaryChecks', { ...question, f: 'csv' })} download>
          {li('checks.csv')}
        </a>
      </p>
      <PageTotal pages={pages} more={more} none={li('checks.none')}>
        <ul class="plain check-rows">
          {pages.value.items.map((item) => (
            <li key={`${item.check} ${item.record.id} ${item.reason}`}>
              <button
                class="draft-row"
                data-found={item.check}
                onClick={() => {
                  select(item.record);
                  fly({ point: item.point as [number, number] | null, zoom: 12 });
                }}
              >
                <span class="row-text">
                  <span class="row-name">{item.name}</span>
                  <span class="row-detail">
                    {[lineWord('check', item.check), item.reason, item.line?.name]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                {item.sample && <Sample />}
              </button>
            </li>
          ))}
        </ul>
      </PageTotal>
    </div>
  );
}
