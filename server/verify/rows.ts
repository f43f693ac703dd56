import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { VerifiedName, VerifiedPlace, VerifyOutcome } from '../api/verify.ts';
import { insertBatch } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import { correctionOf, type Verdict } from './judge.ts';
import { countOutcomes } from './jobs.ts';
import { entriesById, shownById, type ShownEntry } from './queries.ts';
import { inWords, noteWords, reasons, verdicts, type ReasonId, type VerdictId } from './reasons.ts';
import type { ListRow } from './source.ts';

/** A row as it is kept. */
export interface KeptRow extends Verdict {
  n: number;
  line: number;
  cells: (string | null)[];
  name: string;
  division: string | null;
  chosen: boolean;
}

/** What stood in the row before a candidate was chosen. */
type Found = Pick<Verdict, 'outcome' | 'reason' | 'fill' | 'correction' | 'place'>;

const selected = sql`n, line, cells, name, division, outcome, reason, fill, notes, correction, place_id as place, candidates,
  candidate_count as "candidateCount", chosen`;

export async function insertRows(
  db: Db,
  job: number,
  first: number,
  rows: readonly ListRow[],
  found: readonly Verdict[],
): Promise<void> {
  const text = (values: unknown[]) => ({ type: 'text' as const, values });
  const int = (values: unknown[]) => ({ type: 'int4' as const, values });
  const json = (values: unknown[]) => ({ type: 'jsonb' as const, values: values.map((value) => clean(JSON.stringify(value))) }); // prettier-ignore
  await insertBatch(db, 'verification_row', {
    job_id: int(rows.map(() => job)),
    n: int(rows.map((_, at) => first + at)),
    line: int(rows.map(({ line }) => line)),
    cells: json(rows.map(({ cells }) => cells)),
    name: text(rows.map(({ name }) => clean(name))),
    division: text(rows.map(({ division }) => (division === null ? null : clean(division)))),
    outcome: text(found.map(({ outcome }) => outcome)),
    reason: text(found.map(({ reason }) => reason)),
    fill: json(found.map(({ fill }) => fill)),
    notes: json(found.map(({ notes }) => notes)),
    correction: text(found.map(({ correction }) => correction)),
    place_id: int(found.map(({ place }) => place)),
    candidates: json(found.map(({ candidates }) => candidates)),
    candidate_count: int(found.map(({ candidateCount }) => candidateCount)),
    found: json(found.map(({ outcome, reason, fill, correction, place }): Found => ({ outcome, reason, fill, correction, place }))), // prettier-ignore
  });
}

/** Text that the database takes: no NUL. */
const clean = (text: string): string => text.replaceAll('\0', '').replaceAll('\\u0000', '');

/** Rows after `after`, in the order of the list. */
export async function listRows(
  db: Db,
  job: number,
  outcome: VerifyOutcome | undefined,
  after: number,
  limit: number,
): Promise<KeptRow[]> {
  const { rows } = await sql<KeptRow>`select ${selected} from verification_row
    where job_id = ${job} and n > ${after} ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`} order by n limit ${limit}`.execute(
    db,
  );
  return rows;
}

export async function findRow(db: Db, job: number, n: number): Promise<KeptRow | undefined> {
  const { rows } = await sql<KeptRow>`select ${selected} from verification_row where job_id = ${job} and n = ${n}`.execute(db); // prettier-ignore
  return rows[0];
}

/** Makes one of the candidates the record that is meant, or takes that back. @returns false when it is no candidate */
export async function chooseCandidate(
  db: Db,
  job: number,
  n: number,
  place: number | null,
): Promise<boolean> {
  return transaction(db, async (trx) => {
    const { rows } = await sql<{ candidates: Verdict['candidates']; found: Found }>`
      select candidates, found from verification_row where job_id = ${job} and n = ${n} for update`.execute(
      trx,
    );
    const row = rows[0];
    const choice = row?.candidates.find(({ id }) => id === place);
    const entry = choice === undefined ? undefined : (await entriesById(trx, [choice.id])).get(choice.id);
    if (row === undefined || (place !== null && (choice === undefined || entry === undefined))) return false;
    const next: Found = choice === undefined || entry === undefined ? row.found : chosen(choice, entry);
    await sql`update verification_row set outcome = ${next.outcome}, reason = ${next.reason}, fill = ${JSON.stringify(next.fill)},
      correction = ${next.correction}, place_id = ${next.place}, chosen = ${place !== null} where job_id = ${job} and n = ${n}`.execute(
      trx,
    );
    const counts = await countOutcomes(trx, job);
    await sql`update verification set counts = ${JSON.stringify(counts)} where id = ${job}`.execute(trx);
    return true;
  });
}

function chosen(
  { id, reason, fill }: Verdict['candidates'][number],
  entry: Parameters<typeof correctionOf>[0]['entry'],
): Found {
  const { outcome } = reasons[reason];
  // A name that stands in another division than was written is right as a name, once somebody says that it is meant.
  return { outcome: outcome === 'not_found' ? 'standard' : outcome, reason, fill, place: id, correction: reason === 'exact' || reason === 'elsewhere' ? null : correctionOf({ entry, reason, fill }) }; // prettier-ignore
}

/** Rows as the API gives them: entries as they are now, for whoever asks. */
export async function dressRows(
  db: Db,
  rows: readonly (Verdict & Pick<KeptRow, 'n' | 'name' | 'division' | 'chosen'>)[],
  tree: DivisionTree,
  audience: Audience,
): Promise<VerifiedName[]> {
  const ids = new Set(rows.flatMap(({ place, candidates }) => [...(place === null ? [] : [place]), ...candidates.map(({ id }) => id)])); // prettier-ignore
  const shown = await shownById(db, [...ids], audience);
  return rows.map((row) => {
    const candidates = row.candidates.flatMap(({ id, reason, fill }) => {
      const entry = shown.get(id);
      return entry === undefined ? [] : [dress(entry, tree, inWords(reason, reasons[reason], fill))];
    });
    return {
      n: row.n,
      name: row.name,
      division: row.division,
      outcome: row.outcome,
      reason: saidOf(row),
      notes: notesOf(row),
      correction: row.correction,
      place: candidates.find(({ id }) => id === row.place) ?? null,
      candidates,
      candidateCount: row.candidateCount,
      chosen: row.chosen,
    };
  });
}

export const saidOf = ({ reason, fill }: Pick<Verdict, 'reason' | 'fill'>) => inWords(reason, reason in reasons && reason !== 'elsewhere' ? reasons[reason as ReasonId] : verdictWords(reason, fill), fill); // prettier-ignore

const verdictWords = (reason: string, fill: Verdict['fill']): { zh: string; en: string } =>
  reason === 'elsewhere' && fill['n'] === undefined ? reasons.elsewhere : verdicts[reason as VerdictId];

export const notesOf = ({ notes }: Pick<Verdict, 'notes'>) =>
  notes.map(({ id, fill }) => inWords(id, noteWords[id], fill));

const dress = (entry: ShownEntry, tree: DivisionTree, reason: VerifiedPlace['reason']): VerifiedPlace => ({
  id: entry.id,
  name: entry.name,
  roman: entry.roman,
  division: entry.denotes,
  class: { code: entry.classCode, name: entry.className },
  path: tree.pathOf(entry.division),
  point: entry.point,
  reason,
});
