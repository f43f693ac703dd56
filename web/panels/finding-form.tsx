import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { NewFinding } from '../../server/api/findings.ts';
import { call } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { t } from '../i18n/t.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { newUuid } from '../ui/uuid.ts';
import { Back } from './inspection-parts.tsx';

const KINDS = [
  'marker',
  'reference',
  'carrier',
  'occupation',
  'hazard',
  'dispute',
  'document',
  'other',
] as const;

/** Raises a finding of an inspection: of a marker (with the event that has seen it), of a segment, or of the line. */
export function FindingForm({ inspection }: { inspection: number }): VNode {
  const one = useAnswer('getInspection', { id: inspection });
  const checks = useAnswer('getInspectionChecks', { id: inspection });
  const uuid = useRef(newUuid()); // sent twice, it is raised once
  const error = one.error ?? checks.error;
  if (error) return <ProblemNote error={error} />;
  if (one.answer === null || checks.answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const { line } = one.answer;
  const { markers, segments } = checks.answer;
  return (
    <>
      <Back to={`i-${inspection}`} />
      <h2>
        {ins('finding.new')}: {line.name}
      </h2>
      <Form
        action={ins('save')}
        label={ins('finding.new')}
        send={async (value) => {
          const marker = value('marker') === '' ? null : Number(value('marker'));
          const [countyA = '', countyB = ''] = value('segment').split('-');
          const body: Parameters<typeof call<'createFinding'>>[1]['body'] = {
            uuid: uuid.current,
            line: line.code,
            inspection,
            marker,
            event: markers.find((row) => row.marker.id === marker)?.check?.id ?? null,
            countyA: countyA || null,
            countyB: countyB || null,
            kind: value('kind') as NewFinding['kind'],
            severity: value('severity') as NewFinding['severity'],
            description: value('description'),
          };
          const made = await call('createFinding', { body });
          go({ filter: `finding-${made.id}` });
        }}
      >
        <Question label={ins('finding.kind')}>
          <select name="kind">
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {insWord('findingKind', kind)}
              </option>
            ))}
          </select>
        </Question>
        <Question label={ins('finding.severity')}>
          <select name="severity">
            {['low', 'medium', 'high'].map((severity) => (
              <option key={severity} value={severity}>
                {insWord('severity', severity)}
              </option>
            ))}
          </select>
        </Question>
        <Question label={ins('finding.marker')}>
          <select name="marker">
            <option value="">{ins('finding.markerNone')}</option>
            {markers.map(({ marker, check }) => (
              <option key={marker.id} value={marker.id}>
                {`${marker.number}${check === null ? '' : ` (${insWord('condition', check.condition)})`}`}
              </option>
            ))}
          </select>
        </Question>
        <Question label={ins('finding.segment')}>
          <select name="segment">
            <option value="">{ins('finding.segmentNone')}</option>
            {segments.map(({ countyA, countyB, sides }) => (
              <option key={`${countyA}-${countyB}`} value={`${countyA}-${countyB ?? ''}`}>
                {sides.map(({ name }) => name).join('—')}
              </option>
            ))}
          </select>
        </Question>
        <Question label={`${ins('finding.description')} *`}>
          <textarea name="description" rows={3} maxLength={2000} required />
        </Question>
      </Form>
    </>
  );
} // prettier-ignore
