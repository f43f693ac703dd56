import type { VNode } from 'preact';
import { t } from '../i18n/t.ts';
import type { Loaded } from '../state/record.ts';
import { may, mayFor } from '../state/session.ts';
import { go } from '../state/state.ts';

/** What can be done with a record, as far as the session goes; the server decides. */
export function EditActions({ found }: { found: Loaded }): VNode | null {
  if (found.type !== 'place' && found.type !== 'facility') return null;
  const division = found.type === 'place' ? found.data.division : (found.data.path.at(-1)?.code ?? '');
  const [edit, propose] =
    found.type === 'place'
      ? (['place.edit', 'place.propose'] as const)
      : (['facility.edit', 'facility.edit'] as const);
  return (
    <>
      {mayFor(propose, division) && (
        <button class="text" data-do="propose" onClick={() => go({ form: 'propose' })}>
          {t('edit.propose')}
        </button>
      )}
      {mayFor(edit, division) && (
        <button class="text" data-do="edit" onClick={() => go({ form: 'record' })}>
          {t('edit.open')}
        </button>
      )}
    </>
  );
}

/** A new record of the list that is shown. */
export function AddAction({ type }: { type: 'place' | 'facility' }): VNode | null {
  if (!may(type === 'place' ? 'place.edit' : 'facility.edit')) return null;
  return (
    <p class="list-actions">
      <button data-do={`new-${type}`} onClick={() => go({ record: null, form: type })}>
        {t(type === 'place' ? 'edit.newPlace' : 'edit.newFacility')}
      </button>
      {type === 'place' && may('place.propose') && (
        <button data-do="propose-place" onClick={() => go({ record: null, form: 'propose' })}>
          {t('edit.proposePlace')}
        </button>
      )}
    </p>
  );
}
