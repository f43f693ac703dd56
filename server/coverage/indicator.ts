import type { z } from 'zod';
import type { Indicator, Progress } from '../api/coverage-policies.ts';
import type { Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import type { UnitNode } from './as-of.ts';
import { targetOf } from './cite.ts';
import { dutyPolicy, judgeUnits } from './flags.ts';
import { notKnown, outOfScope } from './duty.ts';
import { hashOf } from './hash.ts';
import type { PolicyRow } from './queries.ts';
import { listSnapshotProgress } from './snapshot-store.ts';
import { worldOn, type World } from './world.ts';

type Areas = z.infer<typeof Progress>;
type Told = 'reached' | 'not' | 'unknown' | 'outside';

const yearsBack = 6;

/** What each unit gives to the aggregate target. */
function tell(world: World, policy: PolicyRow): (code: string) => Told {
  const kinds = policy.kinds.flatMap((id) => world.kinds.find((kind) => kind.id === id) ?? []);
  const unit = policy.unit as Unit;
  const only = { ...world, policies: [policy] };
  const duties = kinds.map((kind) => judgeUnits(only, kind, unit));
  const rule = dutyPolicy(policy);
  return (code) => {
    const verdicts = duties.map(({ of }) => of(code));
    const scope = verdicts[0] === undefined ? null : outOfScope(rule, verdicts[0].facts);
    if (scope !== null) return scope.result === 'unknown' ? 'unknown' : 'outside';
    if (policy.target_counts === 'duty') {
      if (verdicts.some(({ result }) => result === 'met' || result === 'met_by_substitute')) return 'reached';
      return verdicts.some(({ result }) => result === 'unknown') ? 'unknown' : 'not';
    }
    if (verdicts.some(({ facts }) => facts.operating > 0)) return 'reached';
    return verdicts.some(({ facts }) => notKnown(facts) !== null) ? 'unknown' : 'not';
  };
}

function progressOf(area: { code: string; name: string }, told: readonly Told[], share: number | null): Areas {
  const number = (one: Told): number => told.filter((each) => each === one).length;
  const [reached, unknown] = [number('reached'), number('unknown')];
  const denominator = told.length - number('outside');
  const parts = denominator === 0 ? null : { least: reached / denominator, most: (reached + unknown) / denominator };
  return {
    code: area.code,
    name: area.name,
    denominator,
    reached,
    unknown,
    share: parts?.least ?? null,
    shareAtMost: parts?.most ?? null,
    met: parts === null || share === null ? null : parts.least >= share ? true : parts.most < share ? false : null,
  };
} // prettier-ignore

const inside = (area: UnitNode, code: string): boolean =>
  area.level === 'province' ? code.startsWith(area.code.slice(0, 2)) : code.startsWith(area.code.slice(0, 4));

function areasOf(world: World, policy: PolicyRow): { region: Areas; leagues: Areas[] } {
  const toldOf = tell(world, policy);
  const told = world.units.filter(({ level }) => level === policy.unit).map(({ code }) => [code, toldOf(code)] as const); // prettier-ignore
  const of = (area: UnitNode): Areas =>
    progressOf(area, told.filter(([code]) => inside(area, code)).map(([, one]) => one), policy.target_share); // prettier-ignore
  const root = world.units.find(({ level }) => level === 'province');
  return {
    region: root === undefined ? progressOf({ code: '', name: '' }, told.map(([, one]) => one), policy.target_share) : of(root), // prettier-ignore
    leagues: world.units.filter(({ level }) => level === 'prefecture').map(of),
  };
}

/** True, false, or not to be told, of the whole: each league for itself where the target binds the leagues. */
function metBy(scope: string, region: Areas, leagues: readonly Areas[]): boolean | null {
  if (scope === 'region') return region.met;
  const own = leagues.filter(({ denominator }) => denominator > 0);
  if (own.some(({ met }) => met === false)) return false;
  return own.length === 0 || own.some(({ met }) => met === null) ? null : true;
}

type Point = z.infer<typeof Indicator>['history'][number];
const kept = new WeakMap<Db, Map<string, Promise<Omit<z.infer<typeof Indicator>, 'target'>>>>();

/** Progress to the target of a policy on the day of the world, and at the ends of the years before it. Null: it has no target. */
export async function indicatorOf(db: Db, world: World, policy: PolicyRow): Promise<z.infer<typeof Indicator> | null> {
  const target = targetOf(policy);
  if (target === null) return null;
  const of = kept.get(db) ?? new Map<string, never>();
  kept.set(db, of);
  const kinds = new Set([...policy.kinds, ...policy.substitutes]);
  const seen = world.records.facilities.filter(({ kind }) => kinds.has(kind));
  const key = hashOf([world.on, world.today, policy, seen, world.records.facts, world.units]);
  const made = of.get(key) ?? make(db, world, policy);
  of.delete(key);
  of.set(key, made);
  made.catch(() => of.delete(key));
  if (of.size > 40) of.delete(of.keys().next().value!);
  const indicator = await made;
  const past = (await listSnapshotProgress(db, policy.id)).filter(({ on }) => on < world.on);
  const history = [...past, ...indicator.history.filter(({ on }) => !past.some((one) => one.on === on))];
  return { ...indicator, target, history: history.sort((one, other) => (one.on < other.on ? -1 : 1)) };
} // prettier-ignore

async function make(db: Db, world: World, policy: PolicyRow) {
  const now = areasOf(world, policy);
  const history: Point[] = [];
  const year = Number(world.on.slice(0, 4));
  for (let at = year - yearsBack; at < year && `${at}-12-31` < world.today; at += 1) {
    const then = await worldOn(db, world.records, `${at}-12-31`);
    history.push(pointOf(then.on, areasOf(then, policy).region));
  }
  history.push(pointOf(world.on, now.region));
  return {
    policy: policy.id,
    title: policy.title,
    kinds: policy.kinds,
    unit: policy.unit as Unit,
    ...now,
    met: metBy(policy.target_scope!, now.region, now.leagues),
    history,
  };
}

const pointOf = (on: string, { denominator, reached, unknown }: Areas): Point => ({ on, denominator, reached, unknown, source: 'records' }); // prettier-ignore
