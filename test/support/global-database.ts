import type { TestProject } from 'vitest/node';
import { adminUrl } from './provided.ts';
import { prepareSnapshot } from './snapshot.ts';

/** For tests that want a database of their own: a migrated snapshot of the embedded engine, or the URL of PostgreSQL. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('testDatabaseUrl', adminUrl);
  project.provide('snapshot', adminUrl === '' ? await prepareSnapshot() : '');
}
