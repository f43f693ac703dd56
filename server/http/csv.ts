import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { stringify as stringifyNow } from 'csv-stringify/sync';

/** Rows as CSV for a spreadsheet: with a byte order mark, and no cell that would be taken for a formula. */
export function csv(rows: AsyncIterable<readonly unknown[]>): Readable {
  const text = stringify({
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });
  pipeline(Readable.from(rows), text, () => undefined); // a failure of the rows ends the text with it
  return text;
}

export const byteOrderMark = '\uFEFF';

/** Some rows of a CSV, guarded as above, without the byte order mark that the file begins with. */
export const csvText = (rows: readonly (readonly unknown[])[]): string =>
  stringifyNow([...rows] as unknown[][], { escape_formulas: true, record_delimiter: 'windows' });
