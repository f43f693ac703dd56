import { useState } from 'preact/hooks';
import type { VNode } from 'preact';
import { im } from '../i18n/imports.ts';
import { checkOptions, draftOf, forgetDraft, isSourceId } from '../state/import-draft.ts';
import { preview } from '../state/import-preview.ts';
import { ask, asking, check, editing, isRunning, type Job } from '../state/imports.ts';
import { Confirm } from '../ui/confirm.tsx';

type Question = 'publish' | 'rollBack' | 'discard';
const OPERATION = { publish: 'publishImport', rollBack: 'rollBackImport', discard: 'discardImport' } as const;

/** What may be done with a job now, at the foot of the panel. Anything that changes data asks first. */
export function ImportActions({ job, step }: { job: Job; step: string }): VNode | null {
  const [question, setQuestion] = useState<Question | null>(null);
  const { may } = job;
  const busy = asking.value;
  if (isRunning(job))
    return may.cancel ? (
      <p class="actions foot">
        <button onClick={() => void ask('cancelImport', job.id)} disabled={busy}>
          {im('do.cancel')}
        </button>
      </p>
    ) : null;
  if (!Object.values(may).some(Boolean)) return null;
  return (
    <>
      <p class="actions foot">
        {step === 'options' && may.check && <CheckButton job={job} />}
        {step === 'options' && editing.value && (
          <button onClick={() => (editing.value = false)}>{im('do.back')}</button>
        )}
        {step !== 'options' && may.publish && (
          <button class="primary" onClick={() => setQuestion('publish')} disabled={busy}>
            {im('do.publish')}
          </button>
        )}
        {step !== 'options' && may.check && (
          <button onClick={() => (editing.value = true)} disabled={busy}>
            {im('do.again')}
          </button>
        )}
        {may.rollBack && (
          <button onClick={() => setQuestion('rollBack')} disabled={busy}>
            {im('do.rollBack')}
          </button>
        )}
        {may.discard && (
          <button class="last" onClick={() => setQuestion('discard')} disabled={busy}>
            {im('do.discard')}
          </button>
        )}
      </p>
      {question && (
        <Confirm
          title={im(`ask.${question}`)}
          action={im(`do.${question}.yes`)}
          grave={question !== 'publish' || (job.counts?.removed ?? 0) > 0}
          answer={(yes) => {
            setQuestion(null);
            if (!yes) return;
            if (question === 'discard') forgetDraft(job.id);
            void ask(OPERATION[question], job.id);
          }}
        >
          <Consequences job={job} question={question} />
        </Confirm>
      )}
    </>
  );
}

function CheckButton({ job }: { job: Job }): VNode {
  const draft = draftOf(job);
  const { answer, error, job: of } = preview.value;
  const known = of === job.id ? answer : null;
  const badId = draft.source.id.trim() !== '' && !isSourceId(draft.source.id.trim());
  const why =
    of === job.id && error
      ? im('do.check.unread')
      : (known?.missing.length ?? 0) > 0
        ? im('do.check.missing')
        : known && known.crs === null
          ? im('do.check.crs')
          : badId
            ? im('source.badId')
            : '';
  return (
    <>
      <button
        class="primary"
        disabled={asking.value || !known || why !== ''}
        aria-describedby={why ? 'check-why' : undefined}
        onClick={() => void check(job.id, checkOptions(draft))}
      >
        {im('do.check')}
      </button>
      {why && (
        <span id="check-why" class="muted">
          {why}
        </span>
      )}
    </>
  );
}

function Consequences({ job, question }: { job: Job; question: Question }): VNode {
  const { counts } = job;
  if (question === 'discard') return <p>{im('ask.discard.what')}</p>;
  return (
    <>
      {counts && (
        <p>
          {im(question === 'publish' ? 'ask.publish.what' : 'ask.rollBack.what', {
            added: counts.added,
            changed: counts.changed,
            removed: counts.removed,
            unchanged: counts.unchanged,
          })}
        </p>
      )}
      {question === 'publish' && counts && counts.rejected > 0 && (
        <p>{im('ask.publish.rejected', { n: counts.rejected })}</p>
      )}
      {question === 'publish' && counts && counts.removed > 0 && (
        <p class="note problem">{im('ask.publish.removed', { n: counts.removed })}</p>
      )}
      {question === 'publish' && (
        <p class="muted">
          {job.kind === 'divisions'
            ? im('ask.publish.whole')
            : im('ask.publish.source', { id: job.source.id })}
        </p>
      )}
    </>
  );
}
