import type { VNode } from 'preact';
import { editWord } from '../i18n/edits.ts';
import { editing, setField } from '../state/edit.ts';
import { usualTexts } from './edit-fields.ts';
import { Labelled } from './edit-labelled.tsx';

/** Meaning, origin, history and what else is written of a place. */
export function Texts(): VNode {
  const texts = editing.value!.values['attributes'] as Record<string, string>;
  const base = editing.value!.base['attributes'] as Record<string, string>;
  const names = [...new Set([...usualTexts, ...Object.keys(base), ...Object.keys(texts)])];
  return (
    <>
      {names.map((name) => (
        <Labelled key={name} field={`attributes.${name}`} label={editWord('attribute', name)}>
          {(id, described) => (
            <textarea
              id={id}
              rows={usualTexts.slice(0, 4).includes(name) ? 3 : 1}
              aria-describedby={described}
              value={texts[name] ?? ''}
              onInput={(event) => setField('attributes', { ...texts, [name]: event.currentTarget.value })}
            />
          )}
        </Labelled>
      ))}
    </>
  );
}
