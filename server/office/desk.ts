import type { Account } from '../accounts/account.ts';
import { can } from '../accounts/policy.ts';
import type { Draft } from '../api/drafts.ts';
import type { Office } from '../api/office.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { toDraft } from '../drafts/describe.ts';
import { mayTake } from '../drafts/life.ts';
import { readerOf } from '../drafts/routes.ts';
import { listDrafts, type DraftFilter } from '../drafts/store.ts';
import type { DraftStep } from '../api/drafts.ts';
import { todayInChina } from '../naming/today.ts';
import { listFilings, openFilings, unnumbered, type FilingFilter, type FilingRow } from './filing-store.ts';
import { jurisdictionOf, toFiling } from './filings.ts';

const [mostRead, mostShown] = [1000, 100];

/** What is due, overdue, and waits for this account. */
export async function desk(context: Context, account: Account): Promise<Office> {
  const { db } = context;
  const [tree, today, area] = [await divisionTree(db), todayInChina(), jurisdictionOf(account)];
  const shown = (rows: readonly FilingRow[]) => rows.slice(0, mostShown).map((row) => toFiling(row, tree, today)); // prettier-ignore
  const filings = async (filter: FilingFilter): Promise<FilingRow[]> => (await listFilings(db, area, filter, { before: null, limit: mostRead })).rows; // prettier-ignore
  const drafts = async (filter: DraftFilter, step: DraftStep): Promise<Draft[]> => {
    const { rows } = await listDrafts(db, readerOf(account), filter, { before: null, limit: mostRead });
    return rows.filter((row) => mayTake(account, step, row).allowed).slice(0, mostShown).map((row) => toDraft(row, tree)); // prettier-ignore
  };
  const open = (await openFilings(db, area, mostRead)).map((row) => toFiling(row, tree, today)).filter(({ due }) => due.length > 0); // prettier-ignore
  const soonest = ({ due }: { due: { days: number }[] }): number => Math.min(...due.map(({ days }) => days));
  const registered = (await filings({ state: 'registered' })).filter((row) => can(account, 'place.approve', { divisions: [row.division_code], author: row.registered_by }).allowed); // prettier-ignore
  const returned = (await filings({ state: 'returned' })).filter((row) => row.registered_by === account.name);
  return {
    today,
    due: open.toSorted((one, other) => soonest(one) - soonest(other)).slice(0, mostShown),
    overdue: open.filter((one) => soonest(one) < 0).length,
    review: { drafts: await drafts({ state: 'submitted' }, 'approve'), filings: shown(registered) },
    publish: await drafts({ state: 'approved' }, 'publish'),
    returned: { drafts: await drafts({ state: 'rejected', author: account.name }, 'reopen'), filings: shown(returned) }, // prettier-ignore
    incomplete: shown(await unnumbered(db, area, mostShown)),
  };
}
