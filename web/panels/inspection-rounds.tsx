import type { VNode } from 'preact';
import type { RoundLevel } from '../../server/api/inspection-rounds.ts';
import { call } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { t } from '../i18n/t.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Back, roundName } from './inspection-parts.tsx';
import { Sample } from '../ui/names.tsx';

const LEVELS: readonly RoundLevel[] = ['province', 'prefecture', 'county'];

/** 轮次, the newest first, with how far each has come. */
export function Rounds(): VNode {
  const { answer, error, again } = useAnswer('listInspectionRounds', {});
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <>
      <div class="office-head">
        <h2>{ins('tab.rounds')}</h2>
        {answer.may.length > 0 && (
          <button class="primary" onClick={() => go({ filter: 'round-new' })}>
            {ins('round.new')}
          </button>
        )}
      </div>
      {answer.items.length === 0 && <p class="list-total">{ins('round.none')}</p>}
      <ul class="plain">
        {answer.items.map((round) => (
          <li key={round.id} class="round" data-round={round.id}>
            <span class="row-text">
              <span class="row-name">
                {roundName(round)} {round.sample && <Sample />}
              </span>
              <span class="row-detail">
                {ins('round.progress', { lines: round.lines, inspections: round.inspections, filed: round.filed })}
              </span>
              <progress max={Math.max(round.lines, round.inspections, 1)} value={round.filed} aria-label={ins('state.filed')} />
              {round.note !== null && <span class="row-detail">{round.note}</span>}
            </span>
            <span class="actions">
              <button onClick={() => go({ filter: `list_r${round.id}` })}>{ins('round.list')}</button>
              {answer.may.includes(round.level) && (
                <button onClick={() => go({ filter: `round-${round.id}` })}>{ins('round.plan')}</button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
} // prettier-ignore

/** A new round. Five years are what the law gives one. */
export function RoundForm(): VNode {
  const { answer } = useAnswer('listInspectionRounds', {});
  const levels = answer?.may ?? [];
  const year = new Date().getFullYear();
  return (
    <>
      <Back to="rounds" />
      <h2>{ins('round.new')}</h2>
      <Form
        action={ins('save')}
        label={ins('round.new')}
        send={async (value) => {
          const round = await call('createInspectionRound', {
            body: {
              level: value('level') as RoundLevel,
              number: Number(value('number')),
              yearFrom: Number(value('yearFrom')),
              yearTo: Number(value('yearTo')),
              note: value('note').trim() || null,
            },
          });
          go({ filter: `round-${round.id}` });
        }}
      >
        <Question label={`${ins('round.level')} *`}>
          <select name="level" required>
            {LEVELS.filter((level) => levels.includes(level)).map((level) => (
              <option key={level} value={level}>
                {insWord('level', level)}
              </option>
            ))}
          </select>
        </Question>
        <Question label={`${ins('round.number')} *`}>
          <input name="number" type="number" min={1} max={99} required />
        </Question>
        <Question label={`${ins('round.from')} *`}>
          <input name="yearFrom" type="number" min={1980} max={2199} defaultValue={String(year)} required />
        </Question>
        <Question label={`${ins('round.to')} *`}>
          <input name="yearTo" type="number" min={1980} max={2199} defaultValue={String(year + 4)} required />
        </Question>
        <Question label={ins('round.note')}>
          <textarea name="note" rows={2} maxLength={2000} />
        </Question>
      </Form>
    </>
  );
} // prettier-ignore

/** What planning would make, before it is made. */
export function RoundPlan({ id }: { id: number }): VNode {
  const rounds = useAnswer('listInspectionRounds', {}).answer?.items;
  const { answer, error, again } = useAnswer('previewRoundPlan', { id });
  const { busy, problem, run } = useRun(again);
  const round = rounds?.find((one) => one.id === id);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null || rounds === undefined) return <p class="list-total">{t('app.loading')}</p>;
  const left = answer.items.filter(({ inspection }) => inspection === null).length;
  return (
    <>
      <Back to="rounds" />
      <h2>{ins('round.planTitle', { name: round === undefined ? String(id) : roundName(round) })}</h2>
      <p class="muted">{ins('round.planHint')}</p>
      <ProblemNote error={problem} />
      {left === 0 ? (
        <p class="note good" role="status">
          {ins('round.full')}
        </p>
      ) : (
        <p class="actions">
          <button class="primary" data-do="plan" disabled={busy} onClick={() => void run(() => call('planRound', { id }), ins('round.planned', { n: left }))}>
            {ins('round.planGo', { n: left })}
          </button>
        </p>
      )}
      <div class="matrix-like">
        <table>
          <thead>
            <tr>
              {(['field.year', 'field.line', 'field.lead', 'field.partner', 'plan.previous', 'filter.state'] as const).map((key) => (
                <th key={key} scope="col">
                  {ins(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.items.map(({ line, year, lead, partner, previous, inspection }) => (
              <tr key={line.code} data-line={line.code}>
                <td class="figures">{year}</td>
                <th scope="row">
                  {line.name} <small class="muted">{line.code}</small>
                </th>
                <td>{lead.name}</td>
                <td>{partner.name}</td>
                <td>{previous === null ? '—' : `${previous.number} · ${previous.year}`}</td>
                <td>
                  {inspection === null ? (
                    ins('plan.new')
                  ) : (
                    <button class="text" onClick={() => go({ filter: `i-${inspection}` })}>
                      {ins('plan.there')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
} // prettier-ignore
