import type { Mapping } from '../api/imports.ts';
import type { Row } from './formats/format.ts';
import { ImportRefused } from './report.ts';

/** A field that a kind of record may bring, and the headers under which files usually have it. */
export interface Field {
  id: string;
  title: string; // Chinese
  headers: readonly string[]; // besides the id and the title
  required?: boolean;
}

/** The columns of one file, joined to the fields of one kind. */
export interface Columns {
  mapping: Mapping;
  refusesSecrets: boolean; // the service is public: rows of 秘密 and above are not taken in
  missing: readonly string[]; // required fields that no column and no value stands for
  has(field: string): boolean;
  /** The header (or the constant) behind a field: what a report names. */
  header(field: string): string;
  /** The cell of a field; null when there is no column or it is empty. */
  get(row: Row, field: string): string | null;
  /** Cells of columns that are no field: kept as attributes, so that nothing of a file is lost. Null when there are none. */
  rest(row: Row): Record<string, string> | null;
}

const shapefileBytes = 10; // DBF cuts the names of its columns there

/** A header as it is compared: full-width forms, case, spaces, units and underscores do not count. */
export const normalHeader = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[((【[].*?[))】\]]/g, '')
    .replaceAll(/[\s_*·:.-]/g, '');

/**
 * Which header is which field. An exact name goes before a usual one; a header that a Shapefile has cut counts as the one
 * field that begins with it.
 * @param given by a person; goes before every guess
 * @throws ImportRefused when `given` names a field or a header that there is not
 */
export function mapColumns(
  fields: readonly Field[],
  headers: readonly string[],
  given: Mapping = {},
  refusesSecrets = false,
): Columns {
  const index = new Map<string, number>(); // field -> column
  const constants = new Map<string, string>();
  const mapping: Mapping = {};
  for (const [field, target] of Object.entries(given)) {
    if (!fields.some(({ id }) => id === field)) throw new ImportRefused(`映射中的字段 ${field} 不存在; 可用的有 ${fields.map(({ id }) => id).join(', ')}。`); // prettier-ignore
    if (target === null) {
      mapping[field] = null; // not in this file: not to be guessed
      continue;
    }
    if (typeof target !== 'string') {
      constants.set(field, target.value);
    } else {
      const column = headers.findIndex(
        (header) => header === target || normalHeader(header) === normalHeader(target),
      );
      if (column < 0) throw new ImportRefused(`文件中没有列 “${target}” (映射给字段 ${field}); 文件的列: ${headers.join(', ')}。`); // prettier-ignore
      index.set(field, column);
    }
    mapping[field] = target;
  }
  const taken = new Set(index.values());
  const normal = headers.map(normalHeader);
  const open = fields.filter(({ id }) => !(id in mapping));
  const take = (field: Field, column: number): void => {
    index.set(field.id, column);
    taken.add(column);
    mapping[field.id] = headers[column]!;
  };
  // The order of a field's headers is an order of preference: lon_wgs84 before lon.
  const depth = Math.max(0, ...fields.map((field) => field.headers.length + 2));
  for (let rank = 0; rank < depth; rank += 1) {
    for (const field of open) {
      const name = [field.id, field.title, ...field.headers][rank];
      if (name === undefined || index.has(field.id)) continue;
      const column = normal.findIndex((header, at) => !taken.has(at) && header === normalHeader(name));
      if (column >= 0) take(field, column);
    }
  }
  for (const field of open) {
    if (index.has(field.id)) continue;
    const column = normal.findIndex((header, at) => !taken.has(at) && isCut(headers[at]!) && [field.id, field.title, ...field.headers].some((name) => normalHeader(name).startsWith(header))); // prettier-ignore
    if (column >= 0) take(field, column);
  }
  const unused = headers.map((header, at) => ({ header, at })).filter(({ at }) => !taken.has(at));
  return {
    mapping,
    refusesSecrets,
    missing: fields
      .filter(({ id, required }) => required === true && (mapping[id] ?? null) === null)
      .map(({ id }) => id),
    has: (field) => index.has(field) || constants.has(field),
    header: (field) => {
      const column = index.get(field);
      return column === undefined ? field : headers[column]!;
    },
    get: (row, field) => {
      const column = index.get(field);
      return column === undefined ? (constants.get(field) ?? null) : (row.cells[column] ?? null);
    },
    rest: (row) => {
      let rest: Record<string, string> | null = null;
      for (const { header, at } of unused) {
        const value = row.cells[at];
        if (value !== null && value !== undefined) (rest ??= {})[header] = value;
      }
      return rest;
    },
  };
}

/** Long enough to have been cut by DBF: 10 bytes, or a whole character less. */
const isCut = (header: string): boolean => {
  const bytes = Buffer.byteLength(header);
  return bytes >= shapefileBytes - 2 && bytes <= shapefileBytes && normalHeader(header).length >= 2;
};
