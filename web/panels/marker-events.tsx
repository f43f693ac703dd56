import type { VNode } from 'preact';
import type { MarkerEvent } from '../../server/api/marker-events.ts';
import { addressOf } from '../api.ts';
import { markerWord, mk } from '../i18n/markers.ts';
import { day, number, word } from '../i18n/t.ts';
import { Sign } from '../ui/sign.tsx';

/** Events, the newest first, with their flags, measurements and photos. @param correct offered where it is given */
export function EventList({
  events,
  correct,
}: {
  events: readonly MarkerEvent[];
  correct?: ((event: MarkerEvent) => void) | undefined;
}): VNode {
  if (events.length === 0) return <p class="muted">{mk('events.none')}</p>;
  return (
    <ol class="plain timeline">
      {events.map((event) => (
        <li
          key={event.id}
          data-event={event.id}
          data-kind={event.kind}
          class={event.correctedBy === null ? '' : 'corrected'}
        >
          <EventView event={event} />
          {correct && event.correctedBy === null && event.kind !== 'add' && (
            <button type="button" class="text" onClick={() => correct(event)}>
              {mk('events.correct')}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function EventView({ event }: { event: MarkerEvent }): VNode {
  const who = [...event.people, ...event.neighbourPeople].join('、');
  const details = [
    event.side?.name,
    who,
    event.approvalNo,
    event.channel === 'field' && mk('events.field'),
    event.sample && mk('events.sample'),
    mk('events.by', { who: event.recordedBy }),
    event.corrects !== null && mk('events.corrects', { n: String(event.corrects) }),
    event.correctedBy !== null && mk('events.corrected', { n: String(event.correctedBy) }),
  ];
  return (
    <>
      <p class="event-head">
        <b>{markerWord('kind', event.kind)}</b> <time>{day(event.happenedOn)}</time>{' '}
        <small>#{event.id}</small>
        {event.condition !== null && (
          <span class="event-condition">
            <Sign id={`marker|${event.condition}`} />
            {word('condition', event.condition)}
          </span>
        )}
      </p>
      {event.flags.length > 0 && (
        <p class="flags">
          {event.flags.map((flag) => (
            <span key={flag} class="flag" data-flag={flag}>
              ⚠ {markerWord('flag', flag)}
            </span>
          ))}
        </p>
      )}
      {event.displacementM !== null && (
        <p>
          {mk('events.displacement', { m: number(event.displacementM, 2) })}
          {event.toleranceM !== null && `, ${mk('events.tolerance', { m: number(event.toleranceM, 1) })}`}
          {event.toleranceRule !== null && <small> {event.toleranceRule}</small>}
        </p>
      )}
      {event.note !== null && <p>{event.note}</p>}
      <p class="muted">{details.filter(Boolean).join(' · ')}</p>
      {event.attachments.length > 0 && (
        <ul class="plain photos">
          {event.attachments.map((file) => (
            <li key={file.id}>
              <a href={addressOf('getAttachment', { id: file.id })} download={file.name}>
                {file.mediaType.startsWith('image/') ? (
                  <img src={addressOf('getAttachment', { id: file.id })} alt={file.name} loading="lazy" />
                ) : (
                  file.name
                )}
              </a>
              {file.phase !== null && <small>{mk(`form.${file.phase}`)}</small>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
