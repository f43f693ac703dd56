import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Account } from '../accounts/account.ts';
import { can } from '../accounts/policy.ts';
import type * as api from '../api/unit-facts.ts';
import type { FactFile } from '../api/unit-facts.ts';
import type { Query } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { significant } from '../imports/kinds/known-divisions.ts';
import { createReport, type Finding } from '../imports/report.ts';
import { saveUpload } from '../imports/uploads.ts';
import { badRequest, changedMeanwhile, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { describePlan, planFacts, type Planned } from './fact-file-plan.ts';
import { readFactFile, type FactRows } from './fact-file-read.ts';
import { hashOf } from './hash.ts';
import { contentOf, insertFact, lockFacts, removeFact, selectFacts, updateFact } from './unit-facts.ts';

type Asked = Query<typeof api.checkFactFile>;

const [mostFindings, mostChanges] = [500, 3000];

/** A file that has been read, with what was wrong in it. */
interface Brought {
  account: Account;
  asked: Asked;
  hash: string;
  rows: FactRows;
  found: readonly Finding[];
}

/** What a file would change. @throws Problem 400 when it cannot be read at all */
export async function checkFactFile({ db, config }: Context, account: Account, asked: Asked, upload: Readable): Promise<FactFile> {
  const brought = await readUpload({ db, config }, account, asked, upload);
  return (await judge(db, brought)).answer;
} // prettier-ignore

/** Writes it in one transaction, every fact with its audit row. @throws Problem 400 with faults, 412 when facts have changed since the check */
export async function loadFactFile({ db, config }: Context, account: Account, actor: Actor, { asked, match, upload }: { asked: Asked; match: string; upload: Readable }): Promise<FactFile> {
  const brought = await readUpload({ db, config }, account, asked, upload);
  const { answer, isStale } = await transaction(db, async (trx) => {
    await lockFacts(trx);
    const judged = await judge(trx, brought);
    if (judged.answer.version !== match) return { ...judged, isStale: true };
    refuseFaults(judged.faults);
    for (const planned of judged.planned) await write(trx, actor, planned);
    await logChange(trx, actor, 'unit-fact.file', { type: 'unit-fact-file', id: brought.hash.slice(0, 16), divisions: asked.division === undefined ? [] : [asked.division] }, { summary: { file: asked.name, ...judged.answer.counts, mode: asked.gone } });
    return { ...judged, isStale: false };
  });
  if (isStale) throw changedMeanwhile(answer);
  return { ...answer, loaded: true };
} // prettier-ignore

async function readUpload({ db, config }: Pick<Context, 'db' | 'config'>, account: Account, asked: Asked, upload: Readable): Promise<Brought> {
  if (/[/\\\p{Cc}]/u.test(asked.name)) throw badRequest('query: `name` is the name of a file, without a path.');
  const found: Finding[] = [];
  const report = createReport(async (findings) => void found.push(...findings));
  const { path, hash } = await saveUpload(config, upload);
  try {
    const held = new Set((await db.selectFrom('unit_fact').select('division_code').distinct().execute()).map((row) => row.division_code));
    const rows = await readFactFile(db, { path, name: asked.name }, { type: asked.type, held }, report);
    await report.flush();
    return { account, asked, hash, rows, found };
  } finally {
    await rm(path, { force: true });
  }
} // prettier-ignore

async function judge(db: Db, { account, asked, hash, rows, found }: Brought): Promise<{ answer: FactFile; planned: Planned[]; faults: Finding[] }> {
  const { division, gone } = asked;
  const [all, today] = [[...found], todayInChina()];
  const report = createReport(async (findings) => void all.push(...findings));
  const types = [...new Set(rows.said.map(({ type }) => type))];
  const facts = types.length === 0 ? [] : await selectFacts(db).where('type', 'in', types).orderBy('id').execute();
  const isWhole = found.every(({ severity }) => severity !== 'error'); // a row that cannot be read does not make its fact gone
  const within = division === undefined ? '' : significant(division);
  const mayChange = (code: string): boolean => can(account, 'policy.edit', { divisions: [code] }).allowed;
  const planned = planFacts(rows, facts, { gone, today, mayChange, inScope: (code) => isWhole && code.startsWith(within) }, report);
  if (isWhole && rows.said.length === 0) report.error({ check: 'no-rows', reason: '没有一行写了值', remedy: '在“值”一列填写后再上传' });
  await report.flush();
  const count = (change: Planned['change']): number => planned.filter((one) => one.change === change && (change !== 'same' || one.line !== null)).length;
  const changes = planned.filter(({ change }) => change !== 'same');
  all.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const faults = all.filter(({ severity }) => severity === 'error');
  const answer: FactFile = {
    version: hashOf({ hash, asked, today, facts: facts.map(({ id, version }) => [id, version]) }),
    loaded: false,
    rows: rows.rows,
    counts: { added: count('added'), changed: count('changed'), gone: count('gone'), same: count('same') },
    errors: faults.length,
    warnings: all.length - faults.length,
    findings: all.slice(0, mostFindings).map(({ severity, check, line, field, value, reason, remedy }) => ({ severity, check, line, field, value, reason, remedy })),
    changes: await describePlan(db, changes.slice(0, mostChanges)),
  };
  return { answer, planned, faults };
} // prettier-ignore

/** @throws Problem 400; 403 where nothing is wrong but who brings it */
function refuseFaults(faults: readonly Finding[]): void {
  if (faults.length === 0) return;
  const errors = faults.slice(0, mostFindings).map(({ line, field, value, reason, remedy }) => ({ where: `row ${line ?? '?'}: ${field ?? ''}`, what: `${value === null ? '' : `“${value}” `}${reason}; ${remedy}` }));
  if (faults.every(({ check }) => check === 'jurisdiction')) throw new Problem(403, 'Not allowed', '文件中有管辖范围以外的单位, 没有载入任何一行。Units of this file lie outside the jurisdiction: nothing was taken in.', { errors });
  throw badRequest(`文件有 ${faults.length} 处错误, 没有载入任何一行。The file has ${faults.length} faults: nothing was taken in.`, errors);
} // prettier-ignore

async function write(trx: Db, actor: Actor, { change, row, after }: Planned): Promise<void> {
  if (row === null) await insertFact(trx, actor, after!);
  else if (after === null) await removeFact(trx, actor, row);
  else if (change === 'changed' || (change === 'gone' && after.validTo !== contentOf(row).validTo)) await updateFact(trx, actor, row, after); // prettier-ignore
}
