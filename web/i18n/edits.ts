import { editsEn } from './edits.en.ts';
import { editsZh } from './edits.zh.ts';
import { dictionary } from './t.ts';

/** The words of forms and drafts, which are read with their code. */
export const { t: ed, word: editWord } = dictionary(editsZh, editsEn, () => '—');
export type EditKey = keyof typeof editsZh;
