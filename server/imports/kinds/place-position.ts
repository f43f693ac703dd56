import type { Datum } from '../../crs/crs.ts';
import { parseCrs } from '../../crs/registry.ts';
import type { Row } from '../formats/format.ts';
import type { CheckRun } from '../kind.ts';
import type { RowPosition } from '../position.ts';

export type PositionKind = 'surveyed' | 'approximate' | 'synthetic' | 'unknown';

const words: readonly [RegExp, PositionKind][] = [
  [/^(surveyed$|实测)/, 'surveyed'],
  [/^(approximate$|近似|大致)/, 'approximate'],
  [/^(synthetic$|示意|生成)/, 'synthetic'],
];
const measured = /实地|实测|gps|gnss|rtk|全站仪|北斗/i;
const read = /图解|图上|影像|目测/;
const surveyDatums: readonly Datum[] = ['cgcs2000', 'xian80', 'beijing54'];

/**
 * How a position was come by: what the file says; else surveyed where it states a survey's datum, and approximate where it
 * states none, or the system of a web map or of GeoNames.
 */
export function createPositionKind({
  columns,
  crs,
}: Pick<CheckRun, 'columns' | 'crs'>): (row: Row, position: RowPosition) => PositionKind {
  const datums = new Map<string, Datum>();
  const datumOf = (id: string): Datum => {
    const known = datums.get(id) ?? parseCrs(id).datum;
    datums.set(id, known);
    return known;
  };
  const geonames = columns.has('geonameid');
  return (row, { lon, status, original }) => {
    if (lon === null) return 'unknown';
    const said = columns.get(row, 'position');
    const kind = said === null ? undefined : words.find(([pattern]) => pattern.test(said))?.[1];
    if (kind !== undefined) return kind;
    if (status === 'approximate' || geonames || original === null) return 'approximate';
    const method = columns.get(row, 'survey_method') ?? '';
    if (read.test(method)) return 'approximate';
    if (measured.test(method)) return 'surveyed';
    const stated = crs !== null || columns.get(row, 'crs') !== null;
    return stated && surveyDatums.includes(datumOf(original.crs)) ? 'surveyed' : 'approximate';
  };
}
