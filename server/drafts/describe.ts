import type { Account } from '../accounts/account.ts';
import { DraftStep, type Draft, type DraftDetail } from '../api/drafts.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import type { Context } from '../context.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { todayInChina } from '../naming/today.ts';
import { Problem } from '../http/problem.ts';
import { mayTake, steps } from './life.ts';
import { draftNaming } from './naming.ts';
import { listComments, type DraftRow } from './store.ts';
import { subjectOf } from './subject.ts';

export const toDraft = (row: DraftRow, tree: DivisionTree): Draft => ({
  id: row.id,
  version: row.version,
  type: row.record_type,
  change: row.content.change,
  title: row.title,
  state: row.state,
  recordId: row.record_id === null ? null : Number(row.record_id),
  author: row.author,
  divisions: row.divisions.map((code) => ({ code, name: tree.get(code)?.name ?? code })),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  submittedAt: row.submitted_at,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  publishedAt: row.published_at,
});

/** The whole draft: beside the present record, with what the checks find today, and what this account can do. */
export async function describeDraft(context: Context, account: Account, row: DraftRow): Promise<DraftDetail> {
  const subject = subjectOf(row.record_type);
  const present = await presentOf(context, row);
  const open = row.state !== 'published' && row.state !== 'withdrawn';
  const stale = open && row.record_id !== null && present?.version !== row.base;
  const known = present === null ? null : subject.contentOf(present);
  const isPossible = open && (row.record_id === null || present !== null);
  const proposed = isPossible ? subject.propose(present, row.content, todayInChina()) : null;
  const { findings } = proposed === null ? { findings: [] } : await subject.check(context, present, proposed);
  return {
    ...toDraft(row, await divisionTree(context.db)),
    reason: row.content.reason,
    effectiveOn: row.content.effectiveOn,
    fields: row.content.fields,
    present: present === null ? null : subject.answer(present),
    stale,
    diff: proposed === null ? [] : differences(known, proposed),
    findings,
    statement: row.content.statement ?? null,
    papers: row.content.papers ?? null,
    naming: proposed === null ? null : await draftNaming(context, row, present, proposed),
    attachments: (await listAttachments(context.db, 'draft', row.id)).map(toAttachment),
    comments: await listComments(context.db, row.id),
    may: mayOf(account, row, stale),
  };
}

/** Null for a new record, and for one that is no longer there. */
async function presentOf(context: Context, row: DraftRow): Promise<{ id: number; version: string } | null> {
  if (row.record_id === null) return null;
  try {
    return await subjectOf(row.record_type).read(context.db, Number(row.record_id));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

function differences(present: object | null, proposed: object): DraftDetail['diff'] {
  const before = (present ?? {}) as Record<string, unknown>;
  return Object.entries(proposed)
    .filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(before[field]) && !(present === null && isNothing(value)),
    ) // prettier-ignore
    .map(([field, value]) => ({ field, present: before[field] ?? null, proposed: value }));
}

const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value as object).length === 0);

/** What was never reviewed leaves no gap. */
export const canDelete = ({ state, submitted_at }: DraftRow): boolean => (state === 'draft' || state === 'withdrawn') && submitted_at === null; // prettier-ignore

function mayOf(account: Account, row: DraftRow, stale: boolean): DraftDetail['may'] {
  const may: DraftDetail['may'] = DraftStep.options.filter(
    (step) =>
      steps[step].from.includes(row.state) &&
      mayTake(account, step, row).allowed &&
      !(step === 'publish' && stale) &&
      !(step === 'reopen' && row.state === 'approved' && !stale),
  );
  if (canDelete(row) && mayTake(account, 'delete', row).allowed) may.push('delete');
  return row.state === 'draft' && mayTake(account, 'edit', row).allowed ? ['edit', ...may] : may;
}
