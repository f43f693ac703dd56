import type { VNode } from 'preact';
import { call, type BodyOf } from '../api.ts';
import { of } from '../i18n/office.ts';
import { t } from '../i18n/t.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { CHANNELS } from './filings.tsx';
import { Back, Fields, readFields, type Spec } from './office-parts.tsx';

const CASES = ['street', 'building', 'facility', 'village', 'natural_village', 'natural', 'park', 'township', 'street_office', 'village_border', 'natural_famous', 'county_and_above', 'province', 'other']; // prettier-ignore
const CHANNEL: Spec = { id: 'channel', label: 'field.channel', kind: 'choice', required: true, choices: { prefix: 'channel', ids: CHANNELS } }; // prettier-ignore
const SPECS: readonly Spec[] = [
  { id: 'case', label: 'field.case', kind: 'choice', required: true, choices: { prefix: 'case', ids: CASES } },
  { id: 'act', label: 'field.act', kind: 'choice', required: true, choices: { prefix: 'act', ids: ['naming', 'renaming', 'cancelling'] } },
  { id: 'name', label: 'field.name', kind: 'text', required: true },
  { id: 'formerName', label: 'field.formerName', kind: 'text' },
  { id: 'roman', label: 'field.roman', kind: 'text' },
  { id: 'mongolian', label: 'field.mongolian', kind: 'text' },
  { id: 'class', label: 'field.class', kind: 'text' },
  { id: 'division', label: 'field.division', kind: 'division', required: true },
  { id: 'location', label: 'field.location', kind: 'long' },
  { id: 'point', label: 'field.point', kind: 'point' },
  { id: 'meaning', label: 'field.meaning', kind: 'long' },
  { id: 'significance', label: 'field.significance', kind: 'long', hint: 'hint.significance' },
  { id: 'authority', label: 'field.authority', kind: 'text', required: true },
  { id: 'documentNo', label: 'field.documentNo', kind: 'text' },
  { id: 'approvedOn', label: 'field.approvedOn', kind: 'date', required: true },
  { id: 'department', label: 'field.department', kind: 'text' },
  { id: 'receivedOn', label: 'field.receivedOn', kind: 'date' },
  { id: 'placeId', label: 'field.placeId', kind: 'number', hint: 'hint.placeId' },
  { id: 'note', label: 'field.note', kind: 'long' },
]; // prettier-ignore

const SAID: Spec = { id: 'reason', label: 'filing.reason', kind: 'long', required: true, hint: 'filing.reasonHint' }; // prettier-ignore

/** A filing that is registered, changed before it is accepted, or corrected afterwards with a reason. */
export function FilingForm({ id }: { id: number | null }): VNode {
  const { answer, error, again } = useAnswer('getFiling', id === null ? null : { id });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (id !== null && answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const specs = id === null ? [CHANNEL, ...SPECS] : SPECS;
  const corrects = answer?.state === 'accepted';
  return (
    <>
      <Back to={id === null ? 'filings' : `filing-${id}`} />
      <h2>
        {answer === null
          ? of('filing.newTitle')
          : corrects
            ? of('filing.correctTitle', { name: answer.name })
            : answer.name}
      </h2>
      <Form
        action={of('save')}
        label={of('filing.newTitle')}
        send={async (value) => {
          const body = readFields(specs, value) as BodyOf<'createFiling'>;
          const saved =
            answer === null
              ? await call('createFiling', { body })
              : corrects
                ? await call(
                    'correctFiling',
                    { id: answer.id, body: { change: body, reason: value('reason') } },
                    undefined,
                    answer.version,
                  )
                : await call('editFiling', { id: answer.id, body }, undefined, answer.version);
          go({ filter: `filing-${saved.id}` });
        }}
      >
        <Fields specs={corrects ? [...specs, SAID] : specs} values={answer ?? {}} />
      </Form>
    </>
  );
}
