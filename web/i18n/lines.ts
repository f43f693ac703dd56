import { linesEn } from './lines.en.ts';
import { linesZh } from './lines.zh.ts';
import { dictionary } from './t.ts';

/** The words of the register of lines. */
export const { t: li, word: lineWord } = dictionary(linesZh, linesEn, () => '—');
