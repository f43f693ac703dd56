import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { backup, type BackupRequest } from '../backup/backup.ts';
import { readConfig } from '../config.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';

export const backupTo: Command = {
  summary: 'write the whole database and the uploads to a file',
  help: `Usage: npm run nutag -- backup FILE.zip

Writes everything that cannot be made again: all tables as they stand at one moment (the audit and what imports have replaced
too) and the uploads in NUTAG_HOME. The file is the same for both engines: it restores into PostgreSQL and into the
embedded one. Search keys, nearest distances and tiles are not in it: they are rebuilt at the first start after a restore.

FILE holds password hashes and the secret that signs cookies. Only you can read it (mode 0600): keep it as you keep passwords.
It appears under its name only when it is whole; an existing file is never overwritten.

A running server with the embedded engine does the work, and its other queries wait meanwhile: back up at a quiet hour.
With DATABASE_URL nobody waits. Every day, as cron runs it:  npm run nutag -- backup /backups/nutag-$(date +%F).zip

Exit codes: 0 written, 1 refused or failed, 2 wrong usage.`,
  run: (args) => {
    const request = fileRequest(args);
    return runHereOrThere(
      readConfig(),
      { command: 'backup', args: [JSON.stringify(request)] },
      (context, say, signal) => backup(context, request, say, signal),
      true,
    );
  },
};

export function fileRequest(args: string[]): BackupRequest {
  const [file, ...rest] = args;
  if (file === undefined || file.startsWith('-') || rest.length > 0) throw new UsageError('One FILE is needed.'); // prettier-ignore
  return { file: resolve(file), actor: userInfo().username };
}
