import type { ComponentChildren, VNode } from 'preact';
import { day, t, word } from '../i18n/t.ts';
import { sources } from '../state/startup.ts';

/** One line of a record; nothing when there is nothing to say. */
export const Field = ({ label, children }: { label: string; children: ComponentChildren }): VNode | null =>
  children === null || children === undefined || children === '' || children === false ? null : (
    <div class="field">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );

/** What the capacity of a kind of facility is counted in; of a kind that has been added or is still to be chosen, only that it is one. */
export const capacityLabel = (kind: string): string => {
  const named = word('capacity', kind);
  return kind === '' || named === kind ? t('field.capacity') : named;
};

/** Where a record is from, and when it changed. */
export function Provenance({ source, updatedAt }: { source: string; updatedAt: string }): VNode {
  const known = sources.value.get(source);
  return (
    <dl class="fields provenance">
      <Field label={t('field.source')}>
        <span data-field="source">{known?.title ?? source}</span>
      </Field>
      <Field label={t('about.publisher')}>{known?.publisher}</Field>
      <Field label={t('field.licence')}>{known?.licence}</Field>
      <Field label={t('field.updated')}>{day(updatedAt)}</Field>
    </dl>
  );
}
