import { exportsEn } from './exports.en.ts';
import { exportsZh } from './exports.zh.ts';
import { dictionary } from './t.ts';

/** The words of the export menu and of 行政区划简册. */
export const { t: ex } = dictionary(exportsZh, exportsEn, () => '—');
