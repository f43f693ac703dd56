import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { migrate } from '../../server/database/migrate.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import { beginJob, createJob, deleteJob, findJob } from '../../server/verify/jobs.ts';
import { runJob } from '../../server/verify/run.ts';
import { previewList } from '../../server/verify/source.ts';
import { printTable } from './search/table.ts';
import { makeNames } from './verify/names.ts';

// 标准地名核验 on the loaded gazetteer: a list from the file to the kept rows, as a job. Reads DATABASE_URL, or the embedded database of
// NUTAG_HOME (default data/local; stop the service first). BENCH_VERIFY=10000,100000 says how many names.

const sizes = (process.env['BENCH_VERIFY'] ?? '10000,100000').split(',').map(Number);
const config = readConfig();
if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}
const log = createLog('error');
const store = await openStore(config, log);
await migrate(store.jobs);
const { db, jobs } = store;
const context = { config, db, jobs, log } as unknown as Context;
const folder = mkdtempSync(join(tmpdir(), 'nutag-verify-'));
const actor = { name: 'bench', from: 'command' };
console.log(`engine ${store.engine}`);

for (const size of sizes) {
  const names = await makeNames(db, size);
  const path = join(folder, `${size}.csv`);
  writeFileSync(path, ['地名,所在旗县', ...names.map(({ name, division }) => `${name},${division}`)].join('\n')); // prettier-ignore
  const preview = await previewList({ path, name: 'bench.csv' }, {});
  const id = await createJob(db, actor, { title: 'bench.csv', filePath: path, preview });
  await beginJob(db, id, preview.guess);
  const row = (await findJob(db, id))!;
  let [memory, slowest, asked] = [0, 0, 0];
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => (memory = Math.max(memory, process.memoryUsage().rss - before)), 50);
  const others = setInterval(() => {
    const from = performance.now();
    void sql`select count(*) from division`.execute(db).then(() => {
      slowest = Math.max(slowest, performance.now() - from);
      asked += 1;
    });
  }, 100);
  const started = performance.now();
  await runJob(context, row, preview.guess);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  clearInterval(others);
  const { state, counts } = (await findJob(db, id))!;
  console.log(
    `\n${size} names: ${state} in ${seconds.toFixed(1)} s, ${Math.round(size / seconds)}/s, memory +${Math.round(memory / 2 ** 20)} MiB; ${asked} other queries meanwhile, the slowest ${slowest.toFixed(0)} ms`,
  );
  console.log(JSON.stringify(counts));
  await printKinds(id, names);
  await deleteJob(db, actor, (await findJob(db, id))!);
}
await store.close();
rmSync(folder, { recursive: true, force: true });

/** Per kind of slip: what the rows turned out to be, and how often the record's name is the answer or among the candidates. */
async function printKinds(id: number, names: Awaited<ReturnType<typeof makeNames>>): Promise<void> {
  const { rows } = await sql<{ n: number; outcome: string; right: string | null; among: string[] }>`
    select r.n, r.outcome, coalesce(r.correction, p.name) as right,
      array(select q.name from jsonb_array_elements(r.candidates) c join place q on q.id = (c ->> 'id')::int4) as among
    from verification_row r left join place p on p.id = r.place_id where job_id = ${id} order by n`.execute(
    db,
  );
  const kinds = [...new Set(names.map(({ kind }) => kind))];
  const share = (part: number, whole: number): string => (whole === 0 ? '' : (part / whole).toFixed(3));
  printTable(
    ['kind', 'names', 'allowed', 'right name', 'among candidates'],
    kinds.map((kind) => {
      const of = rows.filter(({ n }) => names[n - 1]!.kind === kind);
      const known = of.filter(({ n }) => names[n - 1]!.right !== null);
      if (process.env['BENCH_SHOW'] === kind) for (const row of of.slice(0, 40)) console.log(names[row.n - 1], row.outcome, row.right, row.among.slice(0, 4)); // prettier-ignore
      return [
        kind,
        String(of.length),
        share(of.filter(({ n, outcome }) => (names[n - 1]!.allowed as string[]).includes(outcome)).length, of.length), // prettier-ignore
        share(known.filter(({ n, right }) => right === names[n - 1]!.right).length, known.length),
        share(known.filter(({ n, among }) => among.includes(names[n - 1]!.right!)).length, known.length),
      ];
    }),
  );
}
