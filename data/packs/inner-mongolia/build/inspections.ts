import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dayIn, seeded, type Random } from './random.ts';
import { writeTsv } from './tsv.ts';

type Level = 'province' | 'prefecture' | 'county';

/** Provincial round 4 was 2018-2022, round 5 is 2023-2027 (domain.md 5.7); leagues were in their seventh in 2024. The rest is invented. */
const rounds: readonly [level: Level, number: number, from: number, to: number][] = [
  ['province', 4, 2018, 2022], ['province', 5, 2023, 2027],
  ['prefecture', 5, 2014, 2018], ['prefecture', 6, 2019, 2023], ['prefecture', 7, 2024, 2028],
  ['county', 3, 2013, 2017], ['county', 4, 2018, 2022], ['county', 5, 2023, 2027],
]; // prettier-ignore
const lastYear = 2026;

const columns = [
  'level', 'round', 'line_code', 'year', 'lead_code', 'partner_code', 'state', 'office_on', 'field_from', 'field_to',
  'signed_on', 'filed_on', 'filed_to',
] as const; // prettier-ignore
type Row = Record<(typeof columns)[number], string>;

/** Writes sample rounds and inspections: what was checked of the markers of a line is the field work of its last one. Deterministic. */
export async function buildInspections(outDir: string): Promise<void> {
  await writeTsv(path.join(outDir, 'inspection_rounds.tsv'), ['level', 'number', 'year_from', 'year_to'], rounds.map(([level, number, from, to]) => ({ level, number: String(number), year_from: String(from), year_to: String(to) }))); // prettier-ignore
  const rows = [...checkedDays(outDir)].flatMap(([code, days]) => lineInspections(code, days, seeded(`inspections ${code}`))); // prettier-ignore
  await writeTsv(path.join(outDir, 'inspections.tsv'), columns, rows);
}

/** The days on which markers of each line were checked. */
function checkedDays(outDir: string): Map<string, string[]> {
  const [head, ...lines] = gunzipSync(readFileSync(path.join(outDir, 'markers.tsv.gz'))).toString('utf8').trimEnd().split('\n'); // prettier-ignore
  const [line, checked] = ['line_code', 'checked_on'].map((name) => head!.split('\t').indexOf(name));
  const days = new Map<string, string[]>();
  for (const cells of lines.map((text) => text.split('\t'))) {
    const known = days.get(cells[line!]!) ?? [];
    days.set(cells[line!]!, cells[checked!] === '' ? known : [...known, cells[checked!]!]);
  }
  return days;
}

function lineInspections(code: string, days: readonly string[], random: Random): Row[] {
  if (days.length === 0 || random.chance(0.03)) return []; // nothing is known of some lines
  const sorted = days.toSorted();
  const year = Number(sorted[0]!.slice(0, 4));
  const last = inspection(code, year, random);
  const isOngoing = year === lastYear;
  const isFiled = !isOngoing && !random.chance(0.06); // signed, and not filed
  return [
    filed(inspection(code, year - 5, random), `${year - 5}-06-01`, `${year - 5}-08-20`, random),
    isFiled
      ? filed(last, sorted[0]!, sorted.at(-1)!, random)
      : { ...last, state: isOngoing ? 'field' : 'signed', office_on: dayIn(random, year, year, [2, 3]), field_from: sorted[0]!, ...(!isOngoing && { field_to: sorted.at(-1)!, signed_on: dayIn(random, year, year, [11, 11]) }) },
    ...(isFiled && year + 5 >= lastYear - 1 && random.chance(0.6) ? [inspection(code, year + 5, random)] : []),
    ...(isFiled && year + 5 < lastYear - 1 && random.chance(0.3) ? [begun(inspection(code, lastYear, random), random)] : []),
  ].filter((row) => row.round !== '');
} // prettier-ignore

/** A planned one; without a round where none of the sample holds its year. */
function inspection(code: string, year: number, random: Random): Row {
  const sides = code.includes('-') ? code.split('-') : [`${code.slice(0, 2)}0000`, `${code.slice(2)}0000`];
  const level: Level = !code.includes('-') ? 'province' : sides.every((side) => side.endsWith('00')) ? 'prefecture' : 'county'; // prettier-ignore
  const round = rounds.find(([of, , from, to]) => of === level && from <= year && year <= to);
  const [lead, partner] = (round?.[1] ?? random.integer(0, 1)) % 2 === 0 ? sides : sides.toReversed(); // they swap each round
  return { level, round: String(round?.[1] ?? ''), line_code: code, year: String(year), lead_code: lead!, partner_code: partner!, state: 'planned', office_on: '', field_from: '', field_to: '', signed_on: '', filed_on: '', filed_to: '' }; // prettier-ignore
}

function filed(row: Row, from: string, to: string, random: Random): Row {
  const year = Number(row.year);
  const body = row.level === 'province' ? '民政部' : '内蒙古自治区民政厅';
  return { ...row, state: 'filed', office_on: dayIn(random, year, year, [2, 3]), field_from: from, field_to: to, signed_on: dayIn(random, year, year, [11, 11]), filed_on: dayIn(random, year, year, [12, 12]), filed_to: body }; // prettier-ignore
}

const begun = (row: Row, random: Random): Row => ({ ...row, state: 'office', office_on: dayIn(random, lastYear, lastYear, [2, 5]) }); // prettier-ignore
