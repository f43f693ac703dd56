import type { VNode } from 'preact';
import { ed, editWord } from '../i18n/edits.ts';
import { word } from '../i18n/t.ts';
import { editing, setField } from '../state/edit.ts';
import { complaintsOf } from './edit-labelled.tsx';

interface Name {
  text: string;
  kind: string;
  lang: string;
  reading: string | null;
  validFrom: string | null;
  validTo: string | null;
}
const kinds = ['alias', 'short', 'former', 'variant', 'standard'];
const languages = ['zh-Hans', 'mn-Mong', 'mn-Cyrl', 'mn-Latn', 'zh-Latn-pinyin', 'und'];

/** The other names of a place, one card each. */
export function NamesTable(): VNode {
  const names = editing.value!.values['names'] as Name[];
  const put = (at: number, part: Partial<Name>): void =>
    setField('names', names.map((name, index) => (index === at ? { ...name, ...part } : name))); // prettier-ignore
  const cell = (at: number, id: 'text' | 'reading' | 'validFrom' | 'validTo', label: string): VNode => (
    <label class={`name-${id}`}>
      <span>{label}</span>
      <input
        value={names[at]![id] ?? ''}
        required={id === 'text'}
        aria-invalid={complaintsOf(`names.${at}.${id}`).length > 0 ? true : undefined}
        lang={id === 'text' && names[at]!.lang === 'mn-Mong' ? 'mn-Mong' : undefined}
        placeholder={id === 'validFrom' || id === 'validTo' ? '1949' : undefined}
        onInput={(event) =>
          put(at, { [id]: event.currentTarget.value || (id === 'text' ? '' : null) })
        }
      />
    </label>
  ); // prettier-ignore
  const pick = (at: number, id: 'kind' | 'lang', label: string, options: [string, string][]): VNode => (
    <label class={`name-${id}`}>
      <span>{label}</span>
      <select value={names[at]![id]} onChange={(event) => put(at, { [id]: event.currentTarget.value })}>
        {!options.some(([value]) => value === names[at]![id]) && (
          <option value={names[at]![id]}>{names[at]![id]}</option>
        )}
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <fieldset class="edit-names" data-field="names">
      <legend>{ed('field.names')}</legend>
      {names.length === 0 && <p class="muted">{ed('names.empty')}</p>}
      <ul>
        {names.map((name, at) => {
          const complaints = complaintsOf(`names.${at}`);
          return (
            <li key={at} class={complaints.length > 0 ? 'wrong' : undefined}>
              {cell(at, 'text', ed('names.text'))}
              {pick(at, 'kind', ed('names.kind'), kinds.map((kind) => [kind, word('name', kind)]))}
              {pick(at, 'lang', ed('names.lang'), languages.map((lang) => [lang, editWord('lang', lang)]))}
              {cell(at, 'reading', ed('names.reading'))}
              {cell(at, 'validFrom', ed('names.from'))}
              {cell(at, 'validTo', ed('names.to'))}
              <button
                type="button"
                class="text"
                aria-label={ed('names.remove', { name: name.text || String(at + 1) })}
                onClick={() => setField('names', names.filter((_, index) => index !== at))}
              >
                ×
              </button>
              {complaints.length > 0 && <p class="why">{complaints.join(' ')}</p>}
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        onClick={() =>
          setField('names', [...names, { text: '', kind: 'alias', lang: 'zh-Hans', reading: null, validFrom: null, validTo: null }])
        }
      >
        {ed('names.add')}
      </button>
    </fieldset>
  ); // prettier-ignore
}
