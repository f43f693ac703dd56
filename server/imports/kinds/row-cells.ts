import { CrsError } from '../../crs/crs.ts';
import type { Columns } from '../columns.ts';
import type { Row } from '../formats/format.ts';
import type { PositionReader, RowPosition } from '../position.ts';
import type { Report } from '../report.ts';

/** The cells of one row as its kind reads them: what is wrong with one is told with its line, header and value. */
export interface RowCells {
  line: number;
  refusesSecrets: boolean;
  /** Null when there is no column or the cell is empty. */
  text(field: string): string | null;
  header(field: string): string;
  /** Refuses the row. */
  error(check: string, field: string, reason: string, remedy: string): void;
  /** Keeps the row. */
  warn(check: string, field: string, reason: string, remedy: string): void;
  rejected(): boolean;
  /** Keeps a cell as it stands, under its header: it says more than the column that it goes to can hold. */
  keep(field: string): void;
  note(name: string, value: string): void;
  /** Cells of columns that are no field, and what was kept. Null when there are none. */
  attributes(): Record<string, string> | null;
  position(read: PositionReader): RowPosition | undefined;
}

export function rowCells(row: Row, columns: Columns, report: Report): RowCells {
  let rejected = false;
  let kept: Record<string, string> | null = null;
  const text = (field: string): string | null => columns.get(row, field);
  const note = (name: string, value: string): void => void ((kept ??= {})[name] = value);
  const finding = (check: string, field: string, reason: string, remedy: string) => ({
    check,
    line: row.line,
    field: columns.header(field),
    value: text(field),
    reason,
    remedy,
  });
  const error: RowCells['error'] = (...parts) => {
    rejected = true;
    report.error(finding(...parts));
  };
  return {
    line: row.line,
    refusesSecrets: columns.refusesSecrets,
    text,
    header: columns.header,
    error,
    warn: (...parts) => report.warning(finding(...parts)),
    rejected: () => rejected,
    keep: (field) => {
      const value = text(field);
      if (value !== null) note(columns.header(field), value);
    },
    note,
    attributes: () => {
      const rest = columns.rest(row);
      return rest === null && kept === null ? null : { ...rest, ...kept };
    },
    position: (read) => {
      try {
        const position = read(row, report);
        if (position === undefined) rejected = true;
        return position;
      } catch (problem) {
        if (!(problem instanceof CrsError)) throw problem; // values that the reference system cannot have
        rejected = true;
        report.error({ check: 'coordinate-range', line: row.line, field: columns.header('easting'), reason: problem.message.replace(/。$/, ''), remedy: '检查坐标系、带号与坐标顺序' }); // prettier-ignore
        return undefined;
      }
    },
  };
}
