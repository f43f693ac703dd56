import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { InspectionDetail, InspectionStep } from '../../server/api/inspections.ts';
import { call } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { t } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Field } from '../ui/fields.tsx';
import { Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Attachments } from './attachments.tsx';
import { FindingRow } from './findings.tsx';
import { InspectionChecks } from './inspection-checks.tsx';
import { Back, part, roundName, Section, StateBadge } from './inspection-parts.tsx';
import { Signatures } from './inspection-signatures.tsx';

const LIFE = ['planned', 'office', 'field', 'signed', 'filed'] as const;

/** One inspection: how far it is, what it needs next, what it has seen, who has signed. */
export function InspectionView({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getInspection', { id });
  const findings = useAnswer('listFindings', { inspection: id, limit: 100 });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [answer?.id]);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const isOpen = answer.state === 'planned' || answer.state === 'office' || answer.state === 'field';
  return (
    <article data-inspection={id} data-state={answer.state}>
      <Back to={null} />
      <h2 tabIndex={-1} ref={title}>
        {ins('one.title', { line: answer.line.name, year: String(answer.year) })} <StateBadge one={answer} />
      </h2>
      <p class="muted">
        {ins('one.of', { code: answer.line.code, kind: insWord('kind', answer.kind), round: answer.round === null ? (answer.cause ?? '') : roundName(answer.round) })}
        {' · '}
        {ins('one.roles', { lead: answer.lead.name, partner: answer.partner.name })}{' '}
        <button class="text" onClick={() => visit({ type: 'boundary-line', id: answer.line.code })}>
          {answer.line.name}
        </button>
      </p>
      <Life one={answer} />
      <Progress one={answer} />
      {answer.missing.length > 0 && answer.state === 'field' && (
        <div class="note" data-missing={answer.missing.length}>
          <strong>{ins('one.missing')}</strong>
          <ul>
            {answer.missing.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      )}
      <Steps key={answer.version} one={answer} again={again} />
      <Content one={answer} />
      <InspectionChecks one={answer} again={again} />
      <Section id="findings" title="progress.findings">
        {answer.may.includes('finding') && (
          <p class="actions">
            <button onClick={() => go({ filter: `finding-new-${id}` })}>{ins('finding.new')}</button>
          </p>
        )}
        {findings.answer?.items.length === 0 && <p class="muted">{ins('none')}</p>}
        <ul class="plain">{findings.answer?.items.map((one) => <FindingRow key={one.id} one={one} />)}</ul>
      </Section>
      <Signatures one={answer} again={again} />
      <Section id="papers" title="one.papers">
        <p class="actions">
          {(['letter', 'record', 'report'] as const).map((paper) => (
            <button key={paper} data-paper={paper} onClick={() => go({ filter: `${paper}-${id}` })}>
              {ins(`paper.${paper}`)}
            </button>
          ))}
        </p>
      </Section>
      <Attachments of="inspection" owner={id} items={answer.attachments} editable={answer.state !== 'filed' && (isOpen ? answer.may.length > 0 : answer.may.includes('step.file'))} again={again} />
    </article>
  );
} // prettier-ignore

/** The five stations; only the last one is done. */
function Life({ one }: { one: InspectionDetail }): VNode {
  const at = LIFE.indexOf(one.state as 'planned');
  const days: Record<(typeof LIFE)[number], string | null> = { planned: null, office: one.officeOn, field: one.fieldFrom && `${one.fieldFrom}${one.fieldTo === null ? '' : ` – ${one.fieldTo}`}`, signed: one.signedOn, filed: one.filedOn }; // prettier-ignore
  return (
    <>
      <ol class="life" aria-label={ins('one.life')}>
        {LIFE.map((station, index) => (
          <li key={station} class={index <= at ? 'reached' : undefined} aria-current={index === at ? 'step' : undefined}>
            <span>{insWord('state', station)}</span>
            <small class="figures">{days[station] ?? '—'}</small>
          </li>
        ))}
      </ol>
      {one.state === 'cancelled' && <p class="note problem">{ins('one.cancelled', { on: one.cancelledOn ?? '', why: one.cancelReason ?? '' })}</p>}
      {one.state === 'signed' && <p class="note">{ins('one.notDone')}</p>}
      {one.done && <p class="note good">{ins('one.filed', { on: one.filedOn!, to: one.filedTo! })}</p>}
    </>
  );
} // prettier-ignore

const Progress = ({ one }: { one: InspectionDetail }): VNode => (
  <dl class="counts">
    {(['markers', 'segments', 'points'] as const).map((what) => (
      <div key={what} data-progress={what}>
        <dt>{ins(`progress.${what}`)}</dt>
        <dd>
          {part(one[what])}
          {what === 'points' && one.points.total > 0 && ` · ${ins('progress.signed', { n: one.points.signed })}`}
          {one[what].total > 0 && <progress max={one[what].total} value={one[what].checked} aria-label={ins(`progress.${what}`)} />}
        </dd>
      </div>
    ))}
    <div data-progress="findings">
      <dt>{ins('progress.findings')}</dt>
      <dd>{ins('progress.open', { n: one.findings.open, total: one.findings.total })}</dd>
    </div>
  </dl>
); // prettier-ignore

const PARTS = ['observance', 'upkeep', 'terrain', 'landUse', 'other', 'conclusion'] as const;

function Content({ one }: { one: InspectionDetail }): VNode {
  return (
    <Section id="content" title="one.content">
      <dl class="fields">
        <Field label={ins('field.team')}>{one.team.join('、')}</Field>
        <Field label={ins('field.cause')}>{one.cause}</Field>
        {PARTS.map((name) => (
          <Field key={name} label={ins(`field.${name}`)}>
            {one[name] ?? <span class="muted">{ins('unknown')}</span>}
          </Field>
        ))}
        <Field label={ins('field.reportNo')}>{one.reportNo}</Field>
        <Field label={ins('field.filing')}>
          {[one.filedTo, one.filedOn, one.filingNo].filter(Boolean).join(' · ')}
        </Field>
      </dl>
      {one.may.includes('edit') && (
        <p class="actions">
          <button data-do="edit" onClick={() => go({ filter: `i-${one.id}-edit` })}>
            {ins('edit')}
          </button>
        </p>
      )}
    </Section>
  );
}

/** The steps that this account can take now, with what each asks for. */
function Steps({ one, again }: { one: InspectionDetail; again: () => void }): VNode | null {
  const { busy, problem, run } = useRun(again);
  const form = useRef<HTMLFormElement>(null);
  const steps = one.may.filter((what) => what.startsWith('step.')).map((what) => what.slice(5) as InspectionStep);
  if (steps.length === 0) return null;
  const take = (step: InspectionStep): Promise<void> => {
    const data = new FormData(form.current!);
    const value = (name: string): string | null => (data.get(name) as string | null)?.trim() || null;
    const on = value('on');
    const body = { step, filedTo: value('filedTo'), number: value('number'), reason: value('reason'), ...(on !== null && { on }) };
    return run(() => call('moveInspection', { id: one.id, body }, undefined, one.version), ins(`step.${step}`));
  };
  const isGrave = (step: InspectionStep): boolean => step === 'cancel' || step === 'back';
  return (
    <Section id="steps" title="step.title">
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        <div class="columns">
          <Question label={ins('step.on')}>
            <input name="on" type="date" />
          </Question>
          {steps.includes('file') && (
            <>
              <Question label={ins('step.filedTo')}>
                <input name="filedTo" maxLength={100} defaultValue={one.approvingBody} />
              </Question>
              <Question label={ins('step.number')}>
                <input name="number" maxLength={100} autocomplete="off" />
              </Question>
            </>
          )}
          {steps.some(isGrave) && (
            <Question label={ins('step.reason')}>
              <input name="reason" maxLength={2000} autocomplete="off" />
            </Question>
          )}
        </div>
        <ProblemNote error={problem} />
        <p class="actions">
          {steps.map((step) => (
            <button key={step} type="button" data-step={step} class={isGrave(step) ? 'grave' : 'primary'} disabled={busy} onClick={() => void take(step)}>
              {ins(`step.${step}`)}
            </button>
          ))}
        </p>
      </form>
    </Section>
  );
} // prettier-ignore
