import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { Action } from '../api/actions.ts';

/** Asks for each division apart: a record that is moved asks for where it was and for where it goes. @throws Problem 403 */
export function authorizeEach(
  account: Account,
  action: Action,
  divisions: readonly string[],
  more: { author?: string } = {},
): void {
  for (const division of new Set(divisions)) authorize(account, action, { divisions: [division], ...more });
}
