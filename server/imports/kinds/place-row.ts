import type { Locator } from '../../divisions/locate.ts';
import type { Row } from '../formats/format.ts';
import type { CheckRun } from '../kind.ts';
import { parseYesNo, type Secrecy } from './cell-values.ts';
import { createPlaceCells, type PlaceCells } from './place-cells.ts';
import { kindOf, type PlaceClasses } from './place-class.ts';
import { codesOf } from './place-codes.ts';
import type { PlaceDivisions } from './place-divisions.ts';
import { attributeFields } from './place-fields.ts';
import type { PlaceName } from './place-names.ts';
import { namesOf, romanOf } from './place-naming.ts';
import { createPositionKind, type PositionKind } from './place-position.ts';
import type { RomanCheck } from './place-roman.ts';
import { dayOf, secrecyOf, statusOf, type PlaceStatus } from './place-state.ts';
import { checkedDivision, givenDivision, positionOf } from './place-where.ts';

/** A place as it is read from a row. Longitude and latitude in degrees, EPSG:4490; null = position unknown. */
export interface Place {
  line: number;
  /** Id in its own source. `numbered`: made of a name and a division; equal ones get a number. */
  key: string;
  numbered: boolean;
  class: string;
  division: string;
  /** The division as the file gives it: within it a name is expected once. */
  within: string;
  name: string;
  roman: string | null;
  mongolian: string | null;
  importance: number;
  status: PlaceStatus;
  placeCode: string | null;
  position: PositionKind;
  lon: number | null;
  lat: number | null;
  original: string | null; // JSON
  attributes: string | null; // JSON
  sample: boolean;
  public: boolean;
  secrecy: Secrecy;
  validFrom: string | null; // YYYY-MM-DD
  validTo: string | null;
  names: readonly PlaceName[];
}

/** What rows are checked against. */
export interface PlaceKnowledge {
  divisions: PlaceDivisions;
  classes: PlaceClasses;
  locator: Locator; // counties
  checkRoman: RomanCheck;
  today: string; // YYYY-MM-DD
}

/** 'rejected': the report has an error; 'left out': it is no place, the report has a warning. */
export type PlaceReader = (row: Row) => Place | 'rejected' | 'left out';

/** Turns the rows of one file into places, or says why not: everything that can be told from one row. */
export function createPlaceReader(
  run: Pick<CheckRun, 'columns' | 'crs' | 'position' | 'report'>,
  { divisions, classes, locator, checkRoman, today }: PlaceKnowledge,
): PlaceReader {
  const cells = createPlaceCells(run.columns, run.report);
  const keptFields = attributeFields.filter((field) => cells.has(field));
  const ids = ['code', 'geonameid', 'external_id'].filter((field) => cells.has(field));
  const grid = ['northing', 'easting', 'x', 'y', 'zone'].filter((field) => cells.has(field));
  const positionKind = createPositionKind(run);
  return (row) => {
    cells.open(row);
    if (isYes(cells, 'virtual')) {
      cells.tell('warning', 'virtual', { check: 'virtual', reason: '统计用的虚拟单位, 不是地名, 已略去', remedy: '无须处理' }, cells.get('name')); // prettier-ignore
      return 'left out';
    }
    const names = namesOf(cells);
    const position = positionOf(cells, run);
    const codes = codesOf(cells);
    if (names === null || position === undefined || codes === undefined || cells.rejected) return 'rejected';
    const name = names[0].text;
    const validFrom = dayOf(cells, 'established');
    const validTo = dayOf(cells, 'abolished');
    const given = givenDivision(cells, codes, divisions, dayOf(cells, 'registered') ?? today);
    const { division, derived } = checkedDivision(cells, divisions, locator, given?.today ?? null, position);
    const kind = kindOf(cells, name, codes, classes, divisions);
    const state = secrecyOf(cells);
    if (cells.rejected) return 'rejected';
    const inUse = statusOf(cells, validFrom, validTo, today);
    const id = codes.placeCode ?? codes.code ?? cells.get('geonameid') ?? cells.get('external_id');
    for (const field of ids) if (cells.get(field) !== id) cells.keep(field);
    if (row.geometry !== null || cells.get('longitude') !== null) for (const field of grid) cells.keep(field);
    const attributes = cells.kept(keptFields);
    if (derived) attributes['division_from'] = 'position';
    const { original, status, method } = position;
    return {
      line: row.line,
      key: id ?? `${name}@${given?.given ?? division}`,
      numbered: id === null,
      class: kind.class,
      division,
      within: given?.given ?? division,
      name,
      roman: romanOf(cells, name, division, divisions, checkRoman),
      mongolian: names.find(({ lang }) => lang === 'mn-Mong')?.text ?? null,
      importance: importanceOf(cells) ?? kind.importance,
      status: inUse,
      placeCode: codes.placeCode,
      position: positionKind(row, position),
      lon: position.lon,
      lat: position.lat,
      original: original === null ? null : JSON.stringify({ ...original, status, method }),
      attributes: Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes),
      sample: isYes(cells, 'sample'),
      ...state,
      validFrom,
      validTo,
      names,
    };
  };
}

function isYes(cells: PlaceCells, field: string): boolean {
  const text = cells.get(field);
  return text !== null && parseYesNo(text) === true;
}

function importanceOf(cells: PlaceCells): number | null {
  const value = Number(cells.get('importance') ?? Number.NaN);
  return Number.isInteger(value) && value >= 1 && value <= 9999 ? value : null;
}
