import { createAccounts } from '../accounts/accounts.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { controlPath, sendControl, type ControlCommand } from '../control.ts';
import { migrate } from '../database/migrate.ts';
import { openStore } from '../database/open.ts';
import { HomeInUse, lockHome } from '../home.ts';
import { createLog } from '../http/log.ts';
import { createProgress } from '../progress.ts';
import { createReadiness } from '../readiness.ts';
import { showProgress, stepDrawer } from './terminal.ts';

/**
 * Opens the database for a command that runs without the server.
 * @throws HomeInUse when a server runs on this data folder (hand the command over to it)
 */
async function openForCommand(
  config: Config,
  asItIs: boolean,
): Promise<{ context: Context; close: () => Promise<void> }> {
  const release = config.databaseUrl === null ? lockHome(config.home) : (): void => undefined;
  try {
    const log = createLog(config.logLevel);
    const progress = createProgress();
    if (config.progress) showProgress(progress);
    const store = await progress.run('open', '打开数据库', () => openStore(config, log));
    if (!asItIs) await progress.run('migrate', '更新数据库结构', () => migrate(store.jobs));
    const readiness = createReadiness(progress);
    const { db, jobs, exclusive } = store;
    const close = async (): Promise<void> => {
      await store.close();
      release();
    };
    const accounts = createAccounts(config, db, log);
    const context = { config, db, jobs, exclusive, accounts, log, progress, readiness, tiles: null };
    return { context, close };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Runs a command on the database, or hands it to the server that holds the data folder.
 * @param work what is done when no server runs here
 * @param asItIs the schema is not brought up to date
 * @returns the exit code
 */
export async function runHereOrThere(
  config: Config,
  command: ControlCommand,
  work: (context: Context, say: (line: string) => void, signal: AbortSignal) => Promise<number>,
  asItIs = false,
): Promise<number> {
  const say = (line: string): void => console.log(line);
  const stop = new AbortController();
  try {
    const { context, close } = await openForCommand(config, asItIs);
    process.once('SIGINT', () => stop.abort()); // the second one ends the process: nothing but the swap changes anything
    try {
      return await work(context, say, stop.signal);
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof HomeInUse)) throw error;
    return sendControl(controlPath(config.home), command, say, config.progress ? stepDrawer() : undefined);
  }
}
