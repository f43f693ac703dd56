import type { BoundaryNumbers, BoundaryStatus, LineClock } from '../api/boundary-status.ts';
import type { Answer, Query } from '../api/endpoint.ts';
import type * as api from '../api/boundary-status.ts';
import type { DivisionRef } from '../api/record.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { snapshot } from '../database/transaction.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { cycle, readLines, readRounds, type AsOf, type LineRow, type RoundRow } from './clock.ts';
import { readDisputes, readFindings, readMarkers } from './counts.ts';
import { addUp, byUnit, clockStates, nothing, type Situation } from './numbers.ts';

export const asOf = (at: string | undefined, today = todayInChina()): AsOf => ({ at: at ?? today, today });

/** Whether one of the counties is `division` or lies inside it; no line is known to touch a township. */
export function touching(division: string | undefined): (counties: readonly string[]) => boolean {
  if (division === undefined) return () => true;
  const prefix = codePrefix(division).replace('%', '');
  return (counties) => counties.some((code) => code.startsWith(prefix));
}

/** All that is counted, as it stands at one moment. */
const readSituation = (db: Db, when: AsOf): Promise<Situation & { rounds: RoundRow[] }> =>
  snapshot(db, async (trx) => ({
    lines: await readLines(trx, when),
    markers: await readMarkers(trx, when),
    findings: await readFindings(trx, when),
    disputes: await readDisputes(trx, when),
    rounds: await readRounds(trx),
  }));

export async function dashboard(context: Context, query: Query<typeof api.getBoundaryStatus>): Promise<BoundaryStatus> {
  const { db } = context;
  const tree = await divisionTree(db);
  const asked = query.division === undefined ? null : tree.get(query.division);
  if (asked === undefined) throw notFound(`Division ${query.division}`);
  const when = asOf(query.at);
  const { rounds, ...situation } = await readSituation(db, when);
  const touches = touching(query.division);
  const own = nothing();
  addUp(situation, (counties) => (touches(counties) ? [own] : []));
  const units = byUnit(situation, tree);
  const unitsAt = (level: string) => tree.nodes().filter((node) => node.level === level && touches([node.code])).map((node) => ({ division: refOf(node), parent: refOf(tree.get(node.parent ?? '')), ...units.get(node.code)! }));
  const year = Number(when.at.slice(0, 4));
  return {
    at: when.at,
    division: asked === null ? null : refOf(asked),
    cycle,
    present: rounds.filter((round) => round.year_from <= year && year <= round.year_to).map(toRound),
    ...own,
    leagues: unitsAt('prefecture') as BoundaryStatus['leagues'],
    banners: unitsAt('county') as BoundaryStatus['banners'],
    sample: situation.lines.some((line) => line.sample && touches(line.counties)),
  };
} // prettier-ignore

function refOf<T extends DivisionRef | undefined>(node: T): T extends undefined ? DivisionRef | null : DivisionRef; // prettier-ignore
function refOf(node: DivisionRef | undefined): DivisionRef | null {
  return node === undefined ? null : { code: node.code, name: node.name };
}

const toRound = ({ id, level, number, year_from, year_to, sample }: RoundRow): BoundaryStatus['present'][number] => ({ id, level, number, yearFrom: year_from, yearTo: year_to, sample }); // prettier-ignore

export async function states(context: Context, at: string | undefined): Promise<Answer<typeof api.getLineStates>> {
  const when = asOf(at);
  const lines = await readLines(context.db, when);
  const rounds = await readRounds(context.db);
  return {
    ...when,
    states: Object.fromEntries(lines.map(({ code, state }) => [code, state])),
    counts: Object.fromEntries(clockStates.map((state) => [state, lines.filter((line) => line.state === state).length])) as BoundaryNumbers['lines']['states'],
    rounds: rounds.map(toRound),
    sample: lines.some(({ sample }) => sample),
  };
} // prettier-ignore

type LineFilter = Omit<Query<typeof api.listLineClocks>, 'limit' | 'next'>;

/** Every line that passes the filter, the most urgent first. */
export async function lineClocks(context: Context, filter: LineFilter): Promise<LineClock[]> {
  const { db } = context;
  const situation = await readSituation(db, asOf(filter.at));
  const touches = touching(filter.division);
  const wanted = situation.lines.filter(
    (line) =>
      touches(line.counties) &&
      (filter.level === undefined || line.level === filter.level) &&
      (filter.state === undefined || line.state === filter.state) &&
      (filter.line === undefined || line.code === filter.line),
  );
  const toClock = clocks(situation, await nameOf(db));
  return wanted.map(toClock).sort((one, other) => compare(keyOf(one), keyOf(other)));
}

/** Place of a line in the order of the list. */
export const keyOf = ({ state, dueYear, code }: LineClock): [rank: number, due: number, code: string] => [clockStates.indexOf(state), dueYear ?? 9999, code]; // prettier-ignore

export const compare = (one: ReturnType<typeof keyOf>, other: ReturnType<typeof keyOf>): number =>
  one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : Number(one[2] > other[2]));

async function nameOf(db: Db): Promise<(code: string) => string> {
  const named = await divisionNames(db);
  return (code) => named(code).name;
}

/** Makes the clock of a line, with what belongs to the line as a whole. */
function clocks(situation: Situation, name: (code: string) => string): (row: LineRow) => LineClock {
  const sums = new Map<string, BoundaryNumbers>(situation.lines.map(({ code }) => [code, nothing()]));
  addUp(situation, (_counties, line) => [sums.get(line)].filter((sum) => sum !== undefined));
  return (row) => toClock(row, sums.get(row.code)!, name);
}

function toClock(row: LineRow, { markers, findings, disputes }: BoundaryNumbers, name: (code: string) => string): LineClock {
  const { intact = 0, unknown = 0 } = markers.conditions;
  return {
    code: row.code,
    name: row.name,
    level: row.level,
    sides: [{ code: row.side_a, name: row.side_a_name }, ...(row.side_b === null ? [] : [{ code: row.side_b, name: row.side_b_name ?? row.side_b }])],
    lengthKm: row.length_km,
    state: row.state,
    last: row.last_year === null ? null : { round: row.last_round!, year: row.last_year, filedOn: row.last_filed_on! },
    dueYear: row.due_year,
    dueBasis: row.due_basis,
    current: row.open_id === null ? null : { id: row.open_id, round: row.open_round!, year: row.open_year!, begun: row.open_begun!, signed: row.open_signed!, lead: name(row.open_lead!), partner: name(row.open_partner!) },
    markers: { total: markers.total, faulty: markers.total - intact - unknown, unknown, unchecked: markers.checked.unknown > 0 ? null : markers.checked.no },
    findings: { open: findings.open, overdue: findings.overdue },
    disputes: disputes.open,
    sample: row.sample,
  };
} // prettier-ignore
