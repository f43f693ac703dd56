// A process of its own for test/database/tiles-alone.test.ts: asks for the tiles of places of the database at DATABASE_URL in the
// data folder NUTAG_HOME as a service does, or (hold) keeps others from building them until it is killed.
import { readConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import type { Step } from '../../server/progress.ts';
import { alone } from '../../server/tiles/alone.ts';
import { createTileServer } from '../../server/tiles/server.ts';

const config = readConfig();
if (process.argv[2] === 'hold') {
  await alone(config.home, 'tiles-places', () => {
    console.log('holding');
    return new Promise(() => setInterval(() => undefined, 1000));
  });
}
const log = createLog('error');
const store = await openStore(config, log);
const tiles = createTileServer({ config, jobs: store.jobs, log }, ['staff']);
let zooms = 0;
const step: Step = { total: () => undefined, advance: () => void (zooms += 1), message: () => undefined };
console.log('asking');
await tiles.refresh('places', step);
console.log(`${zooms > 0 ? 'built' : 'found'} ${tiles.version('places')} ${tiles.pyramid('places').tiles}`);
await tiles.close();
await store.close();
