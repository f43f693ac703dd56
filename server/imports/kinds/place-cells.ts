import type { Columns } from '../columns.ts';
import type { Row } from '../formats/format.ts';
import type { FindingInput, Report, Severity } from '../report.ts';

type Told = Omit<FindingInput, 'line' | 'field' | 'value'>;

/** The cells of the row at hand, one object for a whole file: millions of rows make no millions of closures. */
export interface PlaceCells {
  refusesSecrets: boolean;
  row: Row;
  /** An error was told: the row is refused. */
  rejected: boolean;
  open(row: Row): void;
  has(field: string): boolean;
  /** Null when there is no column or the cell is empty. Always text that PostgreSQL can store. */
  get(field: string): string | null;
  /** Tells what is wrong with a field: with an error the row is refused. `value` is the cell where it is not given. */
  tell(severity: Severity, field: string, finding: Told, value?: string | null): void;
  /** Keeps the cell of a field in the attributes: it could not be read, and nothing of a file is lost. */
  keep(field: string): void;
  /** Everything that is kept as it stands: these fields, those that keep() has named, and the columns that are no field. */
  kept(fields: readonly string[]): Record<string, string>;
}

export function createPlaceCells(columns: Columns, report: Report): PlaceCells {
  const present = new Map<string, boolean>();
  const has = (field: string): boolean => {
    let known = present.get(field);
    if (known === undefined) present.set(field, (known = columns.has(field)));
    return known;
  };
  const unread: string[] = [];
  const cells: PlaceCells = {
    refusesSecrets: columns.refusesSecrets,
    row: { line: 0, cells: [], geometry: null },
    rejected: false,
    open: (row) => {
      cells.row = row;
      cells.rejected = false;
      unread.length = 0;
    },
    has,
    get: (field) => {
      if (!(present.get(field) ?? has(field))) return null;
      const value = columns.get(cells.row, field);
      return value === null ? null : storable(value);
    },
    tell: (severity, field, finding, value = cells.get(field)) => {
      if (severity === 'error') cells.rejected = true;
      report[severity]({ ...finding, line: cells.row.line, field: columns.header(field), value });
    },
    keep: (field) => void unread.push(field),
    kept: (fields) => {
      const kept: Record<string, string> = {};
      for (const [header, value] of Object.entries(columns.rest(cells.row) ?? {})) kept[storable(header)] = storable(value); // prettier-ignore
      for (const field of unread.length === 0 ? fields : [...fields, ...unread]) {
        const value = cells.get(field);
        if (value !== null) kept[field] = value;
      }
      return kept;
    },
  };
  return cells;
}

const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** NUL and halves of surrogate pairs, which PostgreSQL does not take, become U+FFFD. */
const storable = (text: string): string =>
  /[\0\uD800-\uDFFF]/.test(text) ? text.replaceAll('\0', '\uFFFD').replaceAll(halfPair, '\uFFFD') : text;
