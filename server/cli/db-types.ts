import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { generate, PostgresDialect as CodegenDialect } from 'kysely-codegen';
import { Kysely, PostgresDialect } from 'kysely';
import { openEmbedded } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';

const help = `Usage: npm run db:types [-- --out FILE]

Writes the table types of a freshly migrated database to server/database/schema.ts.
A test does the same into a temporary file and fails when the two differ.`;

/** Writes kysely's table types, read from a freshly migrated embedded database. */
export async function writeSchemaTypes(outFile: string): Promise<void> {
  const embedded = await openEmbedded({ dataDir: null, watchdogSeconds: 300, onRestart: () => undefined });
  const db = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool: embedded.pool }) });
  try {
    await migrate(db);
    await generate({
      db: db as never, // the library brings a kysely of its own
      dialect: new CodegenDialect({ numericParser: 'number' }),
      outFile,
      excludePattern: '(kysely_*|spatial_ref_sys|geometry_columns|geography_columns|raster_*)',
      logger: {
        debug() {},
        error: console.error,
        info() {},
        log() {},
        success() {},
        warn: console.warn,
      } as never,
    });
    // The driver's type parsers (types.ts) hand over dates and times as text and int8 as number.
    const generated = await readFile(outFile, 'utf8');
    await writeFile(
      outFile,
      generated
        .replace(
          'ColumnType<Date, Date | string, Date | string>',
          'ColumnType<string, Date | string, Date | string>',
        )
        .replace(
          'ColumnType<string, bigint | number | string',
          'ColumnType<number, bigint | number | string',
        ),
    );
  } finally {
    await embedded.close();
  }
}

if (process.argv[1]?.endsWith('db-types.ts') === true) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) console.log(help);
  else await writeSchemaTypes(values.out ?? 'server/database/schema.ts');
}
