import '../assets/edits.css';
import '../assets/office.css';
import '../assets/desk.css';
import '../assets/lines.css';
import type { VNode } from 'preact';
import { call, type BodyOf } from '../api.ts';
import { li, lineWord } from '../i18n/lines.ts';
import { t } from '../i18n/t.ts';
import { loaded, reread } from '../state/record.ts';
import { go, state } from '../state/state.ts';
import { Form } from '../ui/form.tsx';
import { codesOf, type Line, type Meeting } from './line-codes.ts';
import { DisputeForm, DocumentForm, ProjectForm } from './line-forms.tsx';
import { FieldsIn, readFields, type Values } from './office-parts.tsx';
import { lineSpecs, meetingSpecs, segmentSpecs, type LineSpec } from './line-specs.ts';
import { mayFor } from '../state/session.ts';

/** A form over the chosen line or meeting point, as the link names it: `edit`, `segment-150102-150103`, `document-new`, `dispute-3`. */
export function LinePart(): VNode {
  const found = loaded.value;
  const [, what = '', id = ''] = /^([a-z]+)(?:-(.+))?$/.exec(state.value.part ?? '') ?? [];
  const isLine = found?.type === 'boundary-line';
  const isMeeting = found?.type === 'meeting-point';
  return (
    <div class="office part" data-part-open={state.value.part}>
      <p class="record-bar">
        <button class="text" onClick={() => go({ part: null })}>
          ← {isLine || isMeeting ? found.data.name : li('back')}
        </button>
      </p>
      {!found && <p class="list-total">{t('app.loading')}</p>}
      {isLine && <OfLine line={found.data} what={what} id={id} />}
      {isMeeting && <OfMeeting meeting={found.data} what={what} id={id} />}
    </div>
  );
}

const numbered = (id: string): number | null => (/^\d{1,9}$/.test(id) ? Number(id) : null);
const unknownPart = (): VNode => <p class="list-total">{li('none')}</p>;

function OfLine({ line, what, id }: { line: Line; what: string; id: string }): VNode {
  const editable = mayFor('line.edit', ...codesOf(line));
  if (what === 'document') return <DocumentForm key={id} id={numbered(id)} of={{ line: line.code }} editable={editable} />; // prettier-ignore
  if (what === 'dispute') return <DisputeForm key={id} id={numbered(id)} line={line} editable={editable} />;
  if (what === 'project') return <ProjectForm key={id} id={numbered(id)} line={line} editable={editable} />;
  if (what === 'segment') return <SegmentForm key={id} line={line} pair={id} />;
  if (what !== 'edit') return unknownPart();
  return (
    <>
      <h2>{li('register.title')}</h2>
      <p class="muted">{li('register.never')}</p>
      <Edit
        specs={lineSpecs}
        values={{ ...line, ...line.register } as unknown as Values}
        version={line.version}
        send={(body, match) => call('editBoundaryLine', { code: line.code, body: body as BodyOf<'editBoundaryLine'> }, undefined, match)}
      />
    </>
  ); // prettier-ignore
}

function SegmentForm({ line, pair }: { line: Line; pair: string }): VNode {
  const segment = line.segmentList.find((one) => one.pair === pair);
  if (!segment?.register) return unknownPart();
  const { register, sides } = segment;
  return (
    <>
      <h2>{sides.map(({ name }) => name).join(' – ')}</h2>
      <p class="muted">{li('register.never')}</p>
      <Edit
        specs={segmentSpecs([...sides, ...line.sides, ...(register.managing ? [register.managing] : [])])}
        values={{ ...register, managing: register.managing?.code ?? null }}
        version={register.version}
        send={(body, match) => call('editSegment', { code: line.code, pair, body: body as BodyOf<'editSegment'> }, undefined, match)}
      />
    </>
  ); // prettier-ignore
}

function OfMeeting({ meeting, what, id }: { meeting: Meeting; what: string; id: string }): VNode {
  const editable = mayFor('line.edit', ...codesOf(meeting));
  if (what === 'document') return <DocumentForm key={id} id={numbered(id)} of={{ meetingPoint: meeting.code }} editable={editable} />; // prettier-ignore
  if (what !== 'edit' || !meeting.register) return unknownPart();
  return (
    <>
      <h2>{li('meeting.title')}</h2>
      <Edit
        specs={meetingSpecs}
        values={meeting.register}
        version={meeting.version}
        send={(body, match) => call('editMeetingPoint', { code: meeting.code, body: body as BodyOf<'editMeetingPoint'> }, undefined, match)}
      />
    </>
  ); // prettier-ignore
}

interface EditProps {
  specs: readonly LineSpec[];
  values: Values;
  version: string;
  send: (body: Record<string, unknown>, match: string) => Promise<unknown>;
}

/** The fields that the documents say; back to the record when they are saved. */
const Edit = ({ specs, values, version, send }: EditProps): VNode => (
  <Form
    key={version}
    action={li('save')}
    label={li('edit')}
    done={li('saved')}
    send={async (value) => {
      await send(readFields(specs, value), version);
      reread.value += 1;
      go({ part: null });
    }}
  >
    <FieldsIn specs={specs} values={values} words={{ t: li, word: lineWord }} />
  </Form>
);
