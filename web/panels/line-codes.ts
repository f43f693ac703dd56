import type { Result } from '../api.ts';

export type Line = Result<'getBoundaryLine'>;
export type Meeting = Result<'getMeetingPoint'>;

/** The divisions of a line or a meeting point: whoever owns one of them may keep its records. */
export const codesOf = (found: Line | Meeting): string[] =>
  'segmentList' in found
    ? [...found.sides, ...found.segmentList.flatMap(({ sides }) => sides)].map(({ code }) => code)
    : found.divisions.map(({ code }) => code);
