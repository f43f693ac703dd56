import { provincialNumber } from './marker-line.ts';

/**
 * How far a single marker may stand from its line, m, and why. GB/T 17796 could not be read (domain.md 5.9): the measures are ours, wide
 * enough to find a wrong zone or line, not an error of survey.
 */
export const offLineRule = (legal: boolean): { metres: number; rule: string } =>
  legal
    ? { metres: 500, rule: '单立界桩立于界线上; 本系统取 500 m' }
    : { metres: 5000, rule: '单立界桩立于界线上; 示意界线概略, 本系统取 5 km' };

/** Double and triple markers stand off the line, on its banks: the distance says nothing about them. */
export const standsOnLine = (type: string | null): boolean => type !== 'double' && type !== 'triple';

/** Number against the pattern of provincial lines, which rests on a weak source: a warning, never an error. */
export function numberFault(number: string, line: string): 'number-pattern' | 'number-line' | null {
  if (!/^\d{4}$/.test(line)) return null;
  const match = provincialNumber.exec(number);
  if (match === null) return 'number-pattern';
  return match[1] === line ? null : 'number-line';
}
