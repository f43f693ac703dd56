import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Finding, FindingDetail, FindingState, FindingStep } from '../../server/api/findings.ts';
import { addressOf, call, type Input } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { moment, t } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { adjust, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Field } from '../ui/fields.tsx';
import { Question } from '../ui/form.tsx';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Attachments } from './attachments.tsx';
import {
  Back,
  Choice,
  Narrowing,
  readNarrowed,
  Rows,
  Section,
  Tick,
  writeNarrowed,
  type Narrowed,
} from './inspection-parts.tsx';

const STATES: readonly FindingState[] = ['open', 'ordered', 'done', 'closed'];

const Badges = ({ one }: { one: Finding }): VNode => (
  <span>
    <span class={`badge finding-${one.state}`}>{insWord('findingState', one.state)}</span>
    {one.overdue && <span class="badge late">{ins('finding.late')}</span>}
  </span>
);

/** One finding in a list. */
export const FindingRow = ({ one }: { one: Finding }): VNode => (
  <li>
    <button class="draft-row" data-finding={one.id} onClick={() => go({ filter: `finding-${one.id}` })}>
      <span class="row-text">
        <span class="row-name">
          {insWord('findingKind', one.kind)} {one.marker?.number} <small>{insWord('severity', one.severity)}</small>
        </span>
        <span class="row-detail">{one.description}</span>
        <span class="row-detail">
          {[one.line.name, one.assigneeDivision?.name, one.dueOn && `${ins('finding.due')} ${one.dueOn}`].filter(Boolean).join(' · ')}
        </span>
      </span>
      <Badges one={one} />
    </button>
  </li>
); // prettier-ignore

/** Findings by state and jurisdiction; overdue ones alone. */
export function FindingList(): VNode {
  const { division, filter } = state.value;
  const narrowed = readNarrowed(filter ?? 'findings');
  const narrow = (more: Narrowed): void => adjust({ filter: writeNarrowed('findings', { ...narrowed, ...more }) }); // prettier-ignore
  const asked: Input<'listFindings'> = {
    ...(division !== null && { division }),
    ...(narrowed.state !== undefined && { state: narrowed.state as FindingState }),
    ...(narrowed.only === true && { overdue: 'true' as const }),
  };
  const listed = usePages('listFindings', { limit: 50, ...asked });
  return (
    <>
      <h2>{ins('tab.findings')}</h2>
      <div class="desk-filters">
        <Choice label={ins('filter.state')} value={narrowed.state ?? ''} set={(to) => narrow({ state: to })} options={STATES} word={(id) => insWord('findingState', id)} />
        <Tick label={ins('filter.overdue')} on={narrowed.only === true} set={(only) => narrow({ only })} />
        <a href={addressOf('listFindings', { ...asked, f: 'csv' })} download>
          {ins('list.csv')}
        </a>
      </div>
      <Narrowing division={division} />
      <Rows listed={listed} none={ins('finding.none')} row={(one) => <FindingRow key={one.id} one={one} />} />
    </>
  );
} // prettier-ignore

/** One finding: what it is, from whom it was ordered, what became of it. */
export function FindingView({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getFinding', { id });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [answer?.id]);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <article data-finding={id} data-state={answer.state}>
      <Back to={answer.inspection === null ? 'findings' : `i-${answer.inspection}`} />
      <h2 tabIndex={-1} ref={title}>
        {ins('finding.title', { n: String(id) })} <Badges one={answer} />
      </h2>
      <p class="muted">{ins('finding.of', { line: answer.line.name, who: answer.createdBy, when: moment(answer.createdAt) })}</p>
      <p>{answer.description}</p>
      <Facts one={answer} />
      <p class="actions">
        <button onClick={() => go({ filter: `order-${id}` })}>{ins('paper.order')}</button>
      </p>
      <Steps key={answer.version} one={answer} again={again} />
      <Attachments of="finding" owner={id} items={answer.attachments} editable={answer.may.includes('edit')} again={again} />
    </article>
  );
} // prettier-ignore

