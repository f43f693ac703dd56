import { readConfig } from '../config.ts';
import { sayStatus } from '../status/say.ts';
import { runHereOrThere } from './context.ts';
import type { Command } from './nutag.ts';

export const status: Command = {
  summary: 'say what is loaded',
  help: `Usage: npm run nutag -- status

Prints the packs and datasets of the database. A server that is running answers for itself.`,
  run: () =>
    runHereOrThere(
      { ...readConfig(), progress: false },
      { command: 'status', args: [] },
      async (context, say) => {
        await sayStatus(context.db, say);
        return 0;
      },
    ),
};
