import { batch, computed, effect, signal } from '@preact/signals';
import { circle } from '@turf/turf';
import type { FeatureCollection } from 'geojson';
import type { Candidate, FacilityFact, Outcome, Scenario, ScenarioBasis, ScenarioChange } from '../../server/api/scenarios.ts'; // prettier-ignore
import { priorities, type Priorities, type Site } from '../../server/coverage/shared/next-sites.ts';
import { call, isAbort } from '../api.ts';
import { sc } from '../i18n/scenarios.ts';
import { askOutcome, askSites, askTimes, loadKind } from './scenario-compute.ts';
import { hypothetical, scenarioPins, scenarioShapes, type ScenarioPin } from './scenario-view.ts';
import { askedShare, coverageKind, state } from './state.ts';
import { edition } from './startup.ts';

export type Slot = 'A' | 'B';
export const SLOTS = ['A', 'B'] as const;
/** A scenario as it is being made: `saved` names the one that it was opened from or saved as. */
export interface Plan {
  changes: ScenarioChange[];
  saved: Scenario | null;
}
const EMPTY: Plan = { changes: [], saved: null };

export const basis = signal<ScenarioBasis | null>(null);
export const failure = signal<unknown>(null);
export const plans = signal<Record<Slot, Plan>>({ A: EMPTY, B: EMPTY });
export const active = signal<Slot>('A');
export const results = signal<{ before: Outcome; A: Outcome | null; B: Outcome | null } | null>(null);
/** From a change to its figures, milliseconds. */
export const took = signal<number | null>(null);

/** Minutes by road where roads are loaded and the page asks for them, else kilometres. */
export const isRoad = computed(() => state.value.method === 'road' && basis.value?.hasRoads === true);
/** The link asks for minutes by road where there are none: its T is no kilometres. */
export const lacksRoads = computed(() => state.value.method === 'road' && basis.value?.hasRoads === false);
/** Kilometres of road to one of straight line, as the page of the coverage has it. */
export const detour = computed(() =>
  state.value.method === 'detour' ? (state.value.detour ?? basis.value?.detour ?? 1) : 1,
);
/** T in km, by road in minutes; null: no reach. */
export const threshold = computed(() => {
  const own = basis.value?.reachKm ?? null;
  const asked = lacksRoads.value ? null : state.value.T;
  return own === null ? null : (asked ?? (isRoad.value ? Math.max(1, Math.round(own)) : own)); // a kilometre a minute, as the register has it
});
/** 0..1: a unit with a smaller share within T is a reach gap, as the page of the coverage has it. */
export const gapShare = computed(() => askedShare.value ?? basis.value?.gapShare ?? null);
export const facilityOf = (id: number): FacilityFact | undefined =>
  basis.value?.facilities.find((facility) => facility.id === id);

export const pointOf = (facility: FacilityFact | undefined): [number, number] | null =>
  facility?.lon == null ? null : [facility.lon, facility.lat!];

export function setChanges(slot: Slot, changes: ScenarioChange[]): void {
  plans.value = { ...plans.peek(), [slot]: { ...plans.peek()[slot], changes } };
}
export const setPlan = (slot: Slot, plan: Plan): void => void (plans.value = { ...plans.peek(), [slot]: plan }); // prettier-ignore
export const clearPlan = (slot: Slot): void => setPlan(slot, EMPTY);

/** Puts a change into the plan that is being made; a facility has one change at most. */
export function addChange(change: ScenarioChange): void {
  const slot = active.peek();
  const rest = plans.peek()[slot].changes.filter((one) => one.act === 'add' || change.act === 'add' || one.facility !== change.facility); // prettier-ignore
  setChanges(slot, [...rest, change]);
}
export function replaceChange(at: number, change: ScenarioChange): void {
  const slot = active.peek();
  setChanges(slot, plans.peek()[slot].changes.map((one, index) => (index === at ? change : one))); // prettier-ignore
}
export function dropChange(at: number): void {
  const slot = active.peek();
  setChanges(slot, plans.peek()[slot].changes.filter((_, index) => index !== at)); // prettier-ignore
}

