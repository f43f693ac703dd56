import type { Account } from '../accounts/account.ts';
import { can, type Decision } from '../accounts/policy.ts';
import type { Action } from '../api/actions.ts';
import type { DraftState, DraftStep, DraftType } from '../api/drafts.ts';
import type { DraftRow } from './store.ts';

/** The action that each kind of draft asks for. */
export const actions: Readonly<Record<DraftType, { propose: Action; approve: Action; publish: Action }>> = {
  place: { propose: 'place.propose', approve: 'place.approve', publish: 'place.edit' },
  facility: { propose: 'facility.edit', approve: 'facility.edit', publish: 'facility.edit' },
};

/** From which states a step starts, and where it leads. */
export const steps: Readonly<Record<DraftStep, { from: readonly DraftState[]; to: DraftState }>> = {
  submit: { from: ['draft'], to: 'submitted' },
  withdraw: { from: ['draft', 'submitted'], to: 'withdrawn' },
  approve: { from: ['submitted'], to: 'approved' },
  reject: { from: ['submitted'], to: 'rejected' },
  publish: { from: ['approved'], to: 'published' },
  reopen: { from: ['rejected', 'approved'], to: 'draft' }, // approved: only where the record has changed meanwhile
};

type Owned = Pick<DraftRow, 'record_type' | 'divisions' | 'author'>;

/** Whether a step is this account's to take, whatever the state: its author's, a reviewer's, a publisher's. */
export function mayTake(
  account: Account,
  step: DraftStep | 'edit' | 'read' | 'delete',
  draft: Owned,
): Decision {
  const { propose, approve, publish } = actions[draft.record_type];
  const own = draft.author === account.name;
  switch (step) {
    case 'read':
      return own ? { allowed: true } : firstAllowed([propose, approve].map((action) => can(account, action, draft))); // prettier-ignore
    case 'edit':
    case 'delete':
    case 'submit':
    case 'withdraw':
    case 'reopen':
      if (!own && account.role !== 'administrator') return { allowed: false, because: 'role' };
      return everywhere(account, propose, draft);
    case 'approve':
    case 'reject':
      if (own && account.role !== 'administrator') return { allowed: false, because: 'own-proposal' };
      return everywhere(account, approve, draft);
    case 'publish':
      return everywhere(account, publish, draft);
  }
}

const firstAllowed = (decisions: Decision[]): Decision =>
  decisions.find(({ allowed }) => allowed) ?? decisions[0]!;

/** A draft that moves a record asks for where it is and for where it goes. */
function everywhere(account: Account, action: Action, { divisions, author }: Owned): Decision {
  const decisions = divisions.map((division) => can(account, action, { divisions: [division], author }));
  return decisions.find(({ allowed }) => !allowed) ?? decisions[0] ?? can(account, action, { divisions: [] });
}
