import '../assets/edits.css';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DraftChange } from '../../server/api/drafts.ts';
import { ed, editWord } from '../i18n/edits.ts';
import { moment, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import {
  change, changes, conflict, editing, errors, failure, followForm, leave, remove, reopen, restored, save, saved, saving, show, type Editing,
} from '../state/edit.ts'; // prettier-ignore
import { Confirm } from '../ui/confirm.tsx';
import { Findings } from '../ui/findings.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Conflict } from './edit-conflict.tsx';
import { groupsOf } from './edit-fields.ts';
import { EditInput } from './edit-input.tsx';

followForm();

/** The form of a record, of a new one, or of a proposal. */
export function EditPanel(): VNode {
  const form = editing.value;
  if (form === null)
    return (
      <div class="scroll edit">
        {failure.value === null ? (
          <p class="list-total">{t('app.loading')}</p>
        ) : (
          <ProblemNote error={failure.value} retry={reopen} />
        )}{' '}
        {/* prettier-ignore */}
        <p class="actions">
          <button type="button" onClick={leave}>
            {ed('cancel')}
          </button>
        </p>
      </div>
    );
  if (saved.value !== null) return <Saved />;
  return (
    <div class="scroll edit" data-form={form.key}>
      {conflict.value === null ? <Form form={form} /> : <Conflict />}
    </div>
  );
}

function titleOf({ type, purpose, stored, draft }: Editing): string {
  const name = stored?.content.name ?? null;
  if (draft !== null) return ed('title.draft', { name: draft.title });
  if (purpose === 'propose') return name === null ? ed('title.proposeNew') : ed('title.propose', { name });
  return name === null ? ed(`title.${type}`) : ed('title.record', { name });
}

function Form({ form }: { form: Editing }): VNode {
  const { type, purpose, stored, draft, values } = form;
  const [asking, setAsking] = useState<'discard' | 'remove' | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLFormElement>(null);
  useEffect(() => {
    title.current?.focus();
    const point = values['point'] as [number, number] | null;
    if (point) fly({ point });
  }, [form.key]);
  const refused = errors.value.size;
  useEffect(() => {
    if (refused > 0) body.current?.querySelector<HTMLElement>('.wrong :is(input, select, textarea)')?.focus();
  }, [errors.value]);
  const n = changes.value.length;
  const isProposal = purpose === 'propose';
  return (
    <form
      ref={body}
      aria-labelledby="edit-title"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2 id="edit-title" tabIndex={-1} ref={title}>
        {titleOf(form)}
      </h2>
      {stored?.sample === true && <p class="note">{ed('sample')}</p>}
      {stored?.editedAt != null && (
        <p class="muted">{ed('edited', { who: stored.editedBy, when: moment(stored.editedAt) })}</p>
      )}
      {restored.value && <p class="note">{ed('restored')}</p>}
      {isProposal && <ProposalFields form={form} />}
      {groupsOf(type, isProposal ? form.change : null).map(({ id, fields }) => (
        <fieldset key={id} class="edit-group">
          <legend>{ed(`group.${id}`)}</legend>
          {fields.map((spec) => (
            <EditInput key={`${form.key} ${spec.id}`} spec={spec} />
          ))}
        </fieldset>
      ))}
      {failure.value !== null && refused === 0 && <ProblemNote error={failure.value} />}
      <div class="edit-bar">
        {refused > 0 && (
          <p class="note problem" role="alert">
            {ed('refused', { n: refused })}
          </p>
        )}
        <p class="actions">
          <span class="muted" role="status">
            {n === 0 ? ed('nothing') : ed('changed', { n })}
          </span>
          {type === 'facility' && stored !== null && !isProposal && (
            <button type="button" class="grave" onClick={() => setAsking('remove')}>
              {ed('remove')}
            </button>
          )}
          <button type="button" onClick={() => (n > 0 ? setAsking('discard') : leave())}>
            {n > 0 ? ed('discard') : ed('cancel')}
          </button>
          <button type="submit" class="primary" disabled={saving.value || (n === 0 && !isProposal && draft === null)}>
            {saving.value ? ed('saving') : isProposal ? ed('propose.save') : ed('save')}
          </button>
        </p>
      </div>
      {asking !== null && (
        <Confirm
          title={asking === 'remove' ? ed('remove.title', { name: stored?.content.name ?? '' }) : ed('discard.title')}
          action={asking === 'remove' ? ed('remove') : ed('discard')}
          grave
          answer={(yes) => {
            setAsking(null);
            if (yes) void (asking === 'remove' ? remove() : leave());
          }}
        >
          {asking === 'remove' && <p>{ed('remove.hint')}</p>}
        </Confirm>
      )}
    </form>
  ); // prettier-ignore
}

/** What a proposal says beside the fields. */
function ProposalFields({ form }: { form: Editing }): VNode {
  const options: DraftChange[] =
    form.draft !== null
      ? [form.change]
      : form.stored === null
        ? ['add']
        : form.type === 'place'
          ? ['rename', 'cancel', 'change']
          : ['change', 'cancel'];
  return (
    <fieldset class="edit-group">
      <legend>{ed('draft.change')}</legend>
      <div class="edit-field">
        <label for="draft-change">{ed('draft.change')}</label>
        <select
          id="draft-change"
          value={form.change}
          onChange={(event) => change({ change: event.currentTarget.value as DraftChange })}
        >
          {options.map((id) => (
            <option key={id} value={id}>
              {editWord('change', id)}
            </option>
          ))}
        </select>
      </div>
      <div class="edit-field">
        <label for="draft-reason">{ed('draft.reason')}</label>
        <textarea
          id="draft-reason"
          rows={3}
          value={form.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
        />
      </div>
      <div class="edit-field">
        <label for="draft-day">
          {ed('draft.effectiveOn')} <small>{ed('draft.effectiveHint')}</small>
        </label>
        <input
          id="draft-day"
          type="date"
          value={form.effectiveOn}
          onInput={(event) => change({ effectiveOn: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}

/** Saved, but the checks have something to say. */
function Saved(): VNode {
  const { stored, findings } = saved.value!;
  const { type } = editing.value!;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="scroll edit" data-saved={stored.id}>
      <h2 tabIndex={-1} ref={title}>
        {ed('saved.warnings', { n: findings.length })}
      </h2>
      <Findings findings={findings} />
      <p class="actions">
        <button
          type="button"
          onClick={() => {
            saved.value = null;
            show(type, stored.id);
          }}
        >
          {ed('saved.back')}
        </button>
      </p>
    </div>
  );
}
