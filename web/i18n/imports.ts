import { importsEn } from './imports.en.ts';
import { importsZh } from './imports.zh.ts';
import { dictionary } from './t.ts';

/** The words of the import panel, which are read with its code. */
export const { t: im, word: importWord } = dictionary(importsZh, importsEn, () => '—');
