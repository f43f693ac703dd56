import { namingEn } from './naming.en.ts';
import { namingZh } from './naming.zh.ts';
import { dictionary } from './t.ts';

/** The words of the panel 地名核查, which are read with its code. */
export const { t: nm, word: namingWord } = dictionary(namingZh, namingEn, () => '—');
