import { mapColumns, type Columns, type Field } from '../imports/columns.ts';
import type { Row } from '../imports/formats/format.ts';

/**
 * A record as the one row of a file whose headers are the ids of the fields: the checks of imports read it as they read files.
 * @param refusesSecrets the service is public
 */
export function oneRow(
  fields: readonly Field[],
  values: Readonly<Record<string, string | null>>,
  refusesSecrets: boolean,
): { columns: Columns; row: Row } {
  const headers = Object.keys(values);
  const mapping = Object.fromEntries(fields.map(({ id }) => [id, headers.includes(id) ? id : null]));
  return {
    columns: mapColumns(fields, headers, mapping, refusesSecrets),
    row: { line: 1, cells: Object.values(values), geometry: null },
  };
}
