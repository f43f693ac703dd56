import { manageUsers, UserRequest } from './accounts/manage.ts';
import type { ProgressStep } from './api/status.ts';
import { backup, BackupRequest } from './backup/backup.ts';
import { restore } from './backup/restore.ts';
import type { Context } from './context.ts';
import type { ControlCommand } from './control.ts';
import { ImportRequest, runImport } from './imports/command.ts';
import { manageImports } from './imports/manage.ts';
import { loadRoads, RoadsRequest } from './roads/load.ts';
import { sayStatus } from './status/say.ts';
import { buildArchive } from './tiles/archive/build.ts';
import { ArchiveRequest } from './tiles/archive/request.ts';

/** The process that has handed a command over: what it is told, and whether it is still there. */
interface Caller {
  say: (line: string) => void;
  show: (step: ProgressStep) => void;
  signal: AbortSignal;
}

/** Runs a command that another process handed over through the control socket. @returns its exit code */
export async function runJob(
  context: Context,
  { command, args }: ControlCommand,
  { say, show, signal }: Caller,
): Promise<number> {
  if (command === 'import') {
    const request = ImportRequest.parse(JSON.parse(args[0] ?? ''));
    return context.exclusive(async () => {
      const silence = context.progress.onChange(show);
      try {
        return await runImport(context, request, say, signal);
      } finally {
        silence();
      }
    });
  }
  if (command === 'import-roads') {
    const request = RoadsRequest.parse(JSON.parse(args[0] ?? ''));
    return context.exclusive(async () => {
      const silence = context.progress.onChange(show);
      try {
        return await loadRoads(context, request, say, signal);
      } finally {
        silence();
      }
    });
  }
  if (command === 'backup' || command === 'restore') {
    const request = BackupRequest.parse(JSON.parse(args[0] ?? ''));
    const silence = context.progress.onChange(show);
    try {
      if (command === 'backup') return await backup(context, request, say, signal);
      return await context.exclusive(() => restore(context, request, say, signal));
    } finally {
      silence();
    }
  }
  if (command === 'tiles') {
    const request = ArchiveRequest.parse(JSON.parse(args[0] ?? ''));
    const silence = context.progress.onChange(show);
    try {
      return await buildArchive(context, request, say, signal);
    } finally {
      silence();
    }
  }
  if (command === 'imports') return manageImports(context, args, say);
  if (command === 'user') return manageUsers(context, UserRequest.parse(JSON.parse(args[0] ?? '')), say);
  if (command === 'status') {
    await sayStatus(context.db, say);
    return 0;
  }
  say(`The running server does not know the command ${command}.`);
  return 2;
}
