import type { Account } from '../accounts/account.ts';
import type * as api from '../api/coverage-snapshots.ts';
import type { Snapshot, SnapshotUnit } from '../api/coverage-snapshots.ts';
import { defaultDetour, defaultShare, type Unit } from '../api/coverage.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { badRequest } from '../http/problem.ts';
import { isSample } from './answer.ts';
import { indicatorOf } from './indicator.ts';
import { judgeUnits } from './flags.ts';
import { measureUnits, thresholdOf } from './measure.ts';
import { allowRegion } from './policy-edit.ts';
import type { KindRow } from './queries.ts';
import { codeVersion, inputsOf, roadsHash } from './runs.ts';
import { settlementState, type SettlementState } from './settlement-state.ts';
import { insertSnapshotUnits, readSnapshot, totalsOf } from './snapshot-store.ts';
import { readWorld, type World } from './world.ts';

type Asked = Body<typeof api.createSnapshot>;
export interface Parameters {
  method: NonNullable<Asked['method']>;
  detour: number;
  share: number;
  thresholds: Record<string, number | null>; // by kind
}

/** The levels at which a kind is evaluated: its own, and those of its policies. */
const unitsOfKind = ({ policies }: World, kind: KindRow): Unit[] => [
  ...new Set([kind.unit as Unit, ...policies.filter(({ kinds }) => kinds.includes(kind.id)).map(({ unit }) => unit as Unit)]),
]; // prettier-ignore

/**
 * Freezes the flags of all kinds and units on a day, with what they were made from. Nothing that is edited later changes it.
 * @throws Problem 400 for a day to come, 403
 */
export async function createSnapshot({ db }: Context, account: Account, actor: Actor, asked: Asked): Promise<Snapshot> {
  const divisions = await allowRegion(db, account);
  const world = await readWorld(db, asked.on, null);
  if (asked.on > world.today) throw badRequest(`body: on: ${asked.on} 还没有到。A day to come cannot be frozen.`);
  const settlements = await settlementState(db);
  const { method = 'straight', detour = defaultDetour, share = defaultShare } = asked;
  const thresholds = Object.fromEntries(world.kinds.map((kind) => [kind.id, thresholdOf(kind, method, asked.thresholds?.[kind.id])]));
  const parameters: Parameters = { method, detour, share, thresholds };
  const ids = world.kinds.map(({ id }) => id);
  const indicators = (await Promise.all(world.policies.map((policy) => indicatorOf(db, world, policy)))).flatMap((one) => one ?? []);
  const units: SnapshotUnit[] = [];
  let sample = false;
  for (const kind of world.kinds)
    for (const unit of unitsOfKind(world, kind)) {
      const made = await evaluate(db, world, kind, unit, parameters, settlements);
      units.push(...made.units);
      sample ||= made.sample;
    }
  const row = {
    title: asked.title,
    occasion: asked.occasion,
    on_date: world.on,
    parameters: JSON.stringify(parameters),
    inputs: JSON.stringify(inputsOf(world, settlements, ids, method === 'road' ? await roadsHash(db, ids) : null)),
    policies: JSON.stringify(world.policies),
    indicators: JSON.stringify(indicators),
    totals: JSON.stringify(totalsOf(units)),
    seen: JSON.stringify({ facilities: world.facilities, facts: world.facts, kinds: world.kinds, plans: world.plans }),
    code: codeVersion,
    sample,
    made_by: account.name,
  };
  const id = await transaction(db, async (trx) => {
    const made = await trx.insertInto('coverage_snapshot').values(row).returning('id').executeTakeFirstOrThrow();
    await insertSnapshotUnits(trx, made.id, units);
    const { title, occasion, on } = asked;
    await logChange(trx, actor, 'coverage-snapshot.add', { type: 'coverage-snapshot', id: String(made.id), divisions }, { after: { title, occasion, on, parameters, inputs: JSON.parse(row.inputs) as unknown } });
    return made.id;
  });
  return readSnapshot(db, id);
} // prettier-ignore

/** Takes a snapshot away; the audit keeps what it was. @throws Problem 403, 404 */
export async function deleteSnapshot({ db }: Context, account: Account, actor: Actor, id: number): Promise<void> {
  const divisions = await allowRegion(db, account);
  const { title, occasion, on, parameters, inputs, madeBy, madeAt, totals } = await readSnapshot(db, id);
  await transaction(db, async (trx) => {
    await trx.deleteFrom('coverage_snapshot').where('id', '=', id).execute();
    await logChange(trx, actor, 'coverage-snapshot.delete', { type: 'coverage-snapshot', id: String(id), divisions }, { before: { title, occasion, on, parameters, inputs, madeBy, madeAt, totals } });
  });
} // prettier-ignore

async function evaluate(db: Context['db'], world: World, kind: KindRow, unit: Unit, { method, detour, share, thresholds }: Parameters, settlements: SettlementState): Promise<{ units: SnapshotUnit[]; sample: boolean }> {
  const duties = judgeUnits(world, kind, unit);
  const threshold = thresholds[kind.id] ?? null;
  const measured = threshold === null ? null : await measureUnits(db, world, kind.id, unit, { method, detour, share, threshold }, settlements);
  const units = world.units.filter(({ level }) => level === unit).map(({ code, name, parent }): SnapshotUnit => {
    const { result, reason, facts } = duties.of(code);
    const { reach, burden } = measured?.of(code) ?? { reach: null, burden: null };
    return {
      kind: kind.id,
      policy: duties.policy?.id ?? null,
      unit,
      code,
      name,
      parentCode: parent,
      duty: result,
      reason,
      facilities: facts.operating,
      settlements: reach?.settlements ?? null,
      within: reach?.within ?? null,
      share: reach?.share ?? null,
      gap: reach?.gap ?? null,
      beyond: burden?.beyond ?? null,
      p90Km: reach?.p90Km ?? null,
    };
  });
  return { units, sample: isSample(world, duties, measured !== null && settlements.sample) };
} // prettier-ignore
