import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { FilingDetail, FilingStep } from '../../server/api/filings.ts';
import { addressOf, call } from '../api.ts';
import { of, officeWord } from '../i18n/office.ts';
import { moment, t } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Field } from '../ui/fields.tsx';
import { Question } from '../ui/form.tsx';
import { pathText } from '../ui/list.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Attachments } from './attachments.tsx';
import { DueLine } from './desk-todo.tsx';
import { Back } from './office-parts.tsx';

/** One filing: what it says, until when what is due, and the steps that can be taken. */
export function FilingView({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getFiling', { id });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [answer?.id]);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <article data-filing={id} data-state={answer.state}>
      <Back to="filings" />
      <h2 tabIndex={-1} ref={title}>
        {officeWord('act', answer.act)}: {answer.name}
      </h2>
      <p>
        <span class={`badge ${answer.state}`}>{officeWord('state', answer.state)}</span>{' '}
        <span class="muted">
          {officeWord('channel', answer.channel)} · {of('filing.registered', { who: answer.registeredBy, when: moment(answer.createdAt) })}
          {answer.reviewedBy !== null && answer.reviewedAt !== null && ` · ${of('filing.reviewed', { who: answer.reviewedBy, when: moment(answer.reviewedAt) })}`}
        </span>
      </p>
      {answer.reviewNote !== null && <p class="note">{answer.reviewNote}</p>}
      {answer.late && <p class="note problem">{of('filing.late')}</p>}
      {answer.due.map((due) => (
        <p key={due.what}>
          <DueLine due={due} /> <small class="muted">{due.article}</small>
        </p>
      ))}
      <FilingFields filing={answer} />
      <p class="actions">
        {answer.may.includes('edit') && <button onClick={() => go({ filter: `filing-${id}-edit` })}>{of('edit')}</button>}
        {answer.may.includes('correct') && <button data-do="correct" onClick={() => go({ filter: `filing-${id}-edit` })}>{of('filing.correct')}</button>}
        <button onClick={() => go({ filter: `notice-${id}` })}>{of('filing.notice')}</button>
        <a class="button" href={addressOf('getFilingPackage', { id })} download>
          {of('filing.package')}
        </a>
      </p>
      <Attachments of="filing" owner={id} items={answer.attachments} editable={answer.noticedOn === null} again={again} />
      <Steps filing={answer} again={again} />
    </article>
  );
} // prettier-ignore

function FilingFields({ filing }: { filing: FilingDetail }): VNode {
  const { approval } = filing;
  return (
    <dl class="fields">
      <Field label={of('field.name')}>{filing.name}</Field>
      <Field label={of('field.formerName')}>{filing.formerName}</Field>
      <Field label={of('field.roman')}>{filing.roman}</Field>
      <Field label={of('field.mongolian')}>{filing.mongolian && <span class="upright" lang="mn-Mong">{filing.mongolian}</span>}</Field>
      <Field label={of('field.case')}>
        {officeWord('case', filing.case)} <small>{filing.class} · {approval.article}</small>
      </Field>
      <Field label={of('field.division')}>{pathText(filing.path)} <small>{filing.division}</small></Field>
      <Field label={of('field.location')}>{filing.location}</Field>
      <Field label={of('field.point')}>{filing.point?.join(', ')}</Field>
      <Field label={of('field.meaning')}>{filing.meaning}</Field>
      <Field label={of('field.significance')}>{filing.significance}</Field>
      <Field label={of('field.authority')}>
        {filing.authority} <small>{approval.authority === filing.authority ? '' : `${approval.authority}${approval.verified ? '' : ` · ${of('naming.unverified')}`}`}</small>
      </Field>
      <Field label={of('field.documentNo')}>{filing.documentNo ?? of('unknown')}</Field>
      <Field label={of('field.approvedOn')}>{filing.approvedOn}</Field>
      <Field label={of('field.department')}>{filing.department}</Field>
      <Field label={of('field.receivedOn')}>{filing.receivedOn}</Field>
      <Field label={of('field.filedOn')}>{[filing.filedOn, filing.filingNo].filter(Boolean).join(' · ')}</Field>
      <Field label={of('field.noticedOn')}>{[filing.noticedOn, filing.noticeNo, filing.noticeUrl].filter(Boolean).join(' · ')}</Field>
      <Field label={of('field.note')}>{filing.note}</Field>
      <Field label={of('field.placeId')}>
        {filing.placeId !== null && (
          <button class="text" onClick={() => visit({ type: 'place', id: String(filing.placeId) })}>
            {of('filing.place', { n: String(filing.placeId) })}
          </button>
        )}
        {filing.draftId !== null && (
          <button class="text" onClick={() => go({ panel: 'drafts', draft: filing.draftId, filter: null })}>
            {of('filing.draft', { n: String(filing.draftId) })}
          </button>
        )}
      </Field>
    </dl>
  );
} // prettier-ignore

/** 核收, 退回, 备案, 公告, each with its day and number; and the draft that brings it into the gazetteer. */
function Steps({ filing, again }: { filing: FilingDetail; again: () => void }): VNode | null {
  const { busy, problem, run } = useRun(again);
  const form = useRef<HTMLFormElement>(null);
  const steps = filing.may.filter((one): one is FilingStep => one !== 'edit' && one !== 'correct' && one !== 'propose');
  if (filing.may.every((one) => one === 'edit' || one === 'correct')) return null;
  const take = (step: FilingStep): Promise<void> => {
    const value = (name: string): string | null => (new FormData(form.current!).get(name) as string | null)?.trim() || null; // prettier-ignore
    const on = value('on');
    const body = { step, number: value('number'), url: value('url'), note: value('note'), ...(on !== null && { on }) };
    return run(() => call('moveFiling', { id: filing.id, body }, undefined, filing.version), officeWord('step', step));
  };
  const dated = steps.includes('file') || steps.includes('notice');
  return (
    <section aria-labelledby="filing-steps" class="filing-steps">
      <h3 id="filing-steps">{of('filing.step')}</h3>
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        {dated && (
          <div class="columns">
            <Question label={of('step.on')}>
              <input name="on" type="date" />
            </Question>
            <Question label={of('step.number')}>
              <input name="number" maxLength={100} autocomplete="off" />
            </Question>
            <Question label={of('step.url')}>
              <input name="url" type="url" maxLength={500} />
            </Question>
          </div>
        )}
        {steps.includes('return') && (
          <Question label={of('step.note')}>
            <textarea name="note" rows={2} maxLength={2000} />
          </Question>
        )}
        <ProblemNote error={problem} />
        <p class="actions">
          {steps.map((step) => (
            <button key={step} type="button" data-step={step} class={step === 'return' ? 'grave' : 'primary'} disabled={busy} onClick={() => void take(step)}>
              {officeWord('step', step)}
            </button>
          ))}
          {filing.may.includes('propose') && (
            <button
              type="button"
              data-step="propose"
              disabled={busy}
              onClick={() =>
                void run(async () => {
                  const draft = await call('proposeFiling', { id: filing.id }, undefined, filing.version);
                  go({ panel: 'drafts', draft: draft.id, filter: null });
                }, of('filing.propose'))
              }
            >
              {of('filing.propose')}
            </button>
          )}
        </p>
      </form>
    </section>
  );
} // prettier-ignore