const Facts = ({ one }: { one: FindingDetail }): VNode => (
  <dl class="fields">
    <Field label={ins('finding.kind')}>
      {insWord('findingKind', one.kind)} · {insWord('severity', one.severity)}
    </Field>
    <Field label={ins('finding.marker')}>
      {one.marker && (
        <button class="text" onClick={() => visit({ type: 'marker', id: String(one.marker!.id) })}>
          {one.marker.number}
        </button>
      )}
    </Field>
    <Field label={ins('finding.segment')}>{one.segment?.map(({ name }) => name).join('—')}</Field>
    <Field label={ins('finding.place')}>{one.point?.join(', ')}</Field>
    <Field label={ins('finding.assignee')}>
      {[one.assigneeDivision?.name, one.assignee].filter(Boolean).join(' · ')}
    </Field>
    <Field label={ins('finding.due')}>{one.dueOn}</Field>
    <Field label={ins('finding.ordered')}>
      {[one.orderedOn, one.orderNo, one.orderedBy].filter(Boolean).join(' · ')}
    </Field>
    <Field label={ins('finding.done')}>
      {[one.doneOn, one.doneBy, one.doneEvent && `#${one.doneEvent}`, one.doneNote].filter(Boolean).join(' · ')}
    </Field>
    <Field label={ins('finding.closed')}>
      {[one.closedOn, one.closedBy, one.closingEvent && `#${one.closingEvent}`, one.closingNote].filter(Boolean).join(' · ')}
    </Field>
  </dl>
); // prettier-ignore

/** Order, mended, sent back, closed; each with what it asks for. */
function Steps({ one, again }: { one: FindingDetail; again: () => void }): VNode | null {
  const { busy, problem, run } = useRun(again);
  const form = useRef<HTMLFormElement>(null);
  const inspection = useAnswer('getInspection', one.inspection === null ? null : { id: one.inspection }).answer;
  const steps = one.may.filter((what): what is FindingStep => what !== 'edit');
  if (steps.length === 0) return one.state === 'done' ? <p class="note">{ins('finding.eyes')}</p> : null;
  const take = (step: FindingStep): Promise<void> => {
    const data = new FormData(form.current!);
    const value = (name: string): string | null => (data.get(name) as string | null)?.trim() || null;
    const on = value('on');
    const event = value('event');
    const ordered = { assigneeDivision: value('assigneeDivision'), assignee: value('assignee'), dueOn: value('dueOn'), number: value('number') };
    const body = { step, ...ordered, event: event === null ? null : Number(event), note: value('note'), ...(on !== null && { on }) };
    return run(() => call('moveFinding', { id: one.id, body }, undefined, one.version), ins(`findingStep.${step}`));
  };
  const sides = inspection === null ? [] : [inspection.lead, inspection.partner];
  return (
    <Section id="steps" title="step.title">
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        <div class="columns">
          <Question label={ins('step.on')}>
            <input name="on" type="date" />
          </Question>
          {steps.includes('order') && (
            <>
              <Question label={ins('finding.assignee')}>
                <input name="assigneeDivision" list="finding-sides" pattern="\d{6}" autocomplete="off" defaultValue={one.assigneeDivision?.code ?? ''} />
              </Question>
              <datalist id="finding-sides">
                {[...(one.segment ?? []), ...sides].map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </datalist>
              <Question label={ins('finding.person')}>
                <input name="assignee" maxLength={60} autocomplete="off" defaultValue={one.assignee ?? ''} />
              </Question>
              <Question label={ins('finding.due')}>
                <input name="dueOn" type="date" defaultValue={one.dueOn ?? ''} />
              </Question>
              <Question label={ins('finding.orderNo')}>
                <input name="number" maxLength={100} autocomplete="off" defaultValue={one.orderNo ?? ''} />
              </Question>
            </>
          )}
          {one.marker !== null && (steps.includes('done') || steps.includes('close')) && (
            <Question label={ins('finding.event')} hint={ins('finding.eventHint')}>
              <EventChoice inspection={one.inspection} marker={one.marker.id} />
            </Question>
          )}
          <Question label={ins('finding.note')}>
            <input name="note" maxLength={2000} autocomplete="off" />
          </Question>
        </div>
        <ProblemNote error={problem} />
        <p class="actions">
          {steps.map((step) => (
            <button key={step} type="button" data-step={step} class={step === 'return' ? 'grave' : 'primary'} disabled={busy} onClick={() => void take(step)}>
              {ins(`findingStep.${step}`)}
            </button>
          ))}
        </p>
      </form>
    </Section>
  );
} // prettier-ignore

/** The number of an event of the marker; the last one of the inspection is offered. */
function EventChoice({ inspection, marker }: { inspection: number | null; marker: number }): VNode {
  const checks = useAnswer('getInspectionChecks', inspection === null ? null : { id: inspection }).answer;
  const check = checks?.markers.find((one) => one.marker.id === marker)?.check;
  return (
    <>
      <input name="event" type="number" min={1} list="finding-events" />
      <datalist id="finding-events">{check && <option value={check.id}>{`${check.kind} ${check.on}`}</option>}</datalist>
    </>
  );
} // prettier-ignore
