import type { LineLevel as Level } from '../../server/api/boundaries.ts';

export const LineLevel: Level[] = ['province', 'prefecture', 'county', 'national', 'unclassified'];
