import { batch, computed, effect, signal } from '@preact/signals';
import type { DraftChange, DraftDetail } from '../../server/api/drafts.ts';
import type { EditFinding } from '../../server/api/edits.ts';
import { ApiError, call } from '../api.ts';
import { ed } from '../i18n/edits.ts';
import { applyChange, changedFields, changeOf, emptyValues, type FormType, type Stored, type Values } from './edit-form.ts'; // prettier-ignore
import { pick } from './pick.ts';
import { renewData } from './startup.ts';
import { announce, go, state } from './state.ts';
import type { Form, UrlState } from './url.ts';

/** The form that the link names. */
export interface Editing {
  key: string;
  type: FormType;
  purpose: 'save' | 'propose';
  stored: Stored | null; // the record as it was read; null for a new one
  draft: DraftDetail | null; // that is being changed
  base: Values;
  values: Values;
  // of a proposal
  change: DraftChange;
  reason: string;
  effectiveOn: string;
}

export const editing = signal<Editing | null>(null);
export const failure = signal<unknown>(null);
export const saving = signal(false);
/** What the server has refused, by field. */
export const errors = signal<ReadonlyMap<string, string[]>>(new Map());
/** What is saved with warnings, and waits to be looked at. */
export const saved = signal<{ stored: Stored; findings: EditFinding[] } | null>(null);
/** The present record, where somebody else was first. */
export const conflict = signal<Stored | null>(null);
export const restored = signal(false);

/** What was typed and not saved, by form: a look at something else does not lose it. */
const unsaved = new Map<string, Pick<Editing, 'base' | 'stored' | 'values' | 'change' | 'reason' | 'effectiveOn'>>(); // prettier-ignore

export const changes = computed(() => {
  const form = editing.value;
  return form === null ? [] : changedFields(form.base, form.values);
});
const isTouched = (form: Editing): boolean =>
  changedFields(form.base, form.values).length > 0 || (form.purpose === 'propose' && form.reason !== '');

export function change(part: Partial<Editing>): void {
  const form = editing.peek();
  if (form === null) return;
  const next = { ...form, ...part };
  editing.value = next;
  if (isTouched(next)) unsaved.set(next.key, next);
  else unsaved.delete(next.key);
}

export function setField(field: string, value: unknown): void {
  const form = editing.peek();
  if (form === null) return;
  batch(() => {
    change({ values: { ...form.values, [field]: value } });
    const left = new Map([...errors.peek()].filter(([where]) => where.split('.')[0] !== field));
    if (left.size < errors.peek().size) errors.value = left;
  });
}

/** Starts with the code of the form and never ends: the form follows the link. */
export function followForm(): void {
  let shown = '';
  effect(() => {
    const key = keyOf(state.value);
    if (key === shown) return;
    shown = key;
    batch(() => {
      editing.value = null;
      failure.value = null;
      errors.value = new Map();
      saved.value = null;
      conflict.value = null;
      restored.value = false;
      pick.value = null;
    });
    if (key !== '') void open(key, state.peek());
  });
}

const keyOf = ({ form, record, draft }: UrlState): string =>
  form === null ? '' : `${form} ${form === 'draft' ? draft : record === null ? '' : `${record.type}:${record.id}`}`; // prettier-ignore

export const reopen = (): void => void open(keyOf(state.peek()), state.peek());

async function open(key: string, from: UrlState): Promise<void> {
  failure.value = null;
  try {
    const made = await read(key, from.form!, from);
    if (keyOf(state.peek()) !== key) return;
    const kept = unsaved.get(key);
    batch(() => {
      editing.value = { ...made, ...kept };
      restored.value = kept !== undefined;
    });
  } catch (error) {
    if (keyOf(state.peek()) === key) failure.value = error;
  }
}

