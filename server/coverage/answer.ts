import type { CoverageAnswer, CoverageUnit, Method, Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';
import { aheadWords } from './as-of.ts';
import { cite, noBasis } from './cite.ts';
import { completenessOf } from './completeness.ts';
import { tagsOf } from './facts.ts';
import { judgeUnits, type Duties } from './flags.ts';
import { indicatorOf } from './indicator.ts';
import { byNumber, measureUnits, thresholdOf, type Measured } from './measure.ts';
import { lastReviews } from './queries.ts';
import { inputsOf, roadsHash, runOf } from './runs.ts';
import { roadSource } from '../roads/state.ts';
import { settlementState, type SettlementState } from './settlement-state.ts';
import { policyOf, readWorld, type World } from './world.ts';

const sampleNotice = '示例数据, 不反映实际';

export interface Question {
  kind: string;
  unit?: Unit | undefined;
  T?: number | undefined; // km, or minutes by road
  on?: string | undefined;
  method: Method;
  detour: number;
  share: number;
  division?: string | undefined;
}

/** What an answer is made from, for those who need more than the answer. */
export interface Judged {
  answer: CoverageAnswer;
  world: World;
  duties: Duties;
  settlements: SettlementState;
}

/** Duty, reach and burden of one kind of facility for every unit (design.md section 6). */
export const coverageAnswer = async ({ db }: Context, question: Question): Promise<CoverageAnswer> => (await judge(db, question)).answer; // prettier-ignore

export async function judge(db: Db, question: Question): Promise<Judged> {
  const { method, detour, share, division } = question;
  const world = await readWorld(db, question.on, [question.kind]);
  const kind = world.kinds.find(({ id }) => id === question.kind)!;
  const unit = question.unit ?? (kind.unit as Unit);
  const threshold = thresholdOf(kind, method, question.T);
  const settlements = await settlementState(db);
  const duties = judgeUnits(world, kind, unit);
  const measured = threshold === null ? null : await measureUnits(db, world, kind.id, unit, { method, detour, share, threshold }, settlements); // prettier-ignore
  const reviews = await lastReviews(db, [kind.id]);
  const items = unitRows(
    world,
    { unit, division, kind: kind.id },
    { duties, measured, settlements, reviews },
  );
  const policy = policyOf(world, kind.id, unit);
  const isRoad = method === 'road' && measured !== null;
  const sample =
    isSample(world, duties, measured !== null && settlements.sample) ||
    (isRoad && (await roadSource(db)).some((one) => one.sample));
  const roads = method === 'road' ? await roadsHash(db, [kind.id]) : null;
  const answer: CoverageAnswer = {
    kind: { id: kind.id, name: kind.name },
    unit,
    on: world.on,
    method,
    detour,
    shareThreshold: share,
    thresholdKm: method === 'road' ? null : threshold,
    thresholdMinutes: method === 'road' ? threshold : null,
    thresholdBasis: noBasis,
    reachNote: threshold === null ? '本类设施默认不作可达判断: 需求不在居民点' : null,
    policy: policy === null ? null : cite(policy, world.plans, world.on),
    indicator: policy === null ? null : await indicatorOf(db, world, policy),
    totals: totalsOf(items),
    items,
    total: items.length,
    next: null,
    sample,
    notice: noticeOf(world, sample),
    weighting: measured?.weighting ?? byNumber,
    asOf: await asOf(db),
    run: runOf(
      { kind: kind.id, unit, T: threshold, on: world.on, method, detour, share, division: division ?? null },
      inputsOf(world, settlements, [kind.id], roads),
    ),
  };
  return { answer, world, duties, settlements };
}

interface Made {
  duties: Duties;
  measured: Measured | null;
  settlements: SettlementState;
  reviews: Awaited<ReturnType<typeof lastReviews>>;
}

function unitRows(world: World, { unit, division, kind }: { unit: Unit; division: string | undefined; kind: string }, made: Made): CoverageUnit[] {
  const prefix = division === undefined ? '' : codePrefix(division).replace('%', '');
  const names = new Map(world.units.map(({ code, name }) => [code, name]));
  const complete = completenessOf(world.facilities, kind, unit, made.settlements);
  return world.units
    .filter(({ level, code }) => level === unit && code.startsWith(prefix))
    .map(({ code, name, parent }): CoverageUnit => {
      const { result, reason, facts } = made.duties.of(code);
      return {
        code,
        name,
        parentCode: parent,
        parentName: parent === null ? null : (names.get(parent) ?? null),
        zone: facts.zone,
        tags: tagsOf(world.known.tags, code),
        duty: { result, reason, facilities: facts.operating },
        ...(made.measured?.of(code) ?? { reach: null, burden: null, robustness: null }),
        completeness: complete(code),
        review: made.reviews.get(`${kind} ${unit} ${code}`) ?? null,
      };
    });
} // prettier-ignore

/** What stands over every answer: 示例数据, and a day that has not come. */
export const noticeOf = ({ on, today }: World, sample: boolean): string | null =>
  [sample ? sampleNotice : null, aheadWords(on, today)].filter((part) => part !== null).join('。') || null;

/** Whether anything that the flags are made from is 示例数据. */
export const isSample = (world: World, duties: Duties, samplePlaces: boolean): boolean =>
  samplePlaces ||
  duties.facilities.some(({ sample }) => sample) ||
  world.facts.some(({ type, sample }) => sample && isRead(type, duties));

/** Which facts of units the duty of a kind reads. Population weighs its reach. */
function isRead(type: World['facts'][number]['type'], { policy }: Duties): boolean {
  if (type === 'zone') return policy !== null && (policy.rule === 'by_zone' || policy.zones.length > 0);
  if (type === 'person') return policy?.rule === 'facility_or_person';
  return type === 'population' || (policy?.tags.length ?? 0) > 0;
}

/** When places, facilities or their distances last changed. */
export async function asOf(db: Db): Promise<string> {
  const rows = await db
    .selectFrom('data_version')
    .where('dataset', 'in', ['places', 'facilities', 'coverage', 'road_reach'])
    .select('updated_at')
    .execute();
  return rows.reduce((latest, row) => (row.updated_at > latest ? row.updated_at : latest), '');
}

function totalsOf(items: readonly CoverageUnit[]): CoverageAnswer['totals'] {
  const totals = {
    met: 0, met_by_substitute: 0, not_met: 0, not_applicable: 0, unknown: 0, reachGap: 0, borderline: 0, beyond: 0, settlements: 0,
  }; // prettier-ignore
  for (const item of items) {
    totals[item.duty.result] += 1;
    totals.reachGap += item.reach?.gap === true ? 1 : 0;
    totals.borderline += item.robustness?.borderline === true ? 1 : 0;
    totals.beyond += item.burden?.beyond ?? 0;
    totals.settlements += item.reach?.settlements ?? 0;
  }
  return totals;
}
