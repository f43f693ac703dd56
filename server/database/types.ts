import pg from 'pg';

const { builtins } = pg.types;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, Number], // ids and counts stay far below 2^53
  [builtins.NUMERIC, Number],
  [builtins.DATE, (text) => text], // a date has no time zone: keep YYYY-MM-DD
  [builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
]);

/** How column values reach JavaScript, the same on both engines. */
export const typeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};