async function read(key: string, form: Form, { record, draft }: UrlState): Promise<Editing> {
  const fresh = (type: FormType, stored: Stored | null, more: Partial<Editing> = {}): Editing => {
    const base = stored === null ? emptyValues(type) : { ...(stored.content as unknown as Values) };
    return { key, type, purpose: 'save', stored, draft: null, base, values: base, change: 'add', reason: '', effectiveOn: '', ...more }; // prettier-ignore
  };
  if (form === 'place' || form === 'facility') return fresh(form, null);
  if (form === 'draft') {
    const found = await call('getDraft', { id: draft ?? 0 });
    const { type, present, reason, effectiveOn, change } = found;
    const made = fresh(type, present, { purpose: 'propose', draft: found, change, reason, effectiveOn: effectiveOn ?? '' }); // prettier-ignore
    return { ...made, values: applyChange(made.base, found.fields) };
  }
  const id = Number(record?.id ?? 0);
  const purpose = form === 'propose' ? 'propose' : 'save';
  if (record === null) return fresh('place', null, { purpose });
  if (record.type === 'facility') return fresh('facility', await call('getFacilityRecord', { id }), { purpose, change: 'change' }); // prettier-ignore
  return fresh('place', await call('getPlaceRecord', { id }), { purpose, change: 'rename' });
}

/** Leaves the form without saving. */
export function leave(): void {
  const form = editing.peek();
  if (form !== null) unsaved.delete(form.key);
  go({ form: null });
}

/** Sends what has changed. A refusal is shown beside the fields, a conflict field by field. */
export async function save(): Promise<void> {
  const form = editing.peek();
  if (form === null || saving.peek()) return;
  batch(() => {
    saving.value = true;
    failure.value = null;
    errors.value = new Map();
  });
  try {
    await (form.purpose === 'save' ? sendRecord(form) : sendDraft(form));
  } catch (error) {
    refuse(error);
  } finally {
    saving.value = false;
  }
}

async function sendRecord({ key, type, stored, base, values }: Editing): Promise<void> {
  const body = changeOf(base, values) as never;
  const answer =
    type === 'place'
      ? stored === null
        ? await call('createPlace', { body })
        : await call('editPlace', { id: stored.id, body }, undefined, stored.version)
      : stored === null
        ? await call('createFacility', { body })
        : await call('editFacility', { id: stored.id, body }, undefined, stored.version);
  unsaved.delete(key);
  const warnings = answer.findings.filter(({ severity }) => severity === 'warning');
  announce(warnings.length === 0 ? ed('saved') : ed('saved.warnings', { n: warnings.length }));
  if (warnings.length > 0)
    batch(() => {
      saved.value = { stored: answer, findings: warnings };
      conflict.value = null;
    });
  else show(type, answer.id);
  renewData();
}

export const show = (type: FormType, id: number): void =>
  go({ form: null, record: { type, id: String(id) } });

async function sendDraft(form: Editing): Promise<void> {
  const { key, type, stored, draft, base, values, change, reason } = form;
  const shared = { reason, effectiveOn: form.effectiveOn === '' ? null : form.effectiveOn };
  const fields = change === 'cancel' ? {} : changeOf(base, values);
  const answer =
    draft === null
      ? await call('createDraft', { body: { type, change, recordId: stored?.id ?? null, fields, ...shared } as never }) // prettier-ignore
      : await call('editDraft', { id: draft.id, body: { fields, ...shared } }, undefined, draft.version);
  unsaved.delete(key);
  announce(ed('saved'));
  go({ panel: 'drafts', record: null, form: null, draft: answer.id });
}

/** Takes the facility away. */
export async function remove(): Promise<void> {
  const form = editing.peek();
  if (form?.stored == null || form.type !== 'facility') return;
  saving.value = true;
  try {
    await call('deleteFacility', { id: form.stored.id }, undefined, form.stored.version);
    unsaved.delete(form.key);
    go({ panel: 'facilities', record: null, form: null });
    renewData();
  } catch (error) {
    refuse(error);
  } finally {
    saving.value = false;
  }
}

function refuse(error: unknown): void {
  if (error instanceof ApiError && error.status === 412 && error.current !== null && editing.peek()?.draft === null) {
    conflict.value = error.current as Stored;
    announce(ed('conflict.title'));
    return;
  }
  const found = new Map<string, string[]>();
  for (const { where, what } of error instanceof ApiError ? error.errors : []) {
    const field = where.replace(/^body: (fields\.)?/, '');
    found.set(field, [...(found.get(field) ?? []), what]);
  }
  errors.value = found;
  failure.value = error;
} // prettier-ignore

/** Goes on from the present version with what was chosen of each field, and saves. */
export async function resolve(present: Stored, values: Values): Promise<void> {
  batch(() => {
    change({ stored: present, base: present.content as unknown as Values, values });
    conflict.value = null;
  });
  await save();
}
