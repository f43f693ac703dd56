import type * as api from '../api/coverage-snapshots.ts';
import type { Snapshot, SnapshotChange, SnapshotUnit } from '../api/coverage-snapshots.ts';
import type { Answer, Query } from '../api/endpoint.ts';
import type { DutyResult } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import { badRequest } from '../http/problem.ts';
import { byteOrderMark, csvText } from '../http/csv.ts';
import { dutyWords, gapWord } from './sentences.ts';
import type { Parameters } from './snapshot-make.ts';
import { listSnapshotUnits, readSnapshot, snapshotFrame } from './snapshot-store.ts';

/** The better, the larger. What is not known, or not asked for, is neither better nor worse. */
const ranks: Readonly<Partial<Record<DutyResult, number>>> = { not_met: 0, met_by_substitute: 1, met: 2 };

type What = SnapshotChange['change'];
const rankOf = (duty: DutyResult): number | undefined => ranks[duty];

/** What became of the duty of a unit; null: it is the same. */
export function dutyChange(before: DutyResult, after: DutyResult): What | null {
  if (before === after) return null;
  if (before === 'not_applicable' || after === 'not_applicable') return 'denominator';
  if (before === 'unknown') return 'became_known';
  if (after === 'unknown') return 'became_unknown';
  return rankOf(after)! > rankOf(before)! ? 'improved' : 'fell_back';
}

export function reachChange(before: boolean | null, after: boolean | null): What | null {
  if (before === after) return null;
  if (before === null) return 'became_known';
  if (after === null) return 'became_unknown';
  return after ? 'fell_back' : 'improved';
}

function changesOf(before: SnapshotUnit | undefined, after: SnapshotUnit | undefined, isMeasuredAlike: (kind: string) => boolean): SnapshotChange[] {
  const { kind, unit, code, name, parentCode } = (after ?? before)!;
  const head = { kind, unit, code, name, parentCode };
  if (before === undefined) return [{ ...head, change: 'new_unit', test: 'unit', before: null, after: after!.duty, reason: '前一次评估时不是有效的统计单位' }];
  if (after === undefined) return [{ ...head, change: 'ended_unit', test: 'unit', before: before.duty, after: null, reason: '后一次评估时不再是有效的统计单位' }];
  const duty = dutyChange(before.duty, after.duty);
  const turned = reachChange(before.gap, after.gap);
  const reach = turned === null || isMeasuredAlike(kind) ? turned : 'measured_otherwise';
  return [
    ...(duty === null ? [] : [{ ...head, change: duty, test: 'duty' as const, before: before.duty, after: after.duty, reason: `${before.reason} → ${after.reason}` }]),
    ...(reach === null ? [] : [{ ...head, change: reach, test: 'reach' as const, before: gapWord(before.gap), after: gapWord(after.gap), reason: `${before.within ?? '—'}/${before.settlements ?? '—'} → ${after.within ?? '—'}/${after.settlements ?? '—'} 处居民点在阈值以内` }]),
  ];
} // prettier-ignore

/** Whether the reach of a kind was measured in the same way, so that another result is another state of things. */
function measuredAlike(since: Snapshot, until: Snapshot): (kind: string) => boolean {
  const told = ({ parameters }: Snapshot, kind: string): string => {
    const { method, detour, share, thresholds } = parameters as unknown as Parameters;
    return JSON.stringify([method, method === 'detour' ? detour : null, share, thresholds[kind] ?? null]);
  };
  return (kind) => told(since, kind) === told(until, kind);
}

const keyOf = ({ kind, unit, code }: SnapshotUnit): string => `${kind} ${unit} ${code}`;

/** What improved, fell back or changed its denominator from one snapshot to a later one. @throws Problem 404, 400 */
export async function compareSnapshots(db: Db, id: number, query: Query<typeof api.compareSnapshots>): Promise<Answer<typeof api.compareSnapshots>> {
  const [since, until] = [await readSnapshot(db, query.since), await readSnapshot(db, id)];
  if (since.on > until.on) throw badRequest(`query: since: ${since.on} 晚于 ${until.on}。The snapshot that is compared with must be the earlier one.`);
  const read = async (snapshot: number) => new Map((await listSnapshotUnits(db, snapshot, query)).map((unit) => [keyOf(unit), unit]));
  const [before, after] = [await read(since.id), await read(until.id)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const alike = measuredAlike(since, until);
  const items = keys.flatMap((key) => changesOf(before.get(key), after.get(key), alike));
  const counts: Record<string, number> = {};
  for (const { change } of items) counts[change] = (counts[change] ?? 0) + 1;
  const [were, are] = [(await snapshotFrame(db, since.id)).indicators, (await snapshotFrame(db, until.id)).indicators];
  const policies = [...new Set([...were, ...are].map(({ policy }) => policy))];
  const names = new Set([...Object.keys(since.inputs), ...Object.keys(until.inputs)]);
  return {
    since,
    until,
    counts,
    indicators: policies.map((policy) => {
      const [was, is] = [were.find((one) => one.policy === policy), are.find((one) => one.policy === policy)];
      return { policy, title: (is ?? was)!.title, before: was?.region ?? null, after: is?.region ?? null };
    }),
    changedInputs: [...names].filter((name) => since.inputs[name] !== until.inputs[name]).sort(),
    parametersDiffer: JSON.stringify(since.parameters) !== JSON.stringify(until.parameters),
    items,
    total: items.length,
    next: null,
  };
} // prettier-ignore

const changeWords: Readonly<Record<What, string>> = { improved: '改善', fell_back: '退步', became_known: '由不详变为已知', became_unknown: '变为不详', denominator: '分母变化', measured_otherwise: '口径不同', new_unit: '新设单元', ended_unit: '撤销单元' }; // prettier-ignore
const testWords = { duty: '履职', reach: '可达', unit: '单元' } as const;

/** The same as a table. */
export async function* compareCsv(db: Db, id: number, query: Query<typeof api.compareSnapshots>): AsyncGenerator<string> {
  const { since, until, items } = await compareSnapshots(db, id, query);
  const word = (value: string | null): string => dutyWords[value as DutyResult] ?? value ?? '';
  yield byteOrderMark + csvText([
    [`${since.title} (${since.on}) → ${until.title} (${until.on}): ${items.length} 项变化${until.sample || since.sample ? '; 示例数据, 不反映实际' : ''}`],
    ['设施类别', '单位级别', '区划代码', '名称', '变化', '检验', '之前', '之后', '原因'],
    ...items.map((item) => [item.kind, item.unit, item.code, item.name, changeWords[item.change], testWords[item.test], word(item.before), word(item.after), item.reason]),
  ]);
} // prettier-ignore
