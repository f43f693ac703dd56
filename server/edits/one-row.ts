import { mapColumns, type Columns, type Field } from '../imports/columns.ts';
import type { Row } from '../imports/formats/format.ts';

/** A record as the one row of a file whose headers are the ids of the fields: the checks of imports read it as they read files. */
export function oneRow(
  fields: readonly Field[],
  values: Readonly<Record<string, string | null>>,
): { columns: Columns; row: Row } {
  const headers = Object.keys(values);
  const mapping = Object.fromEntries(fields.map(({ id }) => [id, headers.includes(id) ? id : null]));
  return {
    columns: mapColumns(fields, headers, mapping),
    row: { line: 1, cells: Object.values(values), geometry: null },
  };
}
