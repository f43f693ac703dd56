import type { ComponentChildren, VNode } from 'preact';
import type { MarkerCheck, PointCheck, SegmentCheckRow } from '../../server/api/inspection-papers.ts';
import type { InspectionDetail } from '../../server/api/inspections.ts';
import { call, type BodyOf } from '../api.ts';
import { ins, insWord, type InspectionWords } from '../i18n/inspections.ts';
import { number, t } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { may } from '../state/session.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { newUuid } from '../ui/uuid.ts';
import { Section } from './inspection-parts.tsx';
import { SignatureList, SignForm } from './inspection-signatures.tsx';

const CONDITIONS = ['intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown'] as const; // prettier-ignore

/** What this inspection has seen of each marker, segment and meeting point, beside what was there before. */
export function InspectionChecks({ one, again }: { one: InspectionDetail; again: () => void }): VNode {
  const { answer, error, again: reread } = useAnswer('getInspectionChecks', { id: one.id });
  if (error) return <ProblemNote error={error} retry={reread} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const renew = (): void => {
    reread();
    again();
  };
  const editable = one.may.includes('edit');
  const isOpen = one.state === 'planned' || one.state === 'office' || one.state === 'field';
  return (
    <>
      <Section id="markers" title="check.markers">
        {answer.markers.length === 0 ? <p class="muted">{ins('check.noMarkers')}</p> : <MarkerTable markers={answer.markers} />}
      </Section>
      <Section id="segments" title="check.segments">
        <ul class="plain">
          {answer.segments.map((segment) => (
            <Segment key={`${segment.countyA}-${segment.countyB}`} one={one} segment={segment} editable={editable} renew={renew} />
          ))}
        </ul>
      </Section>
      <Section id="points" title="check.points">
        {answer.points.length === 0 && <p class="muted">{ins('check.noPoints')}</p>}
        <ul class="plain">
          {answer.points.map((point) => (
            <Point key={point.code} one={one} point={point} isOpen={isOpen && may('inspection.edit')} renew={renew} />
          ))}
        </ul>
      </Section>
      <Section id="projects" title="check.projects">
        {answer.projects.length === 0 && <p class="muted">{ins('check.noProjects')}</p>}
        <ul class="plain">
          {answer.projects.map((project) => (
            <li key={project.id}>
              <strong>{project.name}</strong> {project.kind}{' '}
              <small class="muted">
                {ins('check.consents')}: {project.consents.length === 0 ? '—' : project.consents.map(({ name }) => name).join('、')}
              </small>
              {project.note !== null && <p>{project.note}</p>}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
} // prettier-ignore

const Head = ({ of }: { of: readonly InspectionWords[] }): VNode => (
  <thead>
    <tr>
      {of.map((key) => (
        <th key={key} scope="col">
          {ins(key)}
        </th>
      ))}
    </tr>
  </thead>
);

/** A mark beside the word: colour alone tells nothing. */
export const Condition = ({ of }: { of: string | null | undefined }): VNode =>
  <span class={`found of-${of ?? 'unknown'}`}>{of == null ? ins('check.notLooked') : insWord('condition', of)}</span>; // prettier-ignore

export function MarkerTable({ markers }: { markers: readonly MarkerCheck[] }): VNode {
  return (
    <div class="matrix-like">
      <table class="marker-checks">
        <Head of={['check.marker', 'check.chainage', 'check.managing', 'check.was', 'check.found', 'check.on', 'check.people', 'check.displacement', 'check.note']} />
        <tbody>
          {markers.map(({ marker, managing, previous, check }) => (
            <tr key={marker.id} data-marker={marker.number}>
              <th scope="row">
                <button class="text figures" onClick={() => visit({ type: 'marker', id: String(marker.id) })}>
                  {marker.number}
                </button>
              </th>
              <td class="figures">{marker.chainageKm === null ? '—' : number(marker.chainageKm, 2)}</td>
              <td>{managing?.name ?? '—'}</td>
              <td>
                {previous === null ? '—' : <Condition of={previous.condition} />}
                {previous !== null && <small class="figures"> {previous.on}</small>}
              </td>
              <td>{check === null ? <span class="found none">{ins('check.none')}</span> : <Condition of={check.condition} />}</td>
              <td class="figures">{check?.on}</td>
              <td>{check && [...check.people, ...check.neighbourPeople].join('、')}</td>
              <td class="figures">
                {check?.displacementM != null && `${number(check.displacementM, 2)}${check.toleranceM === null ? '' : ` / ${number(check.toleranceM, 1)}`}`}
              </td>
              <td>{check && [...check.flags.map((flag) => insWord('flag', flag)), check.note].filter(Boolean).join('；')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
} // prettier-ignore

export const truth = (value: boolean | null | undefined): string => value == null ? ins('check.notLooked') : ins(value ? 'yes' : 'no'); // prettier-ignore

const Truth = ({ name, label }: { name: string; label: InspectionWords }): VNode => (
  <Question label={ins(label)}>
    <select name={name}>
      <option value="">{ins('check.notLooked')}</option>
      <option value="true">{ins('yes')}</option>
      <option value="false">{ins('no')}</option>
    </select>
  </Question>
);

const readTruth = (text: string): boolean | null => (text === '' ? null : text === 'true');
export const namesOf = (text: string): string[] => text.split(/[、,，;；\n]/).map((name) => name.trim()).filter(Boolean); // prettier-ignore

/** What every check asks. A check that was recorded is put right by another one. */
function CheckForm({ isNew, send, children }: { isNew: boolean; send: (value: (name: string) => string) => Promise<void>; children: ComponentChildren }): VNode {
  return (
    <details class="fold">
      <summary>{ins(isNew ? 'check.record' : 'check.correct')}</summary>
      <Form action={ins('save')} label={ins('check.record')} done={ins('check.recorded')} send={send}>
        {children}
        <Question label={`${ins('check.on')} *`}>
          <input name="on" type="date" required />
        </Question>
        <Question label={ins('check.people')} hint={ins('hint.team')}>
          <input name="people" autocomplete="off" />
        </Question>
        <Question label={ins('check.note')}>
          <textarea name="note" rows={2} maxLength={2000} />
        </Question>
      </Form>
    </details>
  );
} // prettier-ignore

const commonOf = (value: (name: string) => string) => ({ uuid: newUuid(), checkedOn: value('on'), people: namesOf(value('people')), note: value('note').trim() || null }); // prettier-ignore

function Segment({ one, segment, editable, renew }: { one: InspectionDetail; segment: SegmentCheckRow; editable: boolean; renew: () => void }): VNode {
  const { check } = segment;
  return (
    <li data-segment={`${segment.countyA}-${segment.countyB ?? ''}`}>
      <strong>{segment.sides.map(({ name }) => name).join('—')}</strong>{' '}
      <small class="muted figures">
        {number(segment.lengthKm, 1)} km · {insWord('carrier', segment.carrier)}
      </small>
      <div>
        {check === null ? (
          <span class="found none">{ins('check.none')}</span>
        ) : (
          <>
            {ins('check.clear')}: <strong>{truth(check.clear)}</strong> · {ins('check.changed')}: {truth(check.carrierChanged)}{' '}
            <small class="muted">{[check.on, check.people.join('、'), check.note].filter(Boolean).join(' · ')}</small>
          </>
        )}
      </div>
      {editable && (
        <CheckForm
          key={check?.id}
          isNew={check === null}
          send={async (value) => {
            const body: BodyOf<'createSegmentCheck'> = { ...commonOf(value), inspection: one.id, countyA: segment.countyA, countyB: segment.countyB, clear: readTruth(value('clear')), carrierChanged: readTruth(value('changed')), corrects: check?.id ?? null };
            await call('createSegmentCheck', { body });
            renew();
          }}
        >
          <Truth name="clear" label="check.clear" />
          <Truth name="changed" label="check.changed" />
        </CheckForm>
      )}
    </li>
  );
} // prettier-ignore

function Point({ one, point, isOpen, renew }: { one: InspectionDetail; point: PointCheck; isOpen: boolean; renew: () => void }): VNode {
  const { check } = point;
  return (
    <li data-point={point.code}>
      <button class="text" onClick={() => visit({ type: 'meeting-point', id: point.code })}>
        {point.name}
      </button>{' '}
      <small class="muted">
        {ins('check.parties')}: {point.parties.map(({ name }) => name).join('、')}
      </small>
      <div>
        {check === null ? <span class="found none">{ins('check.none')}</span> : <Condition of={check.condition} />}{' '}
        {check !== null && <small class="muted">{[check.on, check.people.join('、'), check.note].filter(Boolean).join(' · ')}</small>}
      </div>
      {check !== null && <SignatureList of={point.name} items={point.signatures} unsigned={point.unsigned} isOpen={isOpen} again={renew} />}
      {check !== null && isOpen && (
        <SignForm
          key={`${check.id}-${point.signatures.length}`}
          parties={point.unsigned.filter(({ code }) => !point.signatures.some(({ party }) => party.code === code))}
          means={['account', 'scan']}
          send={async (body) => {
            await call('signMeetingCheck', { id: check.id, body });
            renew();
          }}
        />
      )}
      {isOpen && (
        <CheckForm
          key={check?.id}
          isNew={check === null}
          send={async (value) => {
            const body: BodyOf<'createMeetingCheck'> = { ...commonOf(value), meetingPoint: point.code, year: one.year, condition: value('condition') as 'intact', corrects: check?.id ?? null };
            await call('createMeetingCheck', { body });
            renew();
          }}
        >
          <Question label={ins('check.found')}>
            <select name="condition">
              {CONDITIONS.map((condition) => (
                <option key={condition} value={condition}>
                  {insWord('condition', condition)}
                </option>
              ))}
            </select>
          </Question>
        </CheckForm>
      )}
    </li>
  );
} // prettier-ignore
