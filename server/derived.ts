import { sql } from 'kysely';
import type { Context } from './context.ts';
import { rebuildNearest } from './coverage/rebuild.ts';
import { rebuildNameKeys } from './places/build-keys.ts';
import type { Step } from './progress.ts';
import { rebuildFeatureKeys } from './search/feature-keys.ts';

/** A dataset that is computed from others and rebuilt when they, or the code that makes it, change. */
interface Derived {
  title: string;
  from: readonly string[];
  code: number; // raise it when the rebuild writes something else
  rebuild: (context: Context, step: Step) => Promise<unknown>;
}

const derived: Record<'features' | 'search' | 'coverage', Derived> = {
  features: { title: '检索: 界线、界桩、设施', from: ['boundaries', 'markers', 'facilities'], code: 2, rebuild: rebuildFeatureKeys }, // prettier-ignore
  search: { title: '检索: 地名', from: ['places', 'divisions'], code: 3, rebuild: rebuildNameKeys },
  coverage: { title: '设施距离', from: ['places', 'facilities'], code: 2, rebuild: rebuildNearest },
};

export const derivedDatasets: readonly string[] = Object.keys(derived);

/** Rebuilds a derived dataset if what it is made from has changed since, or if the last rebuild was broken off. */
export async function refreshDerived(context: Context, id: keyof typeof derived): Promise<void> {
  const { title, from, code, rebuild } = derived[id];
  const versions = await context.jobs
    .selectFrom('data_version')
    .select(['dataset', 'version', 'inputs', 'row_count'])
    .execute();
  const version = (dataset: string): number => versions.find((row) => row.dataset === dataset)?.version ?? 0;
  const inputs = [`code:${code}`, ...from.map((dataset) => `${dataset}:${version(dataset)}`)].join(' ');
  const known = versions.find((row) => row.dataset === id);
  if (known?.inputs === inputs) {
    context.progress.skip(`derived:${id}`, title, '已是最新');
    return;
  }
  await context.progress.run(`derived:${id}`, title, (step) => rebuild(context, step));
  await sql`update data_version set inputs = ${inputs} where dataset = ${id}`.execute(context.jobs);
}
