import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sql } from 'kysely';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { readConfig } from '../../../server/config.ts';
import type { Context } from '../../../server/context.ts';
import { insertBatch } from '../../../server/database/bulk.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { openStore } from '../../../server/database/open.ts';
import { createLog } from '../../../server/http/log.ts';
import { openSource } from '../../../server/imports/formats/open.ts';
import { places } from '../../../server/imports/kinds/places.ts';
import { loadBoundaries } from '../../../server/packs/boundaries.ts';
import { loadDivisions } from '../../../server/packs/divisions.ts';
import { recordSources } from '../../../server/packs/load.ts';
import { openPack } from '../../../server/packs/manifest.ts';
import { flags, readTable, texts } from '../../../server/packs/table.ts';
import { rebuildNameKeys } from '../../../server/places/build-keys.ts';
import { createProgress } from '../../../server/progress.ts';
import { createReadiness } from '../../../server/readiness.ts';
import { checkWith } from '../../support/import-run.ts';
import { printTable } from '../search/table.ts';
import { insertBare } from './bare.ts';

export interface Setting {
  file: string;
  megabytes: number;
  databaseUrl: string | null; // of a server on which a database may be made
  /** With the search keys, the bare insert, and a second import; without: only the memory. */
  whole: boolean;
}

interface Phase {
  name: string;
  wall: number; // s
  cpu: number; // s, of all threads of this process
}

const quiet = { total: () => undefined, advance: () => undefined, message: () => undefined };

/** Times what happens between two messages of the work. */
function stopwatch() {
  const phases: Phase[] = [];
  let [name, started, cpu] = ['', performance.now(), process.cpuUsage()];
  const next = (to: string): void => {
    const used = process.cpuUsage(cpu);
    if (name !== '')
      phases.push({ name, wall: (performance.now() - started) / 1000, cpu: (used.user + used.system) / 1e6 });
    [name, started, cpu] = [to, performance.now(), process.cpuUsage()];
  };
  return { phases, next, step: { ...quiet, message: next } };
}

export async function measureImport(setting: Setting): Promise<void> {
  const { context, close } = await openDatabase(setting.databaseUrl);
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const clock = stopwatch();
  const load = async (): Promise<number> => {
    const source = await openSource(setting.file, { name: 'places.csv' });
    const run = await checkWith(context, places, source, { sourceId: 'bench', step: clock.step });
    await source.close();
    const { added, changed, removed, rows } = run.checked.counts;
    clock.next('另存旧数据');
    if (added + changed + removed > 0) await run.publish();
    else await run.drop();
    clock.next('');
    return rows;
  };
  const rows = await load();
  const first = clock.phases.splice(0);
  console.log(
    `\n${setting.databaseUrl === null ? 'embedded' : 'PostgreSQL'}, ${rows.toLocaleString('en')} rows, ${setting.megabytes} MB`,
  );
  const memory = `memory: ${mb(peak)} at most, ${mb(idle)} before (${setting.databaseUrl === null ? 'with' : 'without'} the engine)`;
  if (setting.whole) await compare(context, setting, rows, first, load, clock);
  else report(rows, first);
  console.log(memory);
  clearInterval(watch);
  await close();
}

async function compare(
  context: Context,
  setting: Setting,
  rows: number,
  first: readonly Phase[],
  load: () => Promise<number>,
  clock: ReturnType<typeof stopwatch>,
): Promise<void> {
  clock.next('检索键');
  await rebuildNameKeys(context, quiet);
  clock.next('');
  const keys = clock.phases.splice(0);
  report(rows, [...first, ...keys]);
  await load();
  console.log(`the same file again, nothing changes: ${seconds(clock.phases.splice(0))}`);
  await sql`update place set name = name || '村' where id in (select id from place order by id limit 1)`.execute(
    context.jobs,
  );
  await load();
  console.log(`one place differs: ${seconds(clock.phases.splice(0))}`);
  const bare = await insertBare(context, setting.file);
  const { rows: raw, keyRows } = bare;
  console.log(`bare insert: places and names ${raw.wall.toFixed(1)} s (${raw.cpu.toFixed(1)} s CPU), ${bare.keys.toLocaleString('en')} keys ${keyRows.wall.toFixed(1)} s (${keyRows.cpu.toFixed(1)} s CPU)`); // prettier-ignore
  const ratio = (mine: readonly Phase[], wall: number, cpu: number): string => `${(total(mine) / wall).toFixed(1)} times (CPU ${(totalCpu(mine) / cpu).toFixed(1)})`; // prettier-ignore
  console.log(`import / bare insert: ${ratio([...first, ...keys], raw.wall + keyRows.wall, raw.cpu + keyRows.cpu)}; without keys ${ratio(first, raw.wall, raw.cpu)}`); // prettier-ignore
}

const totalCpu = (phases: readonly Phase[]): number => phases.reduce((sum, { cpu }) => sum + cpu, 0);
const total = (phases: readonly Phase[]): number => phases.reduce((sum, { wall }) => sum + wall, 0);
const seconds = (phases: readonly Phase[]): string => `${total(phases).toFixed(1)} s (${phases.map(({ name, wall }) => `${name} ${wall.toFixed(1)}`).join(', ')})`; // prettier-ignore
const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

function report(rows: number, phases: readonly Phase[]): void {
  const whole: Phase = {
    name: '共计',
    wall: total(phases),
    cpu: phases.reduce((sum, { cpu }) => sum + cpu, 0),
  };
  printTable(
    ['phase', 's', 's CPU', 'rows/s'],
    [...phases, whole].map(({ name, wall, cpu }) => [name, wall.toFixed(2), cpu.toFixed(2), Math.round(rows / wall).toLocaleString('en')]), // prettier-ignore
  );
}

/** A database with the divisions and classes of the pack and no places. */
async function openDatabase(
  server: string | null,
): Promise<{ context: Context; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'nutag-bench-'));
  const name = `nutag_bench_${process.pid}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server! });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  if (server !== null) await admin(`create database ${name}`);
  const url = server === null ? null : Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const config = readConfig({ NUTAG_HOME: home, ...(url === null ? {} : { DATABASE_URL: url }) });
  const log = createLog('error');
  const store = await openStore(config, log);
  await migrate(store.jobs);
  const progress = createProgress();
  const { db, jobs, exclusive } = store;
  const accounts = createAccounts(config, db, log);
  const context: Context = { config, db, jobs, exclusive, accounts, log, progress, readiness: createReadiness(progress), tiles: null }; // prettier-ignore
  const pack = openPack(config.packs[0]!);
  await recordSources(context, pack);
  await loadDivisions(context, pack, quiet);
  await loadBoundaries(context, pack, quiet);
  const classes = await readTable(pack, 'place_classes.tsv');
  await insertBatch(jobs, 'place_class', {
    code: { type: 'text', values: texts(classes, 0, classes.length, 'code') },
    name: { type: 'text', values: texts(classes, 0, classes.length, 'name_zh') },
    verified: { type: 'boolean', values: flags(classes, 0, classes.length, 'verified') },
  });
  const close = async (): Promise<void> => {
    await store.close();
    if (server !== null) await admin(`drop database ${name} with (force)`);
    rmSync(home, { recursive: true, force: true });
  };
  return { context, close };
}
