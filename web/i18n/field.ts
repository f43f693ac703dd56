import { fieldEn } from './field.en.ts';
import { fieldZh } from './field.zh.ts';
import { dictionary } from './t.ts';

/** The words of the panel 外业. */
export const { t: out, word: fieldWord } = dictionary(fieldZh, fieldEn, () => '—');
