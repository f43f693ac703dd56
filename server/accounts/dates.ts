import type { KyselyPlugin } from 'kysely';

/**
 * better-auth compares times as Date objects, while our driver hands over timestamps as text (database/types.ts). As text every
 * comparison would be false and no session would ever expire.
 */
export const datesAsObjects: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: ({ result }) =>
    Promise.resolve({
      ...result,
      rows: result.rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            column.endsWith('_at') && typeof value === 'string' ? new Date(value) : value,
          ]),
        ),
      ),
    }),
};
