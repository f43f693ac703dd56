import type { VNode } from 'preact';
import type { ImportKind } from '../../server/api/imports.ts';
import { im } from '../i18n/imports.ts';
import type { Job } from '../state/imports.ts';
import { go } from '../state/state.ts';
import type { Panel } from '../state/url.ts';

const PANEL: Record<ImportKind, Panel> = {
  divisions: 'divisions',
  places: 'places',
  facilities: 'facilities',
  markers: 'markers',
  'boundary-lines': 'boundaries',
  roads: 'coverage',
};

/** How a job stands, in words, and what can be done next. */
export function ImportOutcome({ job }: { job: Job }): VNode {
  const { state, counts, errors, options, summary } = job;
  const tone =
    state === 'checked' || state === 'loaded'
      ? ' good'
      : state === 'refused' || state === 'failed'
        ? ' problem'
        : '';
  return (
    <div class={`note${tone}`} data-outcome={state}>
      <p>
        <b>
          {state === 'checked' && im(errors > 0 ? 'outcome.checkedPart' : 'outcome.checked', { n: errors })}
          {state === 'refused' && im('outcome.refused', { n: errors })}
          {state === 'failed' && im('outcome.failed')}
          {state === 'cancelled' && (summary ?? im('outcome.cancelled'))}
          {state === 'unchanged' && im('outcome.unchanged')}
          {state === 'loaded' && counts && im('outcome.loaded', { ...counts })}
          {state === 'rolled_back' && im('outcome.rolledBack')}
        </b>
      </p>
      {summary && state !== 'cancelled' && <p>{summary}</p>}
      {state === 'refused' && job.may.check && (
        <p>{im(options.acceptValid ? 'outcome.refusedAll' : 'outcome.refusedHow')}</p>
      )}
      {state === 'failed' && <p>{im('outcome.failedHow')}</p>}
      {(state === 'loaded' || state === 'rolled_back') && (
        <p>
          {im('outcome.later')}{' '}
          <button
            class="text"
            onClick={() => go({ panel: PANEL[job.kind], filter: null, record: null, division: null })}
          >
            {im('outcome.open', { what: im(`kind.${job.kind}`) })}
          </button>
        </p>
      )}
      {state === 'loaded' && !job.may.rollBack && <p>{im('outcome.noRollBack')}</p>}
    </div>
  );
}
