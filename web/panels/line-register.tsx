import '../assets/edits.css';
import '../assets/office.css';
import '../assets/desk.css';
import '../assets/lines.css';
import type { ComponentChildren, VNode } from 'preact';
import { li, lineWord } from '../i18n/lines.ts';
import type { LinesKey } from '../i18n/lines.zh.ts';
import { day, word } from '../i18n/t.ts';
import { loaded } from '../state/record.ts';
import { mayFor } from '../state/session.ts';
import { go } from '../state/state.ts';
import { Field } from '../ui/fields.tsx';
import { kilometres } from '../ui/list.tsx';
import { usePages } from '../ui/pages.ts';
import { PageTotal } from './office-parts.tsx';
import { codesOf, type Line, type Meeting } from './line-codes.ts';

const flag = (value: boolean | null): string => (value === null ? li('unknown') : li(value ? 'yes' : 'no'));

/** What staff keeps of a line or of a meeting point. */
export function LineRegister(): VNode | null {
  const found = loaded.value;
  if (found?.type === 'boundary-line' && found.data.register) return <OfLine line={found.data} />;
  if (found?.type === 'meeting-point' && found.data.register) return <OfMeeting meeting={found.data} />;
  return null;
}

function OfLine({ line }: { line: Line }): VNode {
  const editable = mayFor('line.edit', ...codesOf(line));
  const { converted, vectorised, smart } = line.register!;
  return (
    <div class="register">
      <section aria-labelledby="register-title">
        <h3 id="register-title">{li('register.title')}</h3>
        <dl class="fields">
          <Field label={li('field.converted')}>{flag(converted)}</Field>
          <Field label={li('field.vectorised')}>{flag(vectorised)}</Field>
          <Field label={li('field.smart')}>{flag(smart)}</Field>
        </dl>
        {editable && <Add part="edit" label="register.edit" />}
      </section>
      <Segments line={line} editable={editable} />
      <Documents of={{ line: line.code }} editable={editable} />
      <Disputes line={line.code} editable={editable} />
      <Projects line={line.code} editable={editable} />
    </div>
  );
}

function OfMeeting({ meeting }: { meeting: Meeting }): VNode {
  const editable = mayFor('line.edit', ...codesOf(meeting));
  const { parties, markers, standing, agreement, agreedOn, note } = meeting.register!;
  return (
    <div class="register">
      <section aria-labelledby="register-title">
        <h3 id="register-title">{li('meeting.title')}</h3>
        <dl class="fields">
          <Field label={li('field.agreement')}>{agreement ?? li('unknown')}</Field>
          <Field label={li('field.agreedOn')}>{agreedOn && day(agreedOn)}</Field>
          <Field label={li('field.meetingParties')}>{parties ?? li('unknown')}</Field>
          <Field label={li('field.meetingMarkers')}>{markers ?? li('unknown')}</Field>
          <Field label={li('field.standing')}>{String(standing)}</Field>
          <Field label={li('field.note')}>{note}</Field>
        </dl>
        {editable && <Add part="edit" label="meeting.edit" />}
      </section>
      <Documents of={{ meetingPoint: meeting.code }} editable={editable} />
    </div>
  );
}

const Add = ({ part, label }: { part: string; label: LinesKey }): VNode => (
  <p class="actions">
    <button data-part={part} onClick={() => go({ part })}>
      {li(label)}
    </button>
  </p>
);

function Segments({ line, editable }: { line: Line; editable: boolean }): VNode {
  return (
    <details class="segments" open={line.segmentList.length <= 6}>
      <summary>
        {li('segments.title')} {line.segmentList.length}
      </summary>
      <ol class="plain segment-list">
        {line.segmentList.map(({ id, pair, sides, lengthKm, carrier, register }) => {
          const name = sides.map((side) => side.name).join(' – ');
          return (
            <li key={id} data-segment={pair}>
              <span>
                <b>{name}</b>{' '}
                <small>
                  {[
                    kilometres(lengthKm),
                    carrier && word('carrier', carrier),
                    register?.managing && `${li('segments.managing')} ${register.managing.name}`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
                {register?.course && <p class="course">{register.course}</p>}
                {register?.note && <small>{register.note}</small>}
              </span>
              {editable && (
                <button
                  class="text"
                  data-part={`segment-${pair}`}
                  aria-label={li('segments.edit', { name })}
                  onClick={() => go({ part: `segment-${pair}` })}
                >
                  {li('edit')}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

/** One row of a list of records, that opens it. */
const Row = ({ part, name, detail, badge }: { part: string; name: string; detail: (string | null | false)[]; badge?: ComponentChildren }): VNode => (
  <li>
    <button class="draft-row" data-part={part} onClick={() => go({ part })}>
      <span class="row-text">
        <span class="row-name">{name}</span>
        <span class="row-detail">{detail.filter(Boolean).join(' · ')}</span>
      </span>
      {badge}
    </button>
  </li>
); // prettier-ignore

const pageSize = 20;

function Documents({ of, editable }: { of: { line?: string; meetingPoint?: string }; editable: boolean }): VNode { // prettier-ignore
  const { pages, more } = usePages('listBoundaryDocuments', { ...of, limit: pageSize });
  return (
    <section aria-labelledby="documents-title">
      <h3 id="documents-title">{li('documents.title')}</h3>
      <PageTotal pages={pages} more={more} none={li('none')}>
        <ul class="plain">
          {pages.value.items.map((item) => (
            <Row
              key={item.id}
              part={`document-${item.id}`}
              name={item.title}
              detail={[lineWord('document', item.kind), item.number, item.signedOn, item.files > 0 && li('documents.files', { n: item.files })]}
              badge={item.expiresOn && <span class={`badge ${item.expired ? 'expired' : ''}`}>{item.expired ? li('documents.expired') : li('documents.until', { day: item.expiresOn })}</span>}
            />
          ))}
        </ul>
      </PageTotal>
      {editable && <Add part="document-new" label="documents.new" />}
    </section>
  );
} // prettier-ignore

function Disputes({ line, editable }: { line: string; editable: boolean }): VNode {
  const { pages, more } = usePages('listBoundaryDisputes', { line, limit: pageSize });
  return (
    <section aria-labelledby="disputes-title">
      <h3 id="disputes-title">{li('disputes.title')}</h3>
      <PageTotal pages={pages} more={more} none={li('none')}>
        <ul class="plain">
          {pages.value.items.map((item) => (
            <Row
              key={item.id}
              part={`dispute-${item.id}`}
              name={item.title}
              detail={[lineWord('dispute', item.kind), item.foundOn, item.decisionNo]}
              badge={<span class={`badge state-${item.state}`}>{lineWord('state', item.state)}</span>}
            />
          ))}
        </ul>
      </PageTotal>
      {editable && <Add part="dispute-new" label="disputes.new" />}
    </section>
  );
}

function Projects({ line, editable }: { line: string; editable: boolean }): VNode {
  const { pages, more } = usePages('listCrossProjects', { line, limit: pageSize });
  return (
    <section aria-labelledby="projects-title">
      <h3 id="projects-title">{li('projects.title')}</h3>
      <PageTotal pages={pages} more={more} none={li('none')}>
        <ul class="plain">
          {pages.value.items.map((item) => (
            <Row
              key={item.id}
              part={`project-${item.id}`}
              name={item.name}
              detail={[item.kind, item.missing.length > 0 ? li('projects.missing', { who: item.missing.map(({ name }) => name).join('、') }) : li('projects.agreed')]}
            />
          ))}
        </ul>
      </PageTotal>
      {editable && <Add part="project-new" label="projects.new" />}
    </section>
  );
} // prettier-ignore
