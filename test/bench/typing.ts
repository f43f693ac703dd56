import { existsSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { readConfig } from '../../server/config.ts';
import { startService } from '../support/service.ts';
import { printTable, quantile } from './search/table.ts';

// People who type at once, over HTTP: every key asks for what stands in the box so far, and nobody waits for the answer before the
// next key. Reads DATABASE_URL, or the embedded database of NUTAG_HOME (default data/local; stop the service first).
// BENCH_USERS (50), BENCH_SECONDS (20). The load generator is on the same machine.

const users = Number(process.env['BENCH_USERS'] ?? 50);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 20);
const keyMs = [120, 280] as const; // between two keys of one person
const pauseMs = [800, 2500] as const; // looking at what was found

const words = [
  '呼和浩特', '巴彦塔拉', '红旗村', '东胜区', '锡林郭勒', '敖包', '乌兰', '新城区', '科右前旗', '达茂旗', '水泉', '大黑河', 'hohhot', 'xilin gol', 'huhehaote',
  'bayan', 'hongqicun', 'hhht', 'dongsheng', 'wulanhua', 'taipingzhuang', 'tongliao', 'ᠬᠥᠬᠡᠬᠣᠲᠠ', '巴彦塔拉 科左后旗', '150102', '1521003Q',
]; // prettier-ignore

const config = readConfig();
if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}
const service = await startService(config.home, config.databaseUrl, { NUTAG_LOG: 'error', NUTAG_CHECK_ANSWERS: 'off', NODE_ENV: 'production' }); // prettier-ignore
const agent = new Agent({ keepAlive: true, maxSockets: users });
const taken: number[] = [];
let failed = 0;

const ask = (text: string): Promise<void> =>
  new Promise((resolve) => {
    const started = performance.now();
    const url = new URL(`/api/v1/search?limit=10&q=${encodeURIComponent(text)}`, service.url);
    const done = (isGood: boolean): void => {
      if (isGood) taken.push(performance.now() - started);
      else failed += 1;
      resolve();
    };
    get(url, { agent }, (response) => {
      response.resume().once('end', () => done(response.statusCode === 200));
    }).once('error', () => done(false));
  });
const between = ([from, to]: readonly [number, number]): number => from + Math.random() * (to - from);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function type(until: number): Promise<void> {
  const asked: Promise<void>[] = [];
  await wait(between(pauseMs));
  while (performance.now() < until) {
    const points = [...words[Math.floor(Math.random() * words.length)]!];
    for (let length = 1; length <= points.length && performance.now() < until; length += 1) {
      asked.push(ask(points.slice(0, length).join('')));
      await wait(between(keyMs));
    }
    await wait(between(pauseMs));
  }
  await Promise.all(asked);
}

const runFor = (ms: number): Promise<unknown> => {
  const until = performance.now() + ms;
  return Promise.all(Array.from({ length: users }, () => type(until)));
};
await runFor(4000); // warm
taken.length = 0;
await runFor(seconds * 1000);
agent.destroy();
await service.stop();

console.log(`engine ${config.databaseUrl === null ? 'embedded' : 'postgres'}, ${users} people`);
printTable(
  ['requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed'],
  [[(taken.length / seconds).toFixed(0), ...[0.5, 0.95, 0.99].map((q) => quantile(taken, q).toFixed(1)), String(failed)]],
); // prettier-ignore
