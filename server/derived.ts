import { sql } from 'kysely';
import type { Context } from './context.ts';
import { rebuildNearest } from './coverage/rebuild.ts';
import { rebuildNameKeys } from './places/build-keys.ts';
import type { Step } from './progress.ts';
import { rebuildRoadReach } from './roads/rebuild.ts';
import { rebuildFeatureKeys } from './search/feature-keys.ts';

/** A dataset that is computed from others and rebuilt when they, or the code that makes it, change. */
interface Derived {
  title: string;
  from: readonly string[];
  code: number; // raise it when the rebuild writes something else
  rebuild: (context: Context, step: Step) => Promise<unknown>;
}

type DerivedId = 'features' | 'search' | 'coverage' | 'road_reach';

const derived: Record<DerivedId, Derived> = {
  features: { title: '检索: 界线、界桩、设施', from: ['boundaries', 'markers', 'facilities'], code: 2, rebuild: rebuildFeatureKeys }, // prettier-ignore
  search: { title: '检索: 地名', from: ['places', 'divisions'], code: 3, rebuild: rebuildNameKeys },
  coverage: { title: '设施距离', from: ['places', 'facilities'], code: 2, rebuild: rebuildNearest },
  road_reach: {
    title: '道路时间',
    from: ['coverage', 'divisions', 'roads'],
    code: 1,
    rebuild: rebuildRoadReach,
  },
};

export const derivedDatasets: readonly string[] = Object.keys(derived);

interface Version {
  dataset: string;
  version: number;
  inputs: string | null;
}

function inputsOf(versions: readonly Version[], id: DerivedId): string {
  const { from, code } = derived[id];
  const version = (dataset: string): number => versions.find((row) => row.dataset === dataset)?.version ?? 0;
  return [`code:${code}`, ...from.map((dataset) => `${dataset}:${version(dataset)}`)].join(' ');
}

/** Whether a derived dataset has been made from what is there now. */
export const isCurrent = (versions: readonly Version[], id: DerivedId): boolean =>
  versions.find((row) => row.dataset === id)?.inputs === inputsOf(versions, id);

/**
 * Rebuilds a derived dataset if what it is made from has changed since, or if the last rebuild was broken off. Times by road are not one before
 * roads are loaded.
 */
export async function refreshDerived(context: Context, id: DerivedId): Promise<void> {
  const { title, rebuild } = derived[id];
  const versions = await context.jobs
    .selectFrom('data_version')
    .select(['dataset', 'version', 'inputs'])
    .execute();
  if (!versions.some(({ dataset }) => dataset === id)) return;
  if (isCurrent(versions, id)) {
    context.progress.skip(`derived:${id}`, title, '已是最新');
    return;
  }
  const inputs = inputsOf(versions, id);
  await context.progress.run(`derived:${id}`, title, (step) => rebuild(context, step));
  await sql`update data_version set inputs = ${inputs} where dataset = ${id}`.execute(context.jobs);
}