/** Banner, and for kinds of townships the township whose seat is nearest, of a spot. Null where it lies in no banner. */
export async function unitOf(
  point: [number, number],
): Promise<{ county: string; township: string | null; name: string } | null> {
  const { path } = await call('locateDivision', { point: point.join(',') });
  const county = path.findLast(({ code }) => code.length === 6 && !code.endsWith('00'));
  if (county === undefined) return null;
  const seats = (basis.peek()?.candidates ?? []).filter(({ level, code }) => level === 'township' && code.startsWith(county.code)); // prettier-ignore
  const apart = ({ point: [lon, lat] }: Candidate): number => Math.hypot((lon - point[0]) * Math.cos((lat * Math.PI) / 180), lat - point[1]); // prettier-ignore
  const nearest = seats.toSorted((one, other) => apart(one) - apart(other))[0];
  return {
    county: county.code,
    township: basis.peek()?.unit === 'township' ? (nearest?.code ?? null) : null,
    name: county.name,
  };
}

let turn = 0;
const known = new Map<string, Promise<Outcome>>(); // of the loaded kind, by the question: most of a comparison stays as it was
const MOST_KNOWN = 40;

function outcomeOf(changes: ScenarioChange[]): Promise<Outcome> {
  const question = {
    threshold: threshold.peek(),
    detour: detour.peek(),
    gapShare: gapShare.peek()!,
    changes,
  };
  const byRoad = isRoad.peek() && question.threshold !== null;
  const key = JSON.stringify([basis.peek()!.version, question, byRoad]);
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const seconds = byRoad ? timesOf(changes) : Promise.resolve(undefined);
  const made = seconds.then((times) => askOutcome({ ...question, ...(times && { seconds: times }) })).then(({ outcome }) => outcome); // prettier-ignore
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

const knownTimes = new Map<string, Promise<Int32Array>>(); // moving T asks for no times again

function timesOf(changes: ScenarioChange[]): Promise<Int32Array> {
  const { version, kind } = basis.peek()!;
  const key = JSON.stringify([version, kind.id, changes]);
  const found = knownTimes.get(key);
  if (found !== undefined) return found;
  if (knownTimes.size >= MOST_KNOWN) knownTimes.clear();
  const made = askTimes(kind.id, changes).then(async (times) => {
    if (times.version !== version) return renewBasis(kind.id, version);
    renewals = 0;
    return times.seconds;
  });
  knownTimes.set(key, made);
  made.catch(() => knownTimes.delete(key));
  return made;
}

let reading = new AbortController();

/** Reads what the kind is computed from; what was still being read for another is dropped. */
async function readBasis(kind: string): Promise<void> {
  reading.abort();
  const { signal } = (reading = new AbortController());
  failure.value = null;
  try {
    const found = await loadKind(kind, signal);
    if (!signal.aborted) basis.value = found;
  } catch (error) {
    if (!isAbort(error)) failure.value = error;
  }
}

const MOST_RENEWALS = 2;
let renewals = 0; // one after another
let renewing: Promise<void> | null = null;

/** Something was edited since the basis was read: with the new one everything is computed anew, so that this question has no answer. */
async function renewBasis(kind: string, version: string): Promise<never> {
  if (renewing === null && basis.peek()?.version === version) {
    if (renewals === MOST_RENEWALS) {
      renewals = 0;
      throw new Error(sc('changing'));
    }
    renewals += 1;
    renewing = readBasis(kind).finally(() => (renewing = null));
  }
  await renewing;
  throw new Error(sc('changing'));
}

/** Asks again what has failed: from the basis on, since that may be what failed. */
export const askAgain = (): void => void (coverageKind.peek() !== null && readBasis(coverageKind.peek()!));

/** Computes what the plans come to; an answer that a later question has overtaken is dropped. */
export async function compute(): Promise<void> {
  const mine = (turn += 1);
  const begun = performance.now();
  const kind = basis.peek()!.kind.id;
  try {
    const { A, B } = plans.peek();
    const [before, one, other] = await Promise.all([
      outcomeOf([]),
      A.changes.length > 0 ? outcomeOf(A.changes) : null,
      B.changes.length > 0 ? outcomeOf(B.changes) : null,
    ]);
    if (mine !== turn) return;
    batch(() => {
      results.value = { before, A: one, B: other };
      const shown = { A: one, B: other }[active.peek()] ?? before;
      hypothetical.value = { kind, outcome: shown };
      took.value = performance.now() - begun;
      failure.value = null;
    });
  } catch (error) {
    if (mine === turn) failure.value = error;
  }
}

/** Follows the kind and the plans while the panel is open. @returns what ends it */
export function followScenario(): () => void {
  let kindOf = '';
  const stops = [
    effect(() => {
      const kind = coverageKind.value;
      const asked = `${kind} ${edition.value}`;
      if (kind === null || asked === kindOf) return;
      const isSame = kindOf.startsWith(`${kind} `); // the data have changed: what is open stays until they are read again
      if (!isSame)
        batch(() => {
          turn += 1; // what is being computed is of the kind that was
          if (kindOf !== '') plans.value = { A: EMPTY, B: EMPTY };
          basis.value = null;
          results.value = null;
          hypothetical.value = null;
          sites.value = null;
        });
      kindOf = asked;
      void readBasis(kind);
    }),
    effect(() => {
      const ready = basis.value !== null;
      void [plans.value, active.value, detour.value, threshold.value, gapShare.value, isRoad.value];
      if (ready) void compute();
    }),
    effect(() => {
      scenarioPins.value = [
        ...pinsOf(plans.value[active.value].changes),
        ...(isRoad.value ? [] : sitePins()),
      ];
      scenarioShapes.value = shapesOf(
        plans.value[active.value].changes,
        isRoad.value ? null : threshold.value,
        detour.value,
      );
    }),
  ];
  return () => {
    reading.abort();
    turn += 1;
    for (const stop of stops) stop();
    batch(() => {
      basis.value = null;
      hypothetical.value = null;
      scenarioPins.value = [];
      scenarioShapes.value = null;
    });
  };
}

function pinsOf(changes: readonly ScenarioChange[]): ScenarioPin[] {
  return changes.flatMap((change, at): ScenarioPin[] => {
    if (change.act === 'add') return [{ key: `add-${at}`, sign: 'add', label: change.name, point: change.point, drag: (point) => void moveTo(at, point) }]; // prettier-ignore
    const facility = facilityOf(change.facility);
    const label = facility?.name ?? String(change.facility);
    if (change.act === 'move') return [{ key: `move-${change.facility}`, sign: 'move', label, point: change.point, drag: (point) => void moveTo(at, point) }]; // prettier-ignore
    const point = pointOf(facility);
    return point ? [{ key: `close-${change.facility}`, sign: 'close', label, point, drag: null }] : []; // prettier-ignore
  });
}

/** Puts a facility of the plan somewhere else; outside every banner it keeps the one it had. */
export async function moveTo(at: number, point: [number, number]): Promise<void> {
  const change = plans.peek()[active.peek()].changes[at];
  if (change === undefined || change.act === 'close') return;
  const unit = await unitOf(point);
  replaceChange(at, { ...change, point, ...(unit && { county: unit.county, township: unit.township }) });
}

const CIRCLE_STEPS = 96;

function shapesOf(
  changes: readonly ScenarioChange[],
  km: number | null,
  factor: number,
): FeatureCollection | null {
  const points = changes.flatMap((change) => (change.act === 'close' ? [] : [change.point]));
  if (km === null || points.length === 0) return null;
  return { type: 'FeatureCollection', features: points.map((point) => circle(point, km / factor, { steps: CIRCLE_STEPS, units: 'kilometers' })) }; // prettier-ignore
}

// --- next best sites

const STEPS = 10;
export const weights = signal<Priorities>(Object.fromEntries(priorities.map((one) => [one, 0])) as Record<(typeof priorities)[number], number>); // prettier-ignore
export const excluded = signal<readonly string[]>([]);
export const ownSites = signal<readonly Candidate[]>([]);
export const sites = signal<{ sites: Site[]; ms: number } | null>(null);

/** The next ten sites on top of the plan that is being made. */
export async function findSites(): Promise<void> {
  const known = basis.peek();
  const km = threshold.peek();
  if (known === null || km === null || isRoad.peek()) return;
  const candidates = [...ownSites.peek(), ...known.candidates].filter(({ code }) => !excluded.peek().includes(code)); // prettier-ignore
  const question = { changes: plans.peek()[active.peek()].changes, reachKm: km, detour: detour.peek(), gapShare: gapShare.peek()!, steps: STEPS, priorities: weights.peek(), candidates }; // prettier-ignore
  try {
    sites.value = await askSites(question);
    failure.value = null;
  } catch (error) {
    failure.value = error;
  }
}

const sitePins = (): ScenarioPin[] =>
  (sites.value?.sites ?? []).map(({ candidate }, at) => ({
    key: `site-${candidate.code}`,
    sign: 'site' as const,
    label: `${at + 1} ${candidate.name}`,
    point: candidate.point,
    drag: null,
  }));
