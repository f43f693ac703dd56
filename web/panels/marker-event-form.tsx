import '../assets/markers.css';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MarkerEvent, MarkerEventKind } from '../../server/api/marker-events.ts';
import type { MarkerCondition } from '../../server/api/markers.ts';
import type { BodyOf } from '../api.ts';
import { markerWord, mk } from '../i18n/markers.ts';
import { day, word } from '../i18n/t.ts';
import { CONDITIONS } from '../map/palette.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { Sign } from '../ui/sign.tsx';
import { today } from '../ui/today.ts';
import { newUuid } from '../ui/uuid.ts';
import { PositionInput, type Measured } from './marker-position.tsx';

export type EventBody = BodyOf<'recordMarkerEvent'>;
export interface EventPhoto {
  uuid: string;
  file: File;
  phase: 'before' | 'after';
}

export interface EventFormProps {
  marker: { id: number; number: string; sides: readonly { code: string; name: string }[] };
  /** The last event, shown beside the new one. */
  previous: MarkerEvent | null;
  /** Sends or keeps it; throws what is to be told. The uuids stay the same when it is tried again. */
  submit: (event: EventBody, photos: readonly EventPhoto[]) => Promise<void>;
  cancel?: () => void;
  corrects?: number | null;
  inspection?: number | null;
  channel?: 'desk' | 'field';
}

type Kind = Exclude<MarkerEventKind, 'add'>;
const KINDS: readonly Kind[] = ['inspect', 'repair', 'repaint', 'restore', 'replace', 'resurvey', 'relocate', 'retire']; // prettier-ignore
const WITH_NEIGHBOUR: readonly Kind[] = ['repair', 'restore', 'replace', 'relocate', 'resurvey'];
const WITH_PAPERS: readonly Kind[] = ['relocate', 'retire'];

