import { boundaryStatusEn } from './boundary-status.en.ts';
import { boundaryStatusZh } from './boundary-status.zh.ts';
import { dictionary } from './t.ts';

/** The words of the boundary desk. */
export const { t: bs } = dictionary(boundaryStatusZh, boundaryStatusEn, () => '—');
