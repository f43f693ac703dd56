import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { ac } from '../i18n/accounts.ts';

/** Whether somebody can come in by an account, in a word. */
export function AccountState({ account }: { account: Result<'getAccount'> }): VNode {
  const { active, lockedUntil, mustChangePassword } = account;
  if (!active) return <span class="state">{ac('state.closed')}</span>;
  if (lockedUntil !== null) return <span class="state bad">{ac('state.locked')}</span>;
  if (mustChangePassword) return <span class="state busy">{ac('state.password')}</span>;
  return <span class="state good">{ac('state.active')}</span>;
}
