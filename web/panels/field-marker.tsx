import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldContent, FieldEvent, FieldMarker, FieldPackage } from '../../server/api/field.ts';
import { useForm } from '../field/form.ts';
import { markerSubject, openField, type Here } from '../field/open.ts';
import { newUuid, peopleNow, today } from '../field/record.ts';
import { fieldWord, out } from '../i18n/field.ts';
import { word } from '../i18n/t.ts';
import { session } from '../state/session.ts';
import { Choice, Condition, conditions, Day, Finish, FormHead, Note, People, Question, Written, yesNo } from './field-parts.tsx'; // prettier-ignore
import { Picture, Photos } from './field-photos.tsx';
import { Position, type MeasuredHere } from './field-position.tsx';

type Content = FieldContent<'marker-event'>;

/** What is done outside; what needs approvals and papers is registered at the desk. */
const KINDS = ['inspect', 'repair', 'repaint', 'restore', 'resurvey'] as const;

/** The form for one marker: what is known on one side, what is seen on the other. */
export function FieldMarkerForm({ account, saved, marker }: Here & { marker: FieldMarker }): VNode {
  const { line } = saved;
  const subject = markerSubject(marker);
  const form = useForm<'marker-event'>(async () => ({ account, line: line.code, subject, title: marker.number, type: 'marker-event', content: await blankOf(account, saved, marker) }), { account, line: line.code, subject }); // prettier-ignore
  const index = saved.markers.findIndex(({ id }) => id === marker.id);
  const detail = [
    marker.type && word('marker', marker.type),
    marker.material,
    marker.chainageKm !== null && `${marker.chainageKm.toFixed(2)} km`,
    marker.sides.map(({ name }) => name).join(' / '),
  ];
  return (
    <>
      <FormHead line={line} title={marker.number} detail={detail.filter(Boolean).join(' · ')} />
      <nav class="field-walk" aria-label={line.name}>
        <Step to={saved.markers[index - 1]} line={line.code} back />
        <Step to={saved.markers[index + 1]} line={line.code} />
      </nav>
      <div class="field-columns">
        <Before marker={marker} saved={saved} />
        {form && (
          <section class="field-now" aria-labelledby="field-now">
            <h3 id="field-now">{out('new')}</h3>
            {form.record.state === 'draft' ? (
              <MarkerForm form={form} marker={marker} />
            ) : (
              <Written record={form.record}>
                <Summary content={form.record.content} />
                <ul class="plain field-photos">
                  {form.photos.map((photo) => (
                    <li key={photo.uuid} data-photo={photo.uuid}>
                      <Picture photo={photo} />
                    </li>
                  ))}
                </ul>
              </Written>
            )}
          </section>
        )}
      </div>
    </>
  );
}

const Step = ({ to, line, back = false }: { to: FieldMarker | undefined; line: string; back?: boolean }): VNode => (
  <button disabled={to === undefined} data-step={back ? 'before' : 'next'} onClick={() => to && openField(`${line}_${markerSubject(to)}`)}>
    <small>{back ? `← ${out('before')}` : `${out('next')} →`}</small>
    <b>{to?.number ?? '—'}</b>
  </button>
); // prettier-ignore

/** The side that acts is the one in the account's jurisdiction, its neighbour the other. */
async function blankOf(account: string, saved: FieldPackage, { id, sides }: FieldMarker): Promise<Content> {
  const own = session.value?.account?.jurisdiction?.code.replace(/(00){1,2}$/, '');
  const ours = own === undefined ? [] : sides.filter(({ code }) => code.startsWith(own));
  const side = ours.length === 1 ? ours[0]!.code : null;
  const others = side === null ? [] : sides.filter(({ code }) => code !== side);
  return {
    uuid: newUuid(),
    marker: id,
    kind: 'inspect',
    happenedOn: today(),
    people: await peopleNow(account, saved),
    side,
    neighbour: others.length === 1 ? others[0]!.code : null,
    inspection: saved.inspection?.id ?? null,
    channel: 'field',
  };
}

