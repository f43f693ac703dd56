import type { Account } from '../accounts/account.ts';
import type * as api from '../api/coverage-evidence.ts';
import type { StoredRun } from '../api/coverage-evidence.ts';
import { defaultDetour, defaultShare, type CoverageAnswer } from '../api/coverage.ts';
import type { Answer, Body } from '../api/endpoint.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { coverageAnswer, type Question } from './answer.ts';
import { linkOf } from './sentences.ts';

type Flag = StoredRun['result'][number];

const flagsOf = ({ items }: CoverageAnswer): Flag[] => items.map(({ code, duty, reach }) => ({ code, duty: duty.result, gap: reach?.gap ?? null })); // prettier-ignore

/** Keeps a run under its id; one that is kept already stays as it is. */
export async function keepRun(context: Context, account: Account, asked: Body<typeof api.keepRun>): Promise<StoredRun> {
  const answer = await coverageAnswer(context, { ...asked, method: asked.method ?? 'straight', detour: asked.detour ?? defaultDetour, share: asked.share ?? defaultShare });
  const { id, parameters, inputs, code } = answer.run;
  await context.db
    .insertInto('coverage_run')
    .values({ id, parameters: JSON.stringify(parameters), inputs: JSON.stringify(inputs), code, result: JSON.stringify(flagsOf(answer)), made_by: account.name })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
  return readRun(context.db, id);
} // prettier-ignore

/** @throws Problem 404 */
export async function readRun(db: Db, id: string): Promise<StoredRun> {
  const row = await db.selectFrom('coverage_run').where('id', '=', id).selectAll().executeTakeFirst();
  if (row === undefined) throw notFound(`Run ${id}`);
  const run = { id, parameters: row.parameters as StoredRun['parameters'], inputs: row.inputs as StoredRun['inputs'], code: row.code }; // prettier-ignore
  const { kind, unit } = run.parameters as unknown as { kind: string; unit: CoverageAnswer['unit'] };
  return { ...run, result: row.result as unknown as Flag[], madeBy: row.made_by, madeAt: row.made_at, link: linkOf({ kind: { id: kind, name: '' }, unit, run }) }; // prettier-ignore
}

/** Asks a kept run again: whether what it was made from is the same, and which flags differ. */
export async function checkRun(context: Context, id: string): Promise<Answer<typeof api.checkRun>> {
  const kept = await readRun(context.db, id);
  const given = Object.entries(kept.parameters).filter(([, value]) => value !== null);
  const now = await coverageAnswer(context, Object.fromEntries(given) as unknown as Question);
  const tree = await divisionTree(context.db);
  const [before, after] = [kept.result, flagsOf(now)].map((flags) => new Map(flags.map((flag) => [flag.code, flag])));
  const codes = [...new Set([...before!.keys(), ...after!.keys()])].sort();
  const isSame = (code: string): boolean => JSON.stringify(orderOf(before!.get(code))) === JSON.stringify(orderOf(after!.get(code)));
  const names = new Set([...Object.keys(kept.inputs), ...Object.keys(now.run.inputs)]);
  return {
    id,
    same: now.run.id === id,
    now: now.run,
    changedInputs: [...names].filter((name) => kept.inputs[name] !== now.run.inputs[name]).sort(),
    codeChanged: kept.code !== now.run.code,
    differences: codes.filter((code) => !isSame(code)).map((code) => ({ code, name: tree.get(code)?.name ?? code, before: before!.get(code) ?? null, now: after!.get(code) ?? null })),
  };
} // prettier-ignore

const orderOf = (flag: Flag | undefined): unknown => flag && [flag.duty, flag.gap];
