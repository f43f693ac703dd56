import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldMeeting } from '../../server/api/field.ts';
import { useForm } from '../field/form.ts';
import { meetingSubject, type Here } from '../field/open.ts';
import { newUuid, peopleNow, today } from '../field/record.ts';
import { out } from '../i18n/field.ts';
import { Choice, Condition, conditions, Day, Finish, FormHead, Note, People, Written } from './field-parts.tsx'; // prettier-ignore

/** How a 交会点 was found: one check serves the inspections of all its lines in that year. */
export function FieldMeetingForm({ account, saved, meeting }: Here & { meeting: FieldMeeting }): VNode {
  const { line, inspection } = saved;
  const subject = meetingSubject(meeting);
  const blank = async () => ({
    account,
    line: line.code,
    subject,
    title: meeting.name,
    type: 'meeting-check' as const,
    content: {
      uuid: newUuid(),
      meetingPoint: meeting.code,
      year: inspection?.year ?? Number(today().slice(0, 4)),
      checkedOn: today(),
      people: await peopleNow(account, saved),
      channel: 'field' as const,
    },
  });
  const form = useForm<'meeting-check'>(blank, { account, line: line.code, subject });
  const last = meeting.lastCheck;
  return (
    <>
      <FormHead
        line={line}
        title={meeting.name}
        detail={meeting.divisions.map(({ name }) => name).join(' / ')}
      />
      <div class="field-columns">
        <section class="field-before" aria-labelledby="field-before">
          <h3 id="field-before">{out('previous')}</h3>
          {last === null ? (
            <p class="muted">{out('previous.none')}</p>
          ) : (
            <>
              <p>
                <b>{last.checkedOn}</b> <Condition value={last.condition} /> {last.people.join('、')}
              </p>
              {last.note && <p class="muted">{last.note}</p>}
            </>
          )}
        </section>
        {form && (
          <section class="field-now" aria-labelledby="field-now">
            <h3 id="field-now">{out('new')}</h3>
            {form.record.state === 'draft' ? (
              <MeetingForm form={form} />
            ) : (
              <Written record={form.record}>
                <p>
                  <Condition value={form.record.content.condition ?? null} /> {form.record.content.note}
                </p>
              </Written>
            )}
          </section>
        )}
      </div>
    </>
  );
}

function MeetingForm({ form }: { form: NonNullable<ReturnType<typeof useForm<'meeting-check'>>> }): VNode {
  const { record, change } = form;
  const { content } = record;
  const [need, setNeed] = useState(false);
  const lacks = (content.condition ?? null) === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setNeed(lacks);
        if (!lacks) void form.finish();
      }}
    >
      <Choice
        name="condition"
        label={out('form.condition')}
        options={conditions()}
        value={content.condition}
        choose={(condition) => change({ condition })}
      />
      {need && lacks && (
        <p class="note problem" role="alert">
          {out('form.condition.need')}
        </p>
      )}
      <People value={content.people ?? []} change={(people) => change({ people })} />
      <Note value={content.note} change={(note) => change({ note })} />
      <Day value={content.checkedOn} latest={today()} change={(checkedOn) => change({ checkedOn })} />
      <Finish form={form} />
    </form>
  );
}
