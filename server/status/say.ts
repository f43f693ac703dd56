import type { Db } from '../database/open.ts';
import { listDatasets, listPacks } from './queries.ts';

/** What is loaded, line by line. */
export async function sayStatus(db: Db, say: (line: string) => void): Promise<void> {
  for (const pack of await listPacks(db)) say(`pack ${pack.id} ${pack.version}`);
  for (const { id, version, rows } of await listDatasets(db, 'staff')) {
    say(`${id.padEnd(12)} ${rows.toLocaleString('en').padStart(9)} rows, version ${version}`);
  }
}
