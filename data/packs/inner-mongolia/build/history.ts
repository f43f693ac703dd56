import path from 'node:path';
import { readTsv, writeTsv } from './tsv.ts';
import type { TsvRow } from './tsv.ts';

/** Days on which a change took effect, where known: by the first four digits of the old or of the new code. */
const knownDays: { year: string; prefixes: string[]; day: string }[] = [
  { year: '1983', prefixes: ['1524', '1504'], day: '1983-10-10' },
  { year: '2001', prefixes: ['1527', '1506'], day: '2001-02-26' },
  { year: '2001', prefixes: ['1521', '1507'], day: '2001-10-10' },
  { year: '2003', prefixes: ['1526', '1509', '1528', '1508'], day: '2003-12-01' },
];

/** What followed a removed code, nearest first; the change list only says that it was removed. */
const followers: Record<string, string[]> = {
  152100: ['150700'],
  152101: ['150702'],
  152121: ['152104'],
  152124: ['152103'],
  152125: ['152106'],
  152126: ['152105'],
  152300: ['150500'],
  // The list has the county-level cities 赤峰市 and 通辽市 as recoded to the prefecture-level city of the same name.
  152301: ['150502', '150500'],
  152321: ['152301'],
  152400: ['150400'],
  152401: ['150402', '150403', '150404', '150400'],
  152427: ['150404', '150403'],
  152521: ['152502'],
  152600: ['150900'],
  152601: ['150902'],
  152628: ['152602'],
  152700: ['150600'],
  152701: ['150602'],
  152721: ['152701'],
  152800: ['150800'],
  152801: ['150802'],
  152821: ['152801'],
};

const snapshotNote = '年末快照';

/** When a change took effect: the day where known, else the end of the year of the first list that shows it. */
function dayOf(row: TsvRow): { day: string; note: string } {
  const year = row('first_snapshot').slice(0, 4);
  const known = knownDays.find(
    (each) => each.year === year && each.prefixes.includes(row('code').slice(0, 4)),
  );
  return known ? { day: known.day, note: '' } : { day: `${year}-12-31`, note: snapshotNote };
}

/** The beginnings of codes and names that the change list shows, as `code` -> days in order. */
export type Beginnings = Map<string, { day: string; note: string }[]>;

/** Reads when codes (added or recoded to) and names (renamed) began; a code that is older than the list is not there. */
export async function readBeginnings(sources: string): Promise<Beginnings> {
  const beginnings: Beginnings = new Map();
  for (const row of await readTsv(path.join(sources, 'division_changes.tsv'))) {
    if (row('change') === 'removed') continue;
    const code = row('change') === 'recode' ? row('new_name_or_note') : row('code');
    beginnings.set(code, [...(beginnings.get(code) ?? []), dayOf(row)]);
  }
  return beginnings;
}

/** Column names of `division_history.tsv`. */
const columns = ['code', 'level', 'name', 'valid_from', 'valid_to', 'change', 'successor', 'note'] as const;

/**
 * Writes `division_history.tsv`: every code and name that was in force at some time since 1980 and is no more, with the
 * half-open time [valid_from, valid_to) and what followed it. An empty valid_from is earlier than the list.
 */
export async function writeHistory(sources: string, outDir: string): Promise<number> {
  const changes = await readTsv(path.join(sources, 'division_changes.tsv'));
  const beginnings = await readBeginnings(sources);
  const rows = changes
    .filter((row) => row('change') !== 'added')
    .map((row) => {
      const code = row('code');
      const end = dayOf(row);
      const from = (beginnings.get(code) ?? []).filter(({ day }) => day < end.day).at(-1);
      const next = row('change') === 'renamed' ? [code] : (followers[code] ?? [row('new_name_or_note')]);
      if (next.includes(''))
        throw new Error(`division_changes.tsv: nothing says what followed ${code} ${row('name')}`);
      return {
        code,
        level: code.endsWith('00') ? 'prefecture' : 'county',
        name: row('name'),
        valid_from: from?.day ?? '',
        valid_to: end.day,
        change: row('change'),
        successor: next.join('|'),
        note: end.note || from?.note ? snapshotNote : '',
      };
    })
    .sort((a, b) => (a.code + a.valid_to < b.code + b.valid_to ? -1 : 1));
  await writeTsv(path.join(outDir, 'division_history.tsv'), columns, rows);
  return rows.length;
}
