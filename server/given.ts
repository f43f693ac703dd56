/** The fields of an object that have a value: those that were left out of it do not overwrite anything when it is spread. */
export const given = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
