import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';
import { ed } from '../i18n/edits.ts';
import { errors } from '../state/edit.ts';

/** What was refused in a field, or in one of its parts. */
export const complaintsOf = (field: string): string[] =>
  [...errors.value].filter(([where]) => where === field || where.startsWith(`${field}.`)).flatMap(([, what]) => what); // prettier-ignore

/** A label with its control, and beside it what was refused. */
export function Labelled({
  field,
  label,
  required,
  children,
}: {
  field: string;
  label: string;
  required?: boolean | undefined;
  children: (id: string, described: string | undefined) => ComponentChildren;
}): VNode {
  const id = useId();
  const complaints = complaintsOf(field);
  return (
    <div class={`edit-field${complaints.length > 0 ? ' wrong' : ''}`} data-field={field}>
      <label for={id}>
        {label}
        {required && <small> {ed('required')}</small>}
      </label>
      {children(id, complaints.length > 0 ? `${id}-why` : undefined)}
      {complaints.length > 0 && (
        <p class="why" id={`${id}-why`}>
          {complaints.join(' ')}
        </p>
      )}
    </div>
  );
}
