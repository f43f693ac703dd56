import { readConfig } from '../config.ts';
import { listDatasets, listPacks } from '../status/queries.ts';
import { openForCommand } from './context.ts';
import type { Command } from './nutag.ts';

export const status: Command = {
  summary: 'say what is loaded',
  help: `Usage: npm run nutag -- status

Prints the packs and datasets of the database. Where a server is running, ask it: GET /api/v1/status.`,
  run: async () => {
    const { context, close } = await openForCommand({ ...readConfig(), progress: false });
    try {
      for (const pack of await listPacks(context.db)) console.log(`pack ${pack.id} ${pack.version}`);
      for (const { id, version, rows } of await listDatasets(context.db)) {
        console.log(`${id.padEnd(12)} ${rows.toLocaleString('en').padStart(9)} rows, version ${version}`);
      }
      return 0;
    } finally {
      await close();
    }
  },
};
