import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldPackage } from '../../server/api/field.ts';
import { markerSubject, meetingSubject, openField, segmentSubject, type Here } from '../field/open.ts';
import { useSaved } from '../field/saved.ts';
import { recordsOf, type Kept } from '../field/store.ts';
import { fieldWord, out } from '../i18n/field.ts';
import { moment, word } from '../i18n/t.ts';
import { kilometres } from '../ui/list.tsx';
import { Sign } from '../ui/sign.tsx';
import { FieldOutbox } from './field-outbox.tsx';

const TABS = ['markers', 'segments', 'meetings'] as const;

interface Row {
  subject: string;
  name: string;
  detail: string;
  sign: string | null;
}

/** One saved line: what there is to be looked at along it, and what has been. */
export function FieldLine({ account, saved }: Here): VNode {
  const { line, inspection } = saved;
  const [tab, setTab] = useState<(typeof TABS)[number]>('markers');
  const [typed, setTyped] = useState('');
  const kept = useSaved(`${account} ${line.code}`, async () => (await recordsOf(account)).filter((one) => one.line === line.code)); // prettier-ignore
  const latest = new Map(kept?.map((record) => [record.subject, record]));
  const rows = rowsOf(saved)[tab];
  const done = rows.filter(({ subject }) => isDone(latest.get(subject))).length;
  const next = rows.find(({ subject }) => !isDone(latest.get(subject)));
  return (
    <>
      <p class="field-actions">
        <button onClick={() => openField(null)}>← {out('title')}</button>
      </p>
      <h2>{line.name}</h2>
      <p class="muted">
        {[
          word('line', line.level),
          kilometres(line.lengthKm),
          line.sides.map(({ name }) => name).join(' / '),
        ].join(' · ')}
      </p>
      <p class="muted">{out('line.prepared', { when: moment(saved.preparedAt) })}</p>
      <p class={inspection ? '' : 'note'}>
        {inspection
          ? `${out('line.inspection', { year: String(inspection.year), kind: fieldWord('line.kind', inspection.kind) })} · ${inspection.lead.name} / ${inspection.partner.name}`
          : out('line.noInspection')}
      </p>
      {saved.findings.length > 0 && (
        <details>
          <summary>{out('line.findings', { n: saved.findings.length })}</summary>
          <ul class="plain">
            {saved.findings.map(({ id, description, dueOn }) => (
              <li key={id}>
                {description} {dueOn && <small>{dueOn}</small>}
              </li>
            ))}
          </ul>
        </details>
      )}
      <FieldOutbox account={account} />
      <div class="segmented" role="group" aria-label={line.name}>
        {TABS.map((one) => (
          <button key={one} data-tab={one} aria-pressed={one === tab} onClick={() => setTab(one)}>
            {out(`line.${one}`)} {rowsOf(saved)[one].length}
          </button>
        ))}
      </div>
      <p class="muted" data-done={done}>
        {out('line.done', { done, of: rows.length })}
      </p>
      {tab === 'markers' && next && (
        <p class="field-actions">
          <button
            class="primary"
            data-field="first"
            onClick={() => openField(`${line.code}_${next.subject}`)}
          >
            {out('line.first', { number: next.name })}
          </button>
        </p>
      )}
      {tab === 'markers' && rows.length > 12 && (
        <label class="field-question">
          <span>{out('line.find')}</span>
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
      )}
      <ul class="plain">
        {rows
          .filter(({ name }) => tab !== 'markers' || name.includes(typed.trim()))
          .map(({ subject, name, detail, sign }) => (
            <li key={subject}>
              <button
                class="field-row"
                data-subject={subject}
                onClick={() => openField(`${line.code}_${subject}`)}
              >
                <b>
                  {sign && <Sign id={sign} />} {name}
                </b>
                <small>{detail}</small>
                <StateOf record={latest.get(subject)} />
              </button>
            </li>
          ))}
      </ul>
    </>
  );
}

const isDone = (record: Kept | undefined): boolean => record !== undefined && record.state !== 'draft';

const StateOf = ({ record }: { record: Kept | undefined }): VNode | null =>
  record === undefined ? null : (
    <small class={`field-state ${record.state}`} data-state={record.state}>
      {fieldWord('state', record.state)}
    </small>
  );

const rowsOf = ({
  markers,
  segments,
  meetingPoints,
}: FieldPackage): Record<(typeof TABS)[number], Row[]> => ({
  markers: markers.map((marker) => ({
    subject: markerSubject(marker),
    name: marker.number,
    detail: [marker.chainageKm === null ? '' : `${marker.chainageKm.toFixed(2)} km`, word('condition', marker.condition), marker.checkedOn ?? ''].filter(Boolean).join(' · '), // prettier-ignore
    sign: `marker|${marker.condition}`,
  })),
  segments: segments.map((segment) => ({
    subject: segmentSubject(segment),
    name: [segment.countyA.name, segment.countyB?.name ?? '?'].join(' — '),
    detail: [
      segment.lengthKm === null ? '' : kilometres(segment.lengthKm),
      segment.carrier === null ? '' : fieldWord('carrier', segment.carrier),
      segment.lastCheck?.checkedOn ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    sign: null,
  })),
  meetings: meetingPoints.map((meeting) => ({
    subject: meetingSubject(meeting),
    name: meeting.name,
    detail: meeting.lastCheck?.checkedOn ?? '',
    sign: null,
  })),
});
