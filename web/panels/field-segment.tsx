import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldSegment } from '../../server/api/field.ts';
import { useForm } from '../field/form.ts';
import { segmentSubject, type Here } from '../field/open.ts';
import { newUuid, peopleNow, today } from '../field/record.ts';
import { fieldWord, out } from '../i18n/field.ts';
import { kilometres } from '../ui/list.tsx';
import { Choice, Day, Finish, FormHead, Note, People, Written, yesNo } from './field-parts.tsx';

/** How a segment was found: a check of the inspection that is under way. */
export function FieldSegmentForm({ account, saved, segment }: Here & { segment: FieldSegment }): VNode {
  const { line, inspection } = saved;
  const subject = segmentSubject(segment);
  const title = [segment.countyA.name, segment.countyB?.name ?? '?'].join(' — ');
  const blank = async () => ({
    account,
    line: line.code,
    subject,
    title,
    type: 'segment-check' as const,
    content: {
      uuid: newUuid(),
      inspection: inspection?.id ?? 0,
      countyA: segment.countyA.code,
      countyB: segment.countyB?.code ?? null,
      checkedOn: today(),
      people: await peopleNow(account, saved),
      channel: 'field' as const,
    },
  });
  const form = useForm<'segment-check'>(blank, { account, line: line.code, subject });
  const last = segment.lastCheck;
  const detail = [
    segment.lengthKm !== null && kilometres(segment.lengthKm),
    segment.carrier && fieldWord('carrier', segment.carrier),
    segment.managing?.name,
  ];
  return (
    <>
      <FormHead line={line} title={title} detail={detail.filter(Boolean).join(' · ')} />
      <div class="field-columns">
        <section class="field-before" aria-labelledby="field-before">
          <h3 id="field-before">{out('previous')}</h3>
          {last === null ? (
            <p class="muted">{out('previous.none')}</p>
          ) : (
            <>
              <p>
                <b>{last.checkedOn}</b> {last.people.join('、')}
              </p>
              <p>
                {out('segment.clear')}: {answer(last.clear)} · {out('segment.carrier')}:{' '}
                {answer(last.carrierChanged)}
              </p>
              {last.note && <p class="muted">{last.note}</p>}
            </>
          )}
          {segment.course && (
            <p>
              {out('segment.course')}: {segment.course}
            </p>
          )}
        </section>
        {inspection === null ? (
          <p class="note">{out('line.noInspection')}</p>
        ) : (
          form && (
            <section class="field-now" aria-labelledby="field-now">
              <h3 id="field-now">{out('new')}</h3>
              {form.record.state === 'draft' ? (
                <SegmentForm form={form} />
              ) : (
                <Written record={form.record}>
                  <p>
                    {out('segment.clear')}: {answer(form.record.content.clear ?? null)} ·{' '}
                    {out('segment.carrier')}: {answer(form.record.content.carrierChanged ?? null)}
                  </p>
                  {form.record.content.note && <p>{form.record.content.note}</p>}
                </Written>
              )}
            </section>
          )
        )}
      </div>
    </>
  );
}

const answer = (value: boolean | null): string => out(value === null ? 'unset' : value ? 'yes' : 'no');

function SegmentForm({ form }: { form: NonNullable<ReturnType<typeof useForm<'segment-check'>>> }): VNode {
  const { record, change } = form;
  const { content } = record;
  const [need, setNeed] = useState(false);
  const lacks = (content.clear ?? content.carrierChanged ?? content.note ?? null) === null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setNeed(lacks);
        if (!lacks) void form.finish();
      }}
    >
      <Choice
        name="clear"
        label={out('segment.clear')}
        options={yesNo()}
        value={content.clear}
        choose={(clear) => change({ clear })}
      />
      <Choice
        name="carrier"
        label={out('segment.carrier')}
        hint={out('segment.carrier.hint')}
        options={yesNo()}
        value={content.carrierChanged}
        choose={(carrierChanged) => change({ carrierChanged })}
      />
      <People value={content.people ?? []} change={(people) => change({ people })} />
      <Note value={content.note} change={(note) => change({ note })} />
      <Day value={content.checkedOn} latest={today()} change={(checkedOn) => change({ checkedOn })} />
      {need && lacks && (
        <p class="note problem" role="alert">
          {out('segment.need')}
        </p>
      )}
      <Finish form={form} />
    </form>
  );
}
