import { editsEn } from './edits.en.ts';
import { editsZh } from './edits.zh.ts';
import { dictionary } from './t.ts';

/** The words of forms and drafts, which are read with their code. */
export const { t: ed, word: editWord } = dictionary(editsZh, editsEn, () => '—');

/** A field of a record, or one of its texts: attributes.meaning. */
export const fieldName = (field: string): string =>
  field.startsWith('attributes.')
    ? editWord('attribute', field.slice('attributes.'.length))
    : editWord('field', field.split('.')[0]);
