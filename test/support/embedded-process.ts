// A process of its own for test/database/engine.test.ts: writes, counts or holds a data folder.
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { openEmbedded } from '../../server/database/embedded.ts';
import { HomeInUse, lockHome } from '../../server/home.ts';

const [task, folder] = process.argv.slice(2) as [string, string];
try {
  lockHome(folder);
  const embedded = await openEmbedded({
    dataDir: join(folder, 'database'),
    watchdogSeconds: 600,
    onRestart: () => undefined,
  });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: embedded.pool }) });
  await sql`create table if not exists committed (id int4)`.execute(db);
  if (task === 'write') {
    for (let id = 1; ; id += 1) {
      await sql`insert into committed values (${id})`.execute(db);
      if (id % 100 === 0) console.log(`committed ${id}`);
    }
  } else if (task === 'count') {
    const { rows } = await sql<{ n: string }>`select count(*) as n from committed`.execute(db);
    console.log(`rows ${rows[0]!.n}`);
    await embedded.close();
  } else {
    console.log('holding');
    setInterval(() => undefined, 1000);
  }
} catch (error) {
  if (!(error instanceof HomeInUse)) throw error;
  console.log(`refused: ${error.message}`);
}
