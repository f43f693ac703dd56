import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { adminUrl } from './provided.ts';
import { startService } from './service.ts';

interface Running {
  url: string;
  home: string;
  stop(): Promise<void>;
}
/** Each project loads this file anew: what they share stands in the process. */
const shared = globalThis as { nutagSuite?: { running: Promise<Running>; users: number } };

/**
 * One service for the HTTP and the browser tests. It loads the built-in pack from nothing, as a first start does.
 * NUTAG_TEST_URL names a service that is running already (while developing).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const suite = (shared.nutagSuite ??= { running: start(), users: 0 });
  suite.users += 1;
  const { url, home, stop } = await suite.running;
  project.provide('testDatabaseUrl', adminUrl);
  project.provide('baseUrl', url);
  project.provide('home', home);
  return async () => {
    suite.users -= 1;
    if (suite.users === 0) await stop();
  };
}

async function start(): Promise<Running> {
  const running = process.env['NUTAG_TEST_URL'];
  if (running !== undefined) return { url: running, home: '', stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'nutag-suite-'));
  const clean: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const home = join(folder, 'home');
  const { url, stop } = await startService(home, await freshDatabase(clean));
  clean.push(stop);
  return {
    url,
    home,
    stop: async () => {
      for (const step of clean.reverse()) await step();
    },
  };
}

async function freshDatabase(clean: (() => Promise<void>)[]): Promise<string | null> {
  if (adminUrl === '') return null;
  const name = `nutag_suite_${process.pid}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`drop database if exists ${name}`);
  await admin(`create database ${name}`);
  clean.push(() => admin(`drop database if exists ${name} with (force)`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
