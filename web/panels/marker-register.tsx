import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, call, type Result } from '../api.ts';
import { mk } from '../i18n/markers.ts';
import { reread } from '../state/record.ts';
import { announce } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { DescribedFields, describedBy, type Described } from './marker-fields.tsx';

type Marker = Result<'getMarker'>;

/** What the register says of a marker, changed by hand; position and condition follow from events alone. */
export function MarkerRegister({ marker, close }: { marker: Marker; close: () => void }): VNode {
  const [version, setVersion] = useState(marker.version);
  const [theirs, setTheirs] = useState<Partial<Described>>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const base = useRef<Described>(null);
  useEffect(() => void (base.current = typedIn(form.current!)), []);
  const save = async (): Promise<void> => {
    const body = changesOf(base.current!, typedIn(form.current!)); // what somebody else has changed meanwhile stays
    await call('editMarker', { id: marker.id, body }, undefined, version);
    announce(mk('edit.saved'));
    reread.value += 1;
    close();
  };
  return (
    <form
      class="event-form"
      aria-label={mk('edit.title', { number: marker.number })}
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        save()
          .catch((error: unknown) => {
            setProblem(error);
            if (!(error instanceof ApiError) || error.status !== 412) return;
            const current = error.current as Marker; // saving again is a decision about the present version
            setVersion(current.version);
            setTheirs(changesOf(presentOf(marker), presentOf(current)));
          })
          .finally(() => setBusy(false));
      }}
    >
      <h3>{mk('edit.title', { number: marker.number })}</h3>
      <DescribedFields present={presentOf(marker)} />
      <ProblemNote error={problem} />
      {Object.keys(theirs).length > 0 && (
        <div class="note" role="status" data-theirs>
          <p>{mk('edit.theirs')}</p>
          <ul>
            {Object.entries(theirs).map(([field, value]) => (
              <li key={field}>
                {mk(labels[field as keyof Described])}: {shown(value)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="actions">
        <button type="submit" class="primary" disabled={busy}>
          {mk('edit.save')}
        </button>
        <button type="button" onClick={close}>
          {mk('form.cancel')}
        </button>
      </p>
    </form>
  );
}

const typedIn = (form: HTMLFormElement): Described => {
  const data = new FormData(form);
  return describedBy((name) => (data.get(name) as string | null) ?? '');
};

const changesOf = (from: Described, to: Described): Partial<Described> =>
  Object.fromEntries(Object.entries(to).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(from[field as keyof Described]))); // prettier-ignore

const labels = { material: 'edit.material', sides: 'edit.sides', managing: 'edit.managing', referenceObjects: 'edit.objects', description: 'edit.description', smart: 'edit.smart', public: 'edit.public', secrecy: 'edit.secrecy' } as const; // prettier-ignore

const shown = (value: unknown): string =>
  value === null ? '—'
    : typeof value === 'boolean' ? mk(value ? 'record.smart.yes' : 'record.smart.no')
    : typeof value === 'string' ? value
    : (value as unknown[]).map((one) => (typeof one === 'string' ? one : Object.values(one as object).filter((part) => part !== null).join(' '))).join(', '); // prettier-ignore

const presentOf = (marker: Marker): Described => ({
  material: marker.material,
  sides: marker.sides.map(({ code }) => code),
  managing: marker.managing?.code ?? null,
  referenceObjects: marker.referenceObjects,
  description: marker.description,
  smart: marker.smart,
  public: marker.public,
  secrecy: marker.secrecy as Described['secrecy'],
});
