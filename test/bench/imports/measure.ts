import { sql } from 'kysely';
import type { Context } from '../../../server/context.ts';
import { insertBatch } from '../../../server/database/bulk.ts';
import { openSource } from '../../../server/imports/formats/open.ts';
import { places } from '../../../server/imports/kinds/places.ts';
import { openPack } from '../../../server/packs/manifest.ts';
import { flags, readTable, texts } from '../../../server/packs/table.ts';
import { rebuildNameKeys } from '../../../server/places/build-keys.ts';
import { checkWith } from '../../support/import-run.ts';
import { printTable } from '../search/table.ts';
import { insertBare } from './bare.ts';
import { openOwnDatabase, type OwnDatabase } from './own-database.ts';

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
async function openDatabase(server: string | null): Promise<OwnDatabase> {
  const own = await openOwnDatabase(server);
  const classes = await readTable(openPack(own.context.config.packs[0]!), 'place_classes.tsv');
  await insertBatch(own.context.jobs, 'place_class', {
    code: { type: 'text', values: texts(classes, 0, classes.length, 'code') },
    name: { type: 'text', values: texts(classes, 0, classes.length, 'name_zh') },
    verified: { type: 'boolean', values: flags(classes, 0, classes.length, 'verified') },
  });
  return own;
}
