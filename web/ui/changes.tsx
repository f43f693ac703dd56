import type { VNode } from 'preact';
import { au, auditWord } from '../i18n/audit.ts';
import { moment, number, word } from '../i18n/t.ts';

type Fields = Record<string, unknown>;

/** The fields that a change has changed, before and after side by side. */
export function Changes({ before, after }: { before: Fields | null; after: Fields | null }): VNode | null {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">{au('field')}</th>
          <th scope="col">{au('before')}</th>
          <th scope="col">{au('after')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} data-field={name}>
            <th scope="row">{auditWord('field', name)}</th>
            <td class={before !== null && name in before ? 'was' : ''}>{inWords(name, before?.[name])}</td>
            <td class={after !== null && name in after ? 'became' : ''}>{inWords(name, after?.[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What else a row says: counts, files. */
export const Summary = ({ fields }: { fields: Fields }): VNode | null => {
  const told = Object.entries(fields).filter(([, value]) => value !== null && value !== 0);
  return told.length === 0 ? null : (
    <dl class="summary">
      {told.map(([name, value]) => (
        <div key={name}>
          <dt>{auditWord('field', name)}</dt>
          <dd>{inWords(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
};

function inWords(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return au(value ? 'value.true' : 'value.false');
  if (typeof value === 'number') return number(value, 8);
  if (typeof value === 'string') {
    if (name === 'role') return word('role', value);
    if (name === 'step') return auditWord('type', value);
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z$/.test(value) ? moment(value) : value;
  }
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.map((item) => inWords(name, item)).join(', ') || '—';
  return JSON.stringify(value, null, 1);
}
