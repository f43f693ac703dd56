import '../assets/field.css';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { markerSubject, meetingSubject, openField, segmentSubject } from '../field/open.ts';
import { useSaved } from '../field/saved.ts';
import { store } from '../field/store.ts';
import { out } from '../i18n/field.ts';
import { fly } from '../map/flight.ts';
import { offline } from '../state/offline.ts';
import { session } from '../state/session.ts';
import { state } from '../state/state.ts';
import { FieldLine } from './field-line.tsx';
import { FieldLines } from './field-lines.tsx';
import { FieldMarkerForm } from './field-marker.tsx';
import { FieldMeetingForm } from './field-meeting.tsx';
import { FieldSave } from './field-save.tsx';
import { FieldSegmentForm } from './field-segment.tsx';

/** What the link names: see openField. */
const form = /^([a-z\d-]+)(?:_(save|[msj][\w-]+))?$/i;

/** 外业: lines saved for work without a network, the forms, and what waits to be sent. */
export function FieldPanel(): VNode {
  const account = session.value?.account?.username;
  const [, code, view] = form.exec(state.value.filter ?? '') ?? [];
  if (account === undefined) return <p class="list-total">…</p>;
  return (
    <div class="field-work scroll" role="region" aria-label={out('title')} tabIndex={0}>
      {offline.value && <p class="note">{out('offline')}</p>}
      {code === undefined ? (
        <FieldLines account={account} />
      ) : view === 'save' ? (
        <FieldSave key={code} account={account} code={code} />
      ) : (
        <Saved key={code} account={account} code={code} subject={view} />
      )}
    </div>
  );
}

interface Asked {
  account: string;
  code: string;
  subject: string | undefined;
}

function Saved({ account, code, subject }: Asked): VNode {
  const found = useSaved(code, async () => (await (await store()).get('packages', [account, code])) ?? null);
  const marker = found?.markers.find((one) => markerSubject(one) === subject);
  const segment = found?.segments.find((one) => segmentSubject(one) === subject);
  const meeting = found?.meetingPoints.find((one) => meetingSubject(one) === subject);
  const point = marker?.point ?? meeting?.point;
  useEffect(() => {
    if (point) fly({ point, zoom: 12 });
  }, [point?.join()]);
  if (found === undefined) return <p class="list-total">…</p>;
  if (found === null)
    return (
      <>
        <p class="note">{out('line.gone')}</p>
        <p class="field-actions">
          <button class="primary" onClick={() => openField(`${code}_save`)}>
            {out('save')}
          </button>
          <button onClick={() => openField(null)}>{out('back')}</button>
        </p>
      </>
    );
  const given = { account, saved: found };
  if (marker) return <FieldMarkerForm key={marker.id} {...given} marker={marker} />;
  if (segment) return <FieldSegmentForm key={subject} {...given} segment={segment} />;
  if (meeting) return <FieldMeetingForm key={subject} {...given} meeting={meeting} />;
  return <FieldLine {...given} />;
}
