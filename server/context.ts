import type { TileServer } from './tiles/server.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Config } from './config.ts';
import type { Db, Store } from './database/open.ts';
import type { Log } from './http/log.ts';
import type { Progress } from './progress.ts';
import type { Readiness } from './readiness.ts';

/** What every part of the service may use. Passed explicitly; there are no globals. */
export interface Context {
  config: Config;
  db: Db; // interactive queries
  jobs: Db; // long work: no statement timeout on PostgreSQL; the same connection on the embedded engine
  exclusive: Store['exclusive']; // one process at a time loads packs, imports and rebuilds
  accounts: Accounts; // who comes in
  log: Log;
  progress: Progress;
  readiness: Readiness;
  /** The running server's tiles, rebuilt after a change; null where no server runs (it builds them at its start). */
  tiles: TileServer | null;
}
