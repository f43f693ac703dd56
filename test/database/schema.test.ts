import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { writeSchemaTypes } from '../../server/cli/db-types.ts';

test.runIf(inject('testDatabaseUrl') === '')(
  'server/database/schema.ts is what the migrations make (npm run db:types)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nutag-types-'));
    try {
      const file = join(folder, 'schema.ts');
      await writeSchemaTypes(file);
      const committed = readFileSync('server/database/schema.ts', 'utf8');
      expect(declared(committed)).toEqual(declared(readFileSync(file, 'utf8')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Interface -> column -> type, whatever the layout of the file. */
function declared(text: string): Record<string, Record<string, string>> {
  const interfaces: Record<string, Record<string, string>> = {};
  for (const [, name, body] of text.matchAll(/export interface (\w+) \{([^}]*)\}/g)) {
    interfaces[name!] = Object.fromEntries(
      [...body!.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/(\w+): ([^;]+);/g)].map((match) => [
        match[1]!,
        match[2]!.replaceAll(/\s+/g, ' '),
      ]),
    );
  }
  return interfaces;
}
