import { coverageEn } from './coverage.en.ts';
import { coverageZh } from './coverage.zh.ts';
import { dictionary } from './t.ts';

/** The words of the pages of the coverage. */
export const { t: cv, word: cvWord } = dictionary(coverageZh, coverageEn, () => '—');
export type { CoverageWords } from './coverage.zh.ts';
