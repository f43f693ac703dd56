import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { InspectionChange } from '../../server/api/inspections.ts';
import { call } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { t } from '../i18n/t.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { namesOf } from './inspection-checks.tsx';
import { Back, roundName } from './inspection-parts.tsx';

const DAYS = ['officeOn', 'fieldFrom', 'fieldTo'] as const;
const PARTS = ['observance', 'upkeep', 'terrain', 'landUse', 'other', 'conclusion'] as const;

/** What an inspection says, in its five parts; until somebody has signed. */
export function InspectionForm({ id }: { id: number }): VNode {
  const { answer, error, again } = useAnswer('getInspection', { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <>
      <Back to={`i-${id}`} />
      <h2>{ins('one.title', { line: answer.line.name, year: String(answer.year) })}</h2>
      <Form
        action={ins('save')}
        label={ins('edit')}
        send={async (value) => {
          const text = (name: string): string | null => value(name).trim() || null;
          const body: Record<string, unknown> = { team: namesOf(value('team')), reportNo: text('reportNo') };
          for (const name of [...DAYS, ...PARTS]) body[name] = text(name);
          if (answer.kind === 'special') body['cause'] = text('cause');
          if (answer.state === 'planned') Object.assign(body, { year: Number(value('year')), lead: value('lead') });
          await call('editInspection', { id, body: body as InspectionChange }, undefined, answer.version);
          go({ filter: `i-${id}` });
        }}
      >
        {answer.state === 'planned' && (
          <>
            <Question label={ins('field.year')}>
              <input name="year" type="number" defaultValue={String(answer.year)} required />
            </Question>
            <Question label={ins('field.lead')}>
              <select name="lead">
                {[answer.lead, answer.partner].map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </select>
            </Question>
          </>
        )}
        {answer.kind === 'special' && (
          <Question label={`${ins('field.cause')} *`} hint={ins('hint.cause')}>
            <input name="cause" defaultValue={answer.cause ?? ''} required />
          </Question>
        )}
        <Question label={ins('field.team')} hint={ins('hint.team')}>
          <input name="team" defaultValue={answer.team.join('、')} autocomplete="off" />
        </Question>
        {DAYS.map((name) => (
          <Question key={name} label={ins(`field.${name}`)}>
            <input name={name} type="date" defaultValue={answer[name] ?? ''} />
          </Question>
        ))}
        {PARTS.map((name) => (
          <Question key={name} label={ins(`field.${name}`)}>
            <textarea name={name} rows={3} maxLength={10_000} defaultValue={answer[name] ?? ''} />
          </Question>
        ))}
        <Question label={ins('field.reportNo')}>
          <input name="reportNo" maxLength={100} defaultValue={answer.reportNo ?? ''} autocomplete="off" />
        </Question>
      </Form>
    </>
  );
} // prettier-ignore

/** One inspection by itself: of a round, or a special one with its cause. */
export function NewInspectionForm(): VNode {
  const rounds = useAnswer('listInspectionRounds', {}).answer?.items ?? [];
  const [kind, setKind] = useState<'special' | 'regular'>('special');
  return (
    <>
      <Back to={null} />
      <h2>{ins('list.new')}</h2>
      <Form
        action={ins('save')}
        label={ins('list.new')}
        send={async (value) => {
          const lead = value('lead').trim();
          const made = await call('createInspection', {
            body: {
              line: value('line').trim(),
              kind,
              round: kind === 'regular' ? Number(value('round')) : null,
              year: Number(value('year')),
              cause: kind === 'special' ? value('cause') : null,
              ...(lead !== '' && { lead }),
            },
          });
          go({ filter: `i-${made.id}` });
        }}
      >
        <Question label={`${ins('field.line')} *`}>
          <input name="line" required autocomplete="off" placeholder="150102-150103" />
        </Question>
        <Question label={ins('field.kind')}>
          <select name="kind" onChange={(event) => setKind(event.currentTarget.value as 'regular')}>
            {(['special', 'regular'] as const).map((one) => (
              <option key={one} value={one} selected={one === kind}>
                {insWord('kind', one)}
              </option>
            ))}
          </select>
        </Question>
        {kind === 'regular' ? (
          <Question label={`${ins('field.round')} *`}>
            <select name="round" required>
              {rounds.map((round) => (
                <option key={round.id} value={round.id}>
                  {roundName(round)}
                </option>
              ))}
            </select>
          </Question>
        ) : (
          <Question label={`${ins('field.cause')} *`} hint={ins('hint.cause')}>
            <input name="cause" maxLength={2000} required autocomplete="off" />
          </Question>
        )}
        <Question label={`${ins('field.year')} *`}>
          <input name="year" type="number" min={1980} max={2199} defaultValue={String(new Date().getFullYear())} required />
        </Question>
        <Question label={ins('field.lead')} hint={ins('hint.lead')}>
          <input name="lead" pattern="\d{6}" autocomplete="off" />
        </Question>
      </Form>
    </>
  );
} // prettier-ignore
