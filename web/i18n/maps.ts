import { mapsEn } from './maps.en.ts';
import { mapsZh } from './maps.zh.ts';
import { dictionary } from './t.ts';

/** The words of base maps, signs, legends, and of the map as a picture or on paper. */
export const { t: mp, word: mapWord } = dictionary(mapsZh, mapsEn, () => '—');
