import { markersEn } from './markers.en.ts';
import { markersZh } from './markers.zh.ts';
import { dictionary } from './t.ts';

/** The words of marker events, of their forms, and of the printed sheets. */
export const { t: mk, word: markerWord } = dictionary(markersZh, markersEn, () => '—');
