import type { Context } from './context.ts';
import type { ControlCommand } from './control.ts';
import { importKinds, runImport, type ImportKind } from './imports/run.ts';
import { sayStatus } from './status/say.ts';
import type { TileServer } from './tiles/server.ts';

/** Runs a command that another process handed over through the control socket. @returns its exit code */
export async function runJob(
  context: Context,
  tiles: TileServer,
  { command, args }: ControlCommand,
  say: (line: string) => void,
): Promise<number> {
  const [kind, file] = args;
  if (command === 'import' && importKinds.includes(kind as ImportKind) && file !== undefined) {
    return context.exclusive(() => runImport(context, tiles, kind as ImportKind, file, say));
  }
  if (command === 'status') {
    await sayStatus(context.db, say);
    return 0;
  }
  say(`The running server does not know the command ${command}.`);
  return 2;
}
