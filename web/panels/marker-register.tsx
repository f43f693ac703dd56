import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
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
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    await call('editMarker', { id: marker.id, body: describedBy((name) => (data.get(name) as string | null) ?? '') }, undefined, version); // prettier-ignore
    announce(mk('edit.saved'));
    reread.value += 1;
    close();
  };
  return (
    <form
      class="event-form"
      aria-label={mk('edit.title', { number: marker.number })}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        setBusy(true);
        setProblem(null);
        save(form)
          .catch((error: unknown) => {
            setProblem(error);
            // The problem says that somebody else was first; saving again is a decision about the present version.
            if (error instanceof ApiError && error.status === 412) setVersion((error.current as Marker).version); // prettier-ignore
          })
          .finally(() => setBusy(false));
      }}
    >
      <h3>{mk('edit.title', { number: marker.number })}</h3>
      <DescribedFields present={presentOf(marker)} />
      <ProblemNote error={problem} />
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
