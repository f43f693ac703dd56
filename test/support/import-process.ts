// A process of its own for test/database/import-crash.test.ts, so that it can be killed: imports a file, or says what is there.
import { sql } from 'kysely';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { ImportOptions } from '../../server/api/imports.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { migrate } from '../../server/database/migrate.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import { runImport } from '../../server/imports/command.ts';
import { recoverImports } from '../../server/imports/recover.ts';
import { createProgress } from '../../server/progress.ts';
import { createReadiness } from '../../server/readiness.ts';

const [task, file] = process.argv.slice(2) as [string, string | undefined];
const config = readConfig();
const log = createLog('error');
const store = await openStore(config, log);
await migrate(store.jobs);
const progress = createProgress();
const { db, jobs, exclusive } = store;
const accounts = createAccounts(config, db, log);
const context: Context = { config, db, jobs, exclusive, accounts, log, progress, readiness: createReadiness(progress), tiles: null }; // prettier-ignore

if (task === 'import') {
  progress.onChange((step) => console.log(`${step.id} ${step.state} ${step.done}`));
  const request = { kind: 'places' as const, file: file!, options: ImportOptions.parse({ source: { id: 'crash' } }), dryRun: false, report: null, actor: 'test' }; // prettier-ignore
  const code = await exclusive(() => runImport(context, request, (line) => console.log(line)));
  console.log(`exit ${code}`);
} else {
  await recoverImports(context);
  const { rows } = await sql<{ hash: string | null; places: number; names: number; left: number; running: number }>`
    select (select md5(string_agg(concat_ws('|', id, name, class_code, division_code, ST_AsText(geom)), ';' order by id)) from place) as hash,
      (select count(*) from place) as places, (select count(*) from place_name) as names,
      (select count(*) from pg_class where relkind = 'r' and relname ~ '^import_[0-9]') as left,
      (select count(*) from import_job where state in ('checking', 'publishing', 'rolling_back')) as running`.execute(jobs); // prettier-ignore
  console.log(`state ${JSON.stringify(rows[0])}`);
}
await store.close();
