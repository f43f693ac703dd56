import type { VNode } from 'preact';
import type { Input } from '../api.ts';
import { au, auditWord } from '../i18n/audit.ts';
import { adjust, state } from '../state/state.ts';
import { AUDIT_KEYS, type AuditFilter } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';

const NAMES = Object.keys(AUDIT_KEYS) as (keyof AuditFilter)[];

/** What the list narrows to is the link's; each answer of the form changes the link. */
export function AuditFilters(): VNode {
  const { audit } = state.value;
  const { answer: terms } = useAnswer('listAuditTerms', {});
  const apply = (form: HTMLFormElement): void => {
    const data = new FormData(form);
    const next: AuditFilter = {};
    for (const name of NAMES) {
      const value = data.get(name);
      if (typeof value === 'string' && value.trim() !== '') next[name] = value.trim();
    }
    adjust({ audit: next, entry: null });
  };
  const text = (name: keyof AuditFilter, more: { pattern?: string; inputMode?: 'numeric' } = {}): VNode => (
    <label>
      <span>{au(name)}</span>
      <input name={name} defaultValue={audit[name] ?? ''} maxLength={100} autocomplete="off" {...more} />
    </label>
  );
  const date = (name: 'from' | 'to'): VNode => (
    <label>
      <span>{au(name)}</span>
      <input name={name} type="date" defaultValue={audit[name] ?? ''} />
    </label>
  );
  const choice = (name: 'action' | 'type', words: readonly string[] | undefined): VNode => (
    <label>
      <span>{au(name)}</span>
      <select name={name}>
        <option value="">{au('any')}</option>
        {[...new Set([...(words ?? []), ...(audit[name] ? [audit[name]] : [])])].map((item) => (
          <option key={item} value={item} selected={item === audit[name]}>
            {auditWord(name, item)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      class="audit-filters"
      onChange={(event) => {
        const field = event.target as HTMLInputElement;
        if (field.tagName === 'SELECT' || field.type === 'date') apply(event.currentTarget);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        apply(event.currentTarget);
      }}
    >
      {text('actor')}
      {choice('action', terms?.actions)}
      {choice('type', terms?.types)}
      {text('record')}
      {text('division', { pattern: '\\d{6}(\\d{3})?', inputMode: 'numeric' })}
      {date('from')}
      {date('to')}
      {text('q')}
      <p class="actions">
        <button type="submit" class="primary">
          {au('apply')}
        </button>
        {Object.keys(audit).length > 0 && (
          <button type="button" onClick={() => adjust({ audit: {}, entry: null })}>
            {au('reset')}
          </button>
        )}
      </p>
    </form>
  );
}

/** What is asked of the server: a link may hold anything, and what is no code or date narrows nothing. */
export function asked(filter: AuditFilter): Omit<Input<'listAudit'>, 'limit' | 'next' | 'f'> {
  const { division, from, to, ...rest } = filter;
  const date = (value: string | undefined): string | undefined =>
    /^\d{4}-\d\d-\d\d/.test(value ?? '') ? value : undefined;
  return {
    ...rest,
    division: /^\d{6}(\d{3})?$/.test(division ?? '') ? division : undefined,
    from: date(from),
    to: date(to),
  };
}
