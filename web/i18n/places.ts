import { placesEn } from './places.en.ts';
import { placesZh } from './places.zh.ts';
import { dictionary } from './t.ts';

/** The words of the gazetteer: filters, the record of a place, what is said about a spot. */
export const { t: pl, word: placeWord } = dictionary(placesZh, placesEn, () => '—');
