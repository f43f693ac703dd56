import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ed, fieldName } from '../i18n/edits.ts';
import { moment } from '../i18n/t.ts';
import { conflict, editing, resolve, saving } from '../state/edit.ts';
import { chosenValues, disputesOf, usualChoice, type Values } from '../state/edit-form.ts';
import { Value } from './edit-value.tsx';

/** Somebody else was first: the present version beside what was typed, field by field. Nothing is overwritten unasked. */
export function Conflict(): VNode | null {
  const form = editing.value;
  const present = conflict.value;
  const title = useRef<HTMLHeadingElement>(null);
  const [chosen, setChosen] = useState<Record<string, 'present' | 'yours'>>({});
  useEffect(() => title.current?.focus(), []);
  if (form === null || present === null) return null;
  const now = present.content as unknown as Values;
  const disputes = disputesOf(form.base, now, form.values);
  const who = present.editedBy ?? '—';
  const choiceOf = (field: string): 'present' | 'yours' =>
    chosen[field] ?? usualChoice(disputes.find((one) => one.field === field)!);
  const merged = (): Values =>
    chosenValues(now, form.values, disputes.filter(({ field }) => choiceOf(field) === 'yours').map(({ field }) => field)); // prettier-ignore
  return (
    <section class="conflict" aria-labelledby="conflict-title">
      <h2 id="conflict-title" tabIndex={-1} ref={title}>
        {ed('conflict.title')}
      </h2>
      <p>{ed('conflict.hint', { who, when: moment(present.updatedAt) })}</p>
      {disputes.map(({ field, base, present: theirs, yours, by }) => (
        <fieldset key={field} data-dispute={field} data-by={by}>
          <legend>
            {fieldName(field)} <small>{ed(`conflict.${by}`)}</small>
          </legend>
          <p class="muted">
            {ed('conflict.base')}: <Value field={field} value={base} />
          </p>
          {(['present', 'yours'] as const).map((side) => (
            <label key={side} class={choiceOf(field) === side ? 'on' : undefined}>
              <input
                type="radio"
                name={`dispute-${field}`}
                value={side}
                checked={choiceOf(field) === side}
                onChange={() => setChosen({ ...chosen, [field]: side })}
              />
              <span>
                <b>{side === 'present' ? ed('conflict.present', { who }) : ed('conflict.yours')}</b>{' '}
                <Value field={field} value={side === 'present' ? theirs : yours} />
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <p class="actions">
        <button type="button" onClick={() => (conflict.value = null)}>
          {ed('conflict.back')}
        </button>
        <button
          type="button"
          class="primary"
          disabled={saving.value}
          onClick={() => void resolve(present, merged())}
        >
          {ed('conflict.save')}
        </button>
      </p>
    </section>
  );
}
