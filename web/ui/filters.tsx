import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { t } from '../i18n/t.ts';
import { adjust, state } from '../state/state.ts';

/** The division that a list is limited to, and the one other filter that the list has. */
export function Filters({
  options,
  label,
}: {
  label: string;
  options: [value: string, text: string][];
}): VNode {
  const { division, filter } = state.value;
  const [name, setName] = useState('');
  useEffect(() => {
    setName('');
    if (division)
      void call('getDivision', { code: division }).then(
        (found) => setName(found.name),
        () => setName(division),
      );
  }, [division]);
  return (
    <div class="filters">
      {division && (
        <span class="chip">
          {t('list.within')} {name || division}
          <button aria-label={`${t('search.clear')}: ${name}`} onClick={() => adjust({ division: null })}>
            ×
          </button>
        </span>
      )}
      <label>
        <span>{label}</span>
        <select
          value={filter ?? ''}
          onChange={(event) => adjust({ filter: event.currentTarget.value || null })}
        >
          <option value="">{t('list.all')}</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
