import '../assets/markers.css';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { call, upload, type Result } from '../api.ts';
import { markerWord, mk } from '../i18n/markers.ts';
import { number, t, word } from '../i18n/t.ts';
import { loaded, reread } from '../state/record.ts';
import { may } from '../state/session.ts';
import { announce, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Field } from '../ui/fields.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { MarkerEventForm, type EventBody, type EventPhoto } from './marker-event-form.tsx';
import { EventList } from './marker-events.tsx';
import { MarkerRegister } from './marker-register.tsx';

type Marker = Result<'getMarker'>;

/** Sends an event, then its photos; what is sent twice is kept once. */
export async function sendEvent(event: EventBody, photos: readonly EventPhoto[]): Promise<number> {
  const { id } = await call('recordMarkerEvent', { body: event });
  for (const { file, phase, uuid } of photos)
    await upload('uploadAttachment', { of: 'event', owner: id, name: file.name, phase, uuid }, file, () => undefined, new AbortController().signal); // prettier-ignore
  return id;
}

/** What staff knows and does of a marker: its number, what was measured, its events and the form of a new one. */
export function MarkerWork(): VNode {
  const found = loaded.value;
  return found?.type === 'marker' ? <Work key={found.data.id} marker={found.data} /> : <></>;
}

function Work({ marker }: { marker: Marker }): VNode {
  const { answer, error, again } = useAnswer('listMarkerEvents', { marker: marker.id, limit: 200 });
  const [corrects, setCorrects] = useState<number | null>(null);
  const { form } = state.value;
  const close = (): void => {
    setCorrects(null);
    go({ form: null });
  };
  const submit = async (event: EventBody, photos: readonly EventPhoto[]): Promise<void> => {
    await sendEvent(event, photos);
    announce(mk('form.sent', { kind: markerWord('kind', event.kind) }));
    close();
    again();
    reread.value += 1;
  };
  if (form === 'register') return <MarkerRegister marker={marker} close={close} />;
  if (form === 'event') {
    if (answer === null) return <>{error !== null && <ProblemNote error={error} retry={again} />}</>;
    const previous = answer.items.find((event) => event.correctedBy === null) ?? null;
    return <MarkerEventForm key={corrects} marker={marker} previous={previous} submit={submit} cancel={close} corrects={corrects} />; // prettier-ignore
  }
  return (
    <>
      {marker.validTo !== null && <p class="note problem">{mk('record.closed', { day: marker.validTo })}</p>}
      <Numbering marker={marker} />
      <dl class="fields">
        <Field label={mk('record.crs')}>
          {marker.crs && [marker.crs.name, marker.crs.zone].filter(Boolean).join(', ')}
        </Field>
        <Field label={t('field.description')}>{marker.description}</Field>
        <Field label={mk('record.smart')}>
          {marker.smart !== null && mk(marker.smart ? 'record.smart.yes' : 'record.smart.no')}
        </Field>
        <Field label={mk('record.stated')}>
          {marker.stated.condition !== marker.condition &&
            [word('condition', marker.stated.condition), marker.stated.on].filter(Boolean).join(' · ')}
        </Field>
        <Field label={mk('record.measured')}>{marker.lastMeasured && <Measured {...marker.lastMeasured} />}</Field>
      </dl>
      <p class="actions">
        {may('marker.inspect') && (
          <button data-do="event" class="primary" onClick={() => go({ form: 'event' })}>{mk('events.new')}</button>
        )}
        {may('line.edit') && (
          <button data-do="register" onClick={() => go({ form: 'register' })}>{mk('record.edit')}</button>
        )}
        <button data-do="sheet" onClick={() => go({ panel: 'sheets', filter: `marker-${marker.id}`, record: null })}>{mk('record.sheet')}</button>
        <button data-do="results" onClick={() => go({ panel: 'sheets', filter: `line-${marker.line.code}`, record: null })}>{mk('record.results')}</button>
      </p>
      <h3>{mk('events.title')} <small>{answer && mk('events.total', { n: answer.total })}</small></h3>
      <ProblemNote error={error} retry={again} />
      {answer && (
        <EventList
          events={answer.items}
          correct={may('marker.inspect') ? ({ id }) => {
            setCorrects(id);
            go({ form: 'event' });
          } : undefined}
        />
      )}
    </>
  );
} // prettier-ignore

function Measured({ on, point, displacementM, toleranceM, toleranceRule }: NonNullable<Marker['lastMeasured']>): VNode {
  const isOff = displacementM !== null && toleranceM !== null && displacementM > toleranceM;
  return (
    <span class={isOff ? 'flag' : undefined}>
      {on}
      {point && ` · ${point[0].toFixed(6)}, ${point[1].toFixed(6)}`}
      {displacementM !== null && ` · ${mk('events.displacement', { m: number(displacementM, 2) })}`}
      {toleranceM !== null && `, ${mk('events.tolerance', { m: number(toleranceM, 1) })}`}
      {toleranceRule && <small> {toleranceRule}</small>}
    </span>
  );
} // prettier-ignore

/** What the number says: 1521 蒙辽线, 003, Q 单立. */
function Numbering({ marker }: { marker: Marker }): VNode {
  const { line, sequence, letter, provincial, expected } = marker.numbering;
  const parts = [
    line !== null && `${mk('number.line', { line })}${line === marker.line.code && marker.line.name !== null ? ` ${marker.line.name}` : ''}`,
    sequence !== null && mk('number.sequence', { n: sequence }),
    letter !== null && (/^[QABCDE]$/.test(letter) ? markerWord('number.letter', letter) : letter),
  ].filter(Boolean);
  return (
    <section class="numbering" aria-label={mk('number.title')}>
      <p><small>{mk('number.title')}</small> {parts.join(' · ')}</p>
      {expected && !provincial && <p class="flag">⚠ {mk('number.odd')}</p>}
      {provincial && line !== marker.line.code && <p class="flag">⚠ {mk('number.otherLine', { line: line!, code: marker.line.code })}</p>}
    </section>
  );
} // prettier-ignore
