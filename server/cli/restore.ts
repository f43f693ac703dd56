import { restore } from '../backup/restore.ts';
import { readConfig } from '../config.ts';
import { fileRequest } from './backup.ts';
import { runHereOrThere } from './context.ts';
import type { Command } from './nutag.ts';

export const restoreFrom: Command = {
  summary: 'put a backup into an empty database',
  help: `Usage: npm run nutag -- restore FILE.zip

Reads all of FILE first: a damaged or truncated one is refused before anything is changed. Then everything goes in by one
transaction, is compared with what the file says row by row, and the schema is brought up to date: afterwards all is there, or nothing.

Only into an empty database. Embedded engine: NUTAG_HOME=/a/new/folder npm run nutag -- restore FILE.zip, then start the service
with that NUTAG_HOME. PostgreSQL: create a database, name it by DATABASE_URL, restore, then start. Uploads go to NUTAG_HOME.
The next start rebuilds search keys, nearest distances and tiles. Accounts and passwords are those of the backup; so is the
secret that signs cookies, unless NUTAG_SECRET is set.

Exit codes: 0 restored, 1 refused or failed (nothing was changed), 2 wrong usage.`,
  run: (args) => {
    const request = fileRequest(args);
    return runHereOrThere(
      readConfig(),
      { command: 'restore', args: [JSON.stringify(request)] },
      (context, say, signal) => context.exclusive(() => restore(context, request, say, signal)),
    );
  },
};
