import { readConfig } from '../config.ts';
import { controlPath, sendControl } from '../control.ts';
import { HomeInUse } from '../home.ts';
import { sayStatus } from '../status/say.ts';
import { openForCommand } from './context.ts';
import type { Command } from './nutag.ts';

export const status: Command = {
  summary: 'say what is loaded',
  help: `Usage: npm run nutag -- status

Prints the packs and datasets of the database. A server that is running answers for itself.`,
  run: async () => {
    const config = { ...readConfig(), progress: false };
    const say = (line: string): void => console.log(line);
    try {
      const { context, close } = await openForCommand(config);
      try {
        await sayStatus(context.db, say);
        return 0;
      } finally {
        await close();
      }
    } catch (error) {
      if (!(error instanceof HomeInUse)) throw error;
      return sendControl(controlPath(config.home), { command: 'status', args: [] }, say);
    }
  },
};
