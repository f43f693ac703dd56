import { inspectionsEn } from './inspections.en.ts';
import { inspectionsZh } from './inspections.zh.ts';
import { dictionary } from './t.ts';

/** The words of the panel 联检. */
export const { t: ins, word: insWord } = dictionary(inspectionsZh, inspectionsEn, () => '—');
export type { InspectionKey as InspectionWords } from './inspections.zh.ts';
