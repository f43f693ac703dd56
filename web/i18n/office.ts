import { officeEn } from './office.en.ts';
import { officeZh } from './office.zh.ts';
import { dictionary } from './t.ts';

/** The words of the panel 办公, and of what it has in common with drafts. */
export const { t: of, word: officeWord } = dictionary(officeZh, officeEn, () => '—');