function MarkerForm({ form, marker }: { form: NonNullable<ReturnType<typeof useForm<'marker-event'>>>; marker: FieldMarker }): VNode {
  const { record, photos, change } = form;
  const { content } = record;
  const [need, setNeed] = useState(false);
  const lacks = content.kind === 'inspect' && (content.condition ?? null) === null && (content.corrects ?? null) === null;
  const neighbour = marker.sides.find(({ code }) => code === content.neighbour);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setNeed(lacks);
        if (!lacks) void form.finish();
      }}
    >
      {(content.corrects ?? null) !== null && <p class="note">{out('form.correcting', { id: String(content.corrects) })}</p>}
      <Question label={out('form.kind')}>
        <select data-field="kind" onChange={(event) => change({ kind: event.currentTarget.value as Content['kind'] })}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === content.kind}>
              {fieldWord('kind', kind)}
            </option>
          ))}
        </select>
      </Question>
      <Choice name="condition" label={out('form.condition')} hint={content.kind === 'inspect' ? out('previous.condition', { condition: word('condition', marker.condition) }) : out('form.condition.hint')} options={conditions()} value={content.condition} choose={(condition) => change({ condition })} />
      {need && lacks && (
        <p class="note problem" role="alert">
          {out('form.condition.need')}
        </p>
      )}
      <Position marker={marker} used={measuredOf(content)} use={(measured) => change({ measured })} />
      <Photos record={record} photos={photos} phased={content.kind !== 'inspect'} />
      <Choice name="neighbour" label={out('form.neighbour')} {...(neighbour && { hint: neighbour.name })} options={yesNo()} value={content.neighbourPresent} choose={(neighbourPresent) => change({ neighbourPresent })} />
      <People value={content.people ?? []} change={(people) => change({ people })} />
      <Note value={content.note} change={(note) => change({ note })} />
      <Day value={content.happenedOn} latest={today()} change={(happenedOn) => change({ happenedOn })} />
      <Finish form={form} />
      {form.isKept && <p class="muted">{out('form.kept')}</p>}
    </form>
  );
} // prettier-ignore

const measuredOf = ({ measured }: Content): MeasuredHere | null =>
  measured?.point
    ? {
        point: measured.point,
        accuracyM: measured.accuracyM ?? 0,
        method: (measured.method as string | null) ?? '',
      }
    : null;

/** What was written, in words. */
const Summary = ({ content }: { content: Content }): VNode => (
  <dl class="field-known">
    <dt>{fieldWord('kind', content.kind)}</dt>
    <dd>
      {content.happenedOn} <Condition value={content.condition ?? null} />
    </dd>
    {content.people && content.people.length > 0 && (
      <>
        <dt>{out('form.people')}</dt>
        <dd>{content.people.join('、')}</dd>
      </>
    )}
    {content.note && (
      <>
        <dt>{out('form.note')}</dt>
        <dd>{content.note}</dd>
      </>
    )}
  </dl>
);

/** What is registered of a marker, and what was seen before. */
function Before({ marker, saved }: { marker: FieldMarker; saved: FieldPackage }): VNode {
  const { registered, referenceObjects, managing, events } = marker;
  const findings = saved.findings.filter((finding) => finding.marker === marker.id);
  return (
    <section class="field-before" aria-labelledby="field-before">
      <h3 id="field-before">{out('previous')}</h3>
      <p class="field-condition">
        <Condition value={marker.condition} /> {marker.checkedOn && <small>{marker.checkedOn}</small>}
      </p>
      {events.length === 0 && marker.checkedOn === null && <p class="muted">{out('previous.none')}</p>}
      {events.map((event) => (
        <Event key={event.id} event={event} />
      ))}
      {findings.map(({ id, description }) => (
        <p key={id} class="note">
          {description}
        </p>
      ))}
      <details open={innerWidth >= 760}>
        <summary>{out('known')}</summary>
      <dl class="field-known">
        {registered && (
          <>
            <dt>{out('registered')}</dt>
            <dd class="figures">
              X {registered.x?.toFixed(2) ?? '—'}
              <br />Y {registered.y?.toFixed(2) ?? '—'} {registered.crs && <small>EPSG:{registered.crs}</small>}
            </dd>
          </>
        )}
        {managing && (
          <>
            <dt>{out('managing')}</dt>
            <dd>{managing.name}</dd>
          </>
        )}
        {referenceObjects.length > 0 && (
          <>
            <dt>{out('references')}</dt>
            <dd>
              {referenceObjects.map(({ name, bearing, distanceM }) => (
                <div key={name}>
                  {name} <small>{[bearing !== null && `${bearing}°`, distanceM !== null && `${distanceM} m`].filter(Boolean).join(', ')}</small>
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      </details>
    </section>
  );
} // prettier-ignore

const Event = ({ event }: { event: FieldEvent }): VNode => (
  <div class="field-event">
    <p>
      <b>{event.happenedOn}</b> {fieldWord('kind', event.kind)} <Condition value={event.condition} />
    </p>
    <p class="muted">
      {[
        event.people.join('、'),
        event.displacementM !== null && `Δ ${event.displacementM.toFixed(1)} m`,
        event.photos > 0 && `${out('form.photos')} ${event.photos}`,
        event.note,
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  </div>
);
