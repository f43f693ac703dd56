import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call, type BodyOf, type Result } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { moment, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { coverage, coverageQuestion, distances, yardOf } from '../state/coverage.ts';
import { numbered } from '../state/numbered.ts';
import { visit } from '../state/record.ts';
import { renewData } from '../state/startup.ts';
import { mayFor } from '../state/session.ts';
import { announce, coverageKind } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { DistanceCurve } from '../ui/distance-curve.tsx';
import { Form, Question } from '../ui/form.tsx';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { EvidenceLines, type Evidence } from './coverage-evidence.tsx';
import { Back } from './coverage-parts.tsx';

/** The flag card: six lines that a planner can defend, a verdict, a sentence to cite. */
export function FlagCard({ code }: { code: string }): VNode {
  const { division: _, unit, ...asked } = coverageQuestion.value;
  const kind = coverageKind.value;
  const level = unit ?? coverage.value?.unit;
  const { answer, error, again } = useAnswer('getEvidence', kind === null ? null : { code, kind, ...asked, ...(level && { unit: level }) }); // prettier-ignore
  const isOf = answer?.unit.code === code && answer.kind.id === kind;
  useEffect(() => {
    numbered.value = isOf ? { type: 'place', items: answer.evidence.worst, sample: answer.sample, unit: code } : null;
    return () => {
      numbered.value = null;
    };
  }, [answer, isOf]);
  useEffect(() => {
    void call('getDivision', { code }).then(({ bbox, point }) => fly({ bbox, point }), () => undefined); // prettier-ignore
  }, [code]);
  return (
    <>
      <p class="record-bar no-print">
        <Back to={null} word={cv('flag.back')} />
      </p>
      {error !== null && <ProblemNote error={error} retry={again} />}
      {!isOf ? error === null && <p class="list-total">{t('app.loading')}</p> : <Card card={answer} again={again} />}
    </>
  );
} // prettier-ignore

function Card({ card, again }: { card: Evidence; again: () => void }): VNode {
  const { unit, kind, on } = card;
  const of = distances.value?.get(unit.code);
  const yard = yardOf();
  return (
    <article class="flag-card" data-flag={unit.code}>
      <header>
        <p class="muted">{unit.path.slice(1, -1).map(({ name }) => name).join(' › ')}</p>
        <h2 tabIndex={-1}>
          {unit.name} · {kind.name} {card.sample && <Sample />}
        </h2>
        <p class="verdicts">
          <span class={`duty ${unit.duty.result}`} data-result={unit.duty.result}>
            {t('coverage.duty')}: {t(`coverage.${unit.duty.result}`)}
          </span>
          {unit.reach?.gap === true && <span class="duty not_met">{t('coverage.reach')}: {t('coverage.gap')}</span>}
          {unit.reach?.gap === false && <span class="duty met">{t('coverage.reach')}: {t('coverage.met')}</span>}
          {unit.reach !== null && unit.reach.gap === null && <span class="duty unknown" title={cv('unsure.hint')} data-unsure>{t('coverage.reach')}: {t('coverage.unknown')}</span>}
          {card.robustness.borderline && <span class="duty on-edge" data-borderline>{cv('borderline')}</span>}
        </p>
        {card.notice && <p class="note" data-notice>{card.notice}</p>}
      </header>
      <Actions card={card} />
      <EvidenceLines card={card} />
      {of && yard && unit.reach !== null && <DistanceCurve distances={of} yard={yard} label={cv('curve.label', { name: unit.name, kind: kind.name })} />}
      <Reviews card={card} again={again} />
      <p class="muted">
        {cv('on')} {on} · {card.weighting} · {cv('run')} <code data-run>{card.run.id}</code>
      </p>
      <button class="text no-print" onClick={() => visit({ type: 'division', id: unit.code })}>
        {cv('flag.record')}
      </button>
    </article>
  );
} // prettier-ignore

/** The run is kept before it is cited, so that its id can be read and checked by whoever gets the sentence. */
function Actions({ card }: { card: Evidence }): VNode {
  const [copied, setCopied] = useState<string | null>(null);
  const [checked, setChecked] = useState<Result<'checkRun'> | null>(null);
  const { busy, problem, run } = useRun(() => undefined);
  const asked = Object.fromEntries(Object.entries(card.run.parameters).filter(([, value]) => value !== null));
  const keep = () => call('keepRun', { body: asked as BodyOf<'keepRun'> });
  const copy = async (): Promise<void> => {
    await keep();
    const text = `${card.citable.sentence} ${new URL(card.citable.link, location.origin).href}`;
    setCopied(text);
    await navigator.clipboard.writeText(text).catch(() => announce(cv('copy.byHand'))); // an http page has no clipboard: the text stands below
  };
  const check = async (): Promise<void> => {
    await keep();
    setChecked(await call('checkRun', { id: card.run.id }));
  };
  return (
    <div class="no-print">
      <p class="actions">
        <button class="primary" data-do="copy" disabled={busy} onClick={() => void run(copy, cv('copy.done'))}>
          {cv('copy')}
        </button>
        <button data-do="check" disabled={busy} onClick={() => void run(check, cv('check.done'))}>
          {cv('check')}
        </button>
        <button data-do="print" onClick={() => window.print()}>
          {cv('print')}
        </button>
      </p>
      {problem !== null && <ProblemNote error={problem} />}
      {copied !== null && (
        <label class="citation">
          <span>{cv('copy.done')}</span>
          <textarea readOnly rows={4} data-citation value={copied} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
      {checked !== null && (
        <p class="note" role="status" data-same={String(checked.same)}>
          {checked.same ? cv('check.same') : cv('check.changed', { inputs: checked.changedInputs.map((id) => cvWord('input', id)).join(', ') || '—', n: checked.differences.length })}
        </p>
      )}
    </div>
  );
} // prettier-ignore

const VERDICTS = ['confirmed', 'false_alarm', 'planned'] as const;

/** 6 复核: what people have said of it, and one's own verdict. */
function Reviews({ card, again }: { card: Evidence; again: () => void }): VNode {
  const { unit, kind, run } = card;
  const { history } = card.review;
  return (
    <section class="reviews">
      {history.length > 0 && (
        <ol class="history-list" aria-label={cv('review.history')}>
          {history.map(({ id, verdict, note, reviewer, at }) => (
            <li key={id} data-review={verdict}>
              <p>
                <b>{cvWord('verdict', verdict)}</b> {reviewer} <small>{moment(at)}</small>
              </p>
              {note && <p>{note}</p>}
            </li>
          ))}
        </ol>
      )}
      {mayFor('coverage.review', unit.code) && (
        <details class="no-print" data-do="review">
          <summary>{cv('review.add')}</summary>
          <Form
            action={cv('review.save')}
            label={cv('review.add')}
            done={cv('review.saved')}
            send={async (value, form) => {
              const verdict = value('verdict') as (typeof VERDICTS)[number];
              await call('addReview', { body: { kind: kind.id, unit: unit.level, division: unit.code, verdict, note: value('note').trim() || null, run: run.id } });
              form.reset();
              again();
              renewData();
            }}
          >
            <fieldset class="question">
              <legend>{cv('review.verdict')}</legend>
              {VERDICTS.map((id) => (
                <Choice key={id} id={id}>
                  {cvWord('verdict', id)} <small>{cv(`verdict.${id}.hint`)}</small>
                </Choice>
              ))}
            </fieldset>
            <Question label={cv('review.note')}>
              <textarea name="note" rows={3} maxLength={2000} />
            </Question>
          </Form>
        </details>
      )}
    </section>
  );
} // prettier-ignore

const Choice = ({ id, children }: { id: string; children: ComponentChildren }): VNode => (
  <label class="check">
    <input type="radio" name="verdict" value={id} required /> <span>{children}</span>
  </label>
);
