import type { PlaceCells } from './place-cells.ts';
import {
  geonamesNames,
  languageOf,
  mongolianProblem,
  nameProblems,
  splitNames,
  type PlaceName,
} from './place-names.ts';
import type { PlaceDivisions } from './place-divisions.ts';
import { readingOf, type RomanCheck } from './place-roman.ts';

/** All names of a row, the standard one first; null when it has none. */
export function namesOf(cells: PlaceCells): [PlaceName, ...PlaceName[]] | null {
  const text = cells.get('name');
  if (text === null) {
    cells.tell('error', 'name', { check: 'name-missing', reason: '没有名称', remedy: '补上标准名称' });
    return null;
  }
  const geonames = cells.has('geonameid');
  const names: [PlaceName, ...PlaceName[]] = geonames
    ? geonamesNames(text, cells.get('alternatenames'))
    : [{ text, kind: 'standard', lang: languageOf(text), reading: null }];
  const [standard] = names;
  for (const { severity, ...problem } of nameProblems(standard.text)) cells.tell(severity, 'name', problem, standard.text); // prettier-ignore
  if (geonames || cells.rejected) return names;
  standard.reading = readingIn(cells, standard.text);
  addMongolian(cells, names);
  for (const kind of ['short', 'alias', 'former'] as const) addNames(cells, names, kind);
  return names;
}

function readingIn(cells: PlaceCells, name: string): string | null {
  const text = cells.get('reading');
  if (text === null) return null;
  const reading = readingOf(name, text);
  if (reading === null) cells.keep('reading');
  if (reading === null) cells.tell('warning', 'reading', { check: 'reading-form', reason: '读音与汉字的音节对不上', remedy: '每个汉字一个音节, 用空格分开, 标声调' }); // prettier-ignore
  return reading;
}

function addMongolian(cells: PlaceCells, names: PlaceName[]): void {
  const text = cells.get('mongolian')?.normalize('NFC');
  if (text === undefined) return;
  const problem = mongolianProblem(text);
  if (problem !== null) cells.tell(problem.severity, 'mongolian', problem, text);
  names.push({ text, kind: 'standard', lang: languageOf(text), reading: null });
}

function addNames(cells: PlaceCells, names: PlaceName[], kind: 'short' | 'alias' | 'former'): void {
  const text = cells.get(kind);
  if (text === null) return;
  for (const name of splitNames(text)) {
    const wrong = nameProblems(name).find(({ severity }) => severity === 'error');
    if (wrong !== undefined)
      cells.tell('warning', kind, { check: 'other-name', reason: `不能采用: ${wrong.reason}`, remedy: wrong.remedy }, name); // prettier-ignore
    else if (
      !names.some((known) => known.text === name && (known.kind === kind || known.kind === 'standard'))
    )
      names.push({ text: name, kind, lang: languageOf(name), reading: null });
  }
}

/** The romanized name of a row. What GeoNames has is a spelling of its own, not one to compare. */
export function romanOf(
  cells: PlaceCells,
  name: string,
  division: string,
  divisions: PlaceDivisions,
  check: RomanCheck,
): string | null {
  const text = cells.get('roman');
  if (text === null || cells.has('geonameid')) return text;
  const problem = check(name, text, divisions.romanOf(division, name));
  if (problem !== null) cells.tell('warning', 'roman', problem);
  return text;
}