/** What has been done to a marker, or seen of it: at the desk, and with large targets on a phone. */
export function MarkerEventForm(props: EventFormProps): VNode {
  const { marker, previous, submit, cancel, corrects = null, inspection = null, channel = 'desk' } = props;
  const uuid = useRef(newUuid());
  const [kind, setKind] = useState<Kind>('inspect');
  const [condition, setCondition] = useState<MarkerCondition | null>(null);
  const [present, setPresent] = useState<boolean | null>(null);
  const [applied, setApplied] = useState<readonly string[]>([]);
  const [measured, setMeasured] = useState<Measured | null>(null);
  const [photos, setPhotos] = useState<readonly EventPhoto[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const text = (name: string): string => (data.get(name) as string | null)?.trim() ?? '';
    if (kind === 'inspect' && condition === null && corrects === null) throw new Error(mk('form.needCondition'));
    const papers = WITH_PAPERS.includes(kind) ? { approvalNo: text('approvalNo') || null, applications: [...applied] } : {};
    const neighbour = WITH_NEIGHBOUR.includes(kind) ? { neighbourPresent: present, neighbourPeople: namesIn(text('neighbourPeople')) } : {};
    await submit(
      {
        uuid: uuid.current, marker: marker.id, kind, happenedOn: text('happenedOn'), condition, side: text('side') || null, people: namesIn(text('people')),
        ...neighbour, ...papers, measured, note: text('note') || null, corrects, inspection, channel,
      },
      photos,
    );
  };

  return (
    <form
      class="event-form"
      aria-label={mk('form.title', { number: marker.number })}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        setBusy(true);
        setProblem(null);
        send(form).catch(setProblem).finally(() => setBusy(false));
      }}
    >
      <h3>{mk('form.title', { number: marker.number })}</h3>
      {corrects !== null && <p class="note">{mk('form.correcting', { n: String(corrects) })}</p>}
      {previous !== null && <Previous event={previous} />}
      <Choices legend={mk('form.kind')} name="kind" value={kind} options={KINDS.map((id) => [id, markerWord('kind', id)])} set={(id) => setKind(id as Kind)} />
      <label class="question">
        <span>{mk('form.day')}</span>
        <input type="date" name="happenedOn" required max={today()} defaultValue={today()} />
      </label>
      {kind !== 'retire' && (
        <fieldset class="question">
          <legend>{mk(kind === 'inspect' ? 'form.condition' : 'form.conditionAfter')}</legend>
          <div class="choices">
            {CONDITIONS.map((id) => (
              <label key={id} class={id === condition ? 'on' : ''}>
                <input type="radio" name="condition" value={id} checked={id === condition} onChange={() => setCondition(id as MarkerCondition)} />
                <Sign id={`marker|${id}`} />
                {word('condition', id)}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {WITH_NEIGHBOUR.includes(kind) && (
        <>
          <Choices
            legend={mk('form.neighbour')}
            name="neighbour"
            value={present === null ? 'unknown' : present ? 'yes' : 'no'}
            options={(['yes', 'no', 'unknown'] as const).map((id) => [id, mk(`form.neighbour.${id}`)])}
            set={(id) => setPresent(id === 'unknown' ? null : id === 'yes')}
          />
          <label class="question">
            <span>{mk('form.neighbourPeople')}</span>
            <input name="neighbourPeople" maxLength={300} />
          </label>
        </>
      )}
      {WITH_PAPERS.includes(kind) && <Papers sides={marker.sides} applied={applied} set={setApplied} />}
      <label class="question">
        <span>{mk('form.side')}</span>
        <select name="side">
          <option value="">{mk('form.unsaid')}</option>
          {marker.sides.map(({ code, name }) => (
            <option key={code} value={code}>{name}</option>
          ))}
        </select>
      </label>
      <label class="question">
        <span>{mk('form.people')}</span>
        <input name="people" maxLength={300} />
      </label>
      <PositionInput change={setMeasured} />
      <Photos photos={photos} set={setPhotos} />
      <label class="question">
        <span>{mk('form.note')}</span>
        <textarea name="note" rows={3} maxLength={2000} />
      </label>
      <ProblemNote error={problem} />
      <p class="actions">
        <button type="submit" class="primary" disabled={busy}>{mk(busy ? 'form.sending' : 'form.send')}</button>
        {cancel && <button type="button" onClick={cancel}>{mk('form.cancel')}</button>}
      </p>
    </form>
  );
} // prettier-ignore

const namesIn = (text: string): string[] => text.split(/[、,，;；\s]+/).filter((name) => name !== '');

function Previous({ event }: { event: MarkerEvent }): VNode {
  return (
    <p class="previous">
      <b>{mk('form.previous')}</b> {day(event.happenedOn)} {markerWord('kind', event.kind)}
      {event.condition !== null && (
        <>
          {' '}
          <Sign id={`marker|${event.condition}`} />
          {word('condition', event.condition)}
        </>
      )}
      {event.note !== null && <small>{event.note}</small>}
    </p>
  );
}

export function Choices({ legend, name, value, options, set }: { legend: string; name: string; value: string; options: readonly (readonly [string, string])[]; set: (id: string) => void }): VNode {
  return (
    <fieldset class="question">
      <legend>{legend}</legend>
      <div class="choices">
        {options.map(([id, label]) => (
          <label key={id} class={id === value ? 'on' : ''}>
            <input type="radio" name={name} value={id} checked={id === value} onChange={() => set(id)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
} // prettier-ignore

/** Approval number and the sides that have applied. */
export function Papers({ sides, applied, set }: { sides: readonly { code: string; name: string }[]; applied: readonly string[]; set: (codes: readonly string[]) => void }): VNode {
  return (
    <>
      <label class="question">
        <span>{mk('form.approval')}</span>
        <input name="approvalNo" maxLength={100} />
        <small>{mk('form.papersHint')}</small>
      </label>
      <fieldset class="question">
        <legend>{mk('form.applications')}</legend>
        <div class="choices">
          {sides.map(({ code, name }) => (
            <label key={code} class={applied.includes(code) ? 'on' : ''}>
              <input type="checkbox" value={code} checked={applied.includes(code)} onChange={(event) => set(event.currentTarget.checked ? [...applied, code] : applied.filter((one) => one !== code))} />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
} // prettier-ignore

function Photos({ photos, set }: { photos: readonly EventPhoto[]; set: (photos: readonly EventPhoto[]) => void }): VNode {
  const take = (phase: EventPhoto['phase'], files: FileList | null): void => set([...photos.filter((one) => one.phase !== phase), ...Array.from(files ?? [], (file) => ({ uuid: newUuid(), file, phase }))]);
  return (
    <div class="pairs">
      {(['before', 'after'] as const).map((phase) => (
        <label key={phase}>
          <span>{mk(`form.${phase}`)}</span>
          <input type="file" data-photo={phase} accept="image/jpeg,image/png" multiple onChange={(event) => take(phase, event.currentTarget.files)} />
        </label>
      ))}
    </div>
  );
} // prettier-ignore
