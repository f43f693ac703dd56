import { dictionary } from './t.ts';
import { verifyEn } from './verify.en.ts';
import { verifyZh } from './verify.zh.ts';

/** The words of the panel 核验, which are read with its code. */
export const { t: vf, word: verifyWord } = dictionary(verifyZh, verifyEn, () => '—');
