import { writeXlsxStream } from 'hucre/xlsx';
import type { VerifyOutcome } from '../api/verify.ts';
import type { Db } from '../database/open.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import { csv } from '../http/csv.ts';
import type { JobRow } from './jobs.ts';
import { shownById } from './queries.ts';
import { listRows, notesOf, saidOf, type KeptRow } from './rows.ts';

const page = 2000; // rows that are held at a time
const mostNamed = 5; // candidates that are named in a cell

const outcomes: Record<VerifyOutcome, string> = {
  standard: '标准地名',
  alias: '别名或简称',
  former: '曾用名',
  misspelt: '疑似误写',
  ambiguous: '有多种可能',
  not_found: '未找到',
};
const added = ['核验结果', '更正为', '原因', '标准地名', '罗马字母拼写', '所在政区', '类别', '地名代码', '编号', '可能的地名', '说明'] as const; // prettier-ignore
const widths = [12, 18, 34, 18, 22, 34, 14, 22, 10, 40, 34];

/** The list as it was brought, each row with what was found beside it. */
async function* rowsOf(
  db: Db,
  job: JobRow,
  outcome: VerifyOutcome | undefined,
  tree: DivisionTree,
): AsyncGenerator<(string | number | null)[]> {
  let rows = await listRows(db, job.id, outcome, 0, page);
  while (rows.length > 0) {
    const named = rows.flatMap(({ place, candidates }) => [...(place === null ? [] : [place]), ...candidates.slice(0, mostNamed).map(({ id }) => id)]); // prettier-ignore
    const shown = await shownById(db, [...new Set(named)], 'staff');
    const pathOf = (division: string): string => tree.pathOf(division).slice(1).map(({ name }) => name).join(''); // prettier-ignore
    const others = ({ place, candidates, candidateCount }: KeptRow): string => {
      if (place !== null && candidateCount < 2) return '';
      const texts = candidates.slice(0, mostNamed).flatMap(({ id }) => {
        const entry = id === place ? undefined : shown.get(id);
        return entry === undefined ? [] : [`${entry.name} (${pathOf(entry.division)})`];
      });
      return texts.join('; ') + (candidateCount > mostNamed ? ` … 共 ${candidateCount} 处` : '');
    };
    for (const row of rows) {
      const entry = row.place === null ? undefined : shown.get(row.place);
      yield [
        ...job.preview.headers.map((_, at) => row.cells[at] ?? null),
        outcomes[row.outcome],
        row.correction,
        saidOf(row).zh,
        entry?.name ?? null,
        entry?.roman ?? null,
        entry === undefined ? null : pathOf(entry.division),
        entry === undefined ? null : (entry.className ?? entry.classCode),
        entry?.placeCode ?? null,
        entry?.id ?? null,
        others(row),
        [...(row.chosen ? ['人工选定'] : []), ...notesOf(row).map(({ zh }) => zh)].join('; '),
      ];
    }
    rows = await listRows(db, job.id, outcome, rows.at(-1)!.n, page);
  }
}

/** Headers of the list; where its first row was a name already, they are called by their number. */
const headersOf = ({ preview, columns }: JobRow): string[] => preview.headers.map((header, at) => (columns?.headed === false ? `列 ${at + 1}` : header)); // prettier-ignore

/** As text for a spreadsheet; no cell is taken for a formula. */
export function asCsv(
  db: Db,
  job: JobRow,
  outcome: VerifyOutcome | undefined,
  tree: DivisionTree,
): AsyncIterable<string> {
  async function* lines(): AsyncGenerator<unknown[]> {
    yield [...headersOf(job), ...added];
    yield* rowsOf(db, job, outcome, tree);
  }
  return csv(lines()) as AsyncIterable<string>;
}

/** As a workbook, row by row: text cells are text, never formulas. */
export function asXlsx(
  db: Db,
  job: JobRow,
  outcome: VerifyOutcome | undefined,
  tree: DivisionTree,
): AsyncIterable<Uint8Array> {
  const columns = [...headersOf(job).map((header) => ({ header, width: 20 })), ...added.map((header, at) => ({ header, width: widths[at]! }))]; // prettier-ignore
  return writeXlsxStream(rowsOf(db, job, outcome, tree), { name: '地名核验', columns, freezePane: { rows: 1 } }) as AsyncIterable<Uint8Array>; // prettier-ignore
}
