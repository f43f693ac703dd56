import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { im } from '../i18n/imports.ts';
import { moment, t } from '../i18n/t.ts';
import { readingOptions, toDraft } from '../state/import-draft.ts';
import { usePreview } from '../state/import-preview.ts';
import { askFailure, editing, isRunning, job, jobFailure, readAgain, type Job } from '../state/imports.ts';
import { announce, go } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { ImportActions } from './import-actions.tsx';
import { ImportDetails } from './import-details.tsx';
import { StateBadge } from './import-list.tsx';
import { ImportOptionsForm } from './import-options.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportReport } from './import-report.tsx';
import { bytes, type Allowed } from './import-start.tsx';

type Step = 'options' | 'report' | 'result';
const STEPS: readonly Step[] = ['options', 'report', 'result'];

/** Nothing has been found out yet: the options are open. */
const START: readonly Job['state'][] = ['uploaded', 'cancelled', 'failed'];

function stepOf(now: Job, open: boolean): Step {
  if (now.may.check && (open || START.includes(now.state))) return 'options';
  return now.state === 'publishing' || now.revision || now.state === 'unchanged' ? 'result' : 'report';
}

/** One import from its options to its result. */
export function ImportJobView({ id, allowed }: { id: number; allowed: Allowed }): VNode {
  const now = job.value?.id === id ? job.value : null;
  return (
    <article class="imports job-view" aria-labelledby="job-title" data-job={id} aria-busy={!now}>
      <p class="record-bar">
        <button class="text" onClick={() => go({ job: null })}>
          ← {im('job.back')}
        </button>
      </p>
      <ProblemNote error={jobFailure.value} retry={readAgain} />
      {!now && !jobFailure.value && <p class="list-total">{t('app.loading')}</p>}
      {now && <Found now={now} allowed={allowed} />}
    </article>
  );
}

function Found({ now, allowed }: { now: Job; allowed: Allowed }): VNode {
  const step = stepOf(now, editing.value);
  const running = isRunning(now);
  const title = useRef<HTMLHeadingElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef('');
  useEffect(() => {
    const at = `${step} ${running}`;
    if (at === before.current) return;
    const own = document.activeElement === document.body || document.activeElement?.closest('.panel');
    if (own) (before.current === '' ? title : heading).current?.focus();
    if (before.current === '') announce(`${now.fileName}: ${im(`state.${now.state}`)}`);
    before.current = at;
  }, [step, running]);
  const kind = allowed.kinds.find((item) => item.id === now.kind);
  return (
    <>
      <header>
        <span class="kind">
          {im(`kind.${now.kind}`)} · #{now.id}
        </span>
        <h2 id="job-title" tabIndex={-1} ref={title}>
          {now.fileName}
        </h2>
        <StateBadge job={now} />
        <span class="muted">{[bytes(now.fileBytes), moment(now.createdAt), now.actor].join(' · ')}</span>
      </header>
      <ol class="steps-bar">
        {STEPS.map((item) => (
          <li key={item} aria-current={item === step ? 'step' : undefined}>
            {im(`step.${item}`)}
          </li>
        ))}
      </ol>
      <div class="scroll job-body" role="region" aria-label={im(`step.${step}`)} tabIndex={0}>
        <h3 tabIndex={-1} ref={heading} data-step={step}>
          {running ? im(`state.${now.state}`) : im(`step.${step}.title`)}
        </h3>
        {running && <ImportProgress job={now} />}
        {!running && now.state !== 'uploaded' && !editing.value && <ImportOutcome job={now} />}
        {!running && step === 'options' && kind && (
          <ImportOptionsForm job={now} kind={kind} crs={allowed.crs} />
        )}
        {now.state === 'checked' && step !== 'options' && <RowsOnMap now={now} />}
        {!running && step !== 'options' && now.checks.length + (now.counts ? 1 : 0) > 0 && (
          <ImportReport job={now} kind={kind} />
        )}
        {!running && <ImportDetails job={now} />}
      </div>
      <ProblemNote error={askFailure.value} />
      <ImportActions job={now} step={step} />
    </>
  );
}

/** What was checked stays on the map until it is published or given up. */
function RowsOnMap({ now }: { now: Job }): null {
  usePreview(now.id, readingOptions(toDraft(now.options)));
  return null;
}
