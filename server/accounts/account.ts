import type { Role, Scope } from '../api/actions.ts';

/** Who asks. */
export interface Account {
  id: string | null; // null: the local administrator, anonymous readers, commands
  name: string; // user name, as the audit writes it
  display: string;
  role: Role | null; // null: nobody, where anonymous reading is off
  jurisdiction: string | null; // division code at region, league or banner level
  via: 'session' | 'token' | 'local' | 'anonymous';
  scopes: readonly Scope[] | null; // of the token; null: everything that the role may
  mustChangePassword: boolean;
  sessionId: string | null;
  expiresAt: string | null; // of the session or token
}

const nobodyInParticular = {
  id: null,
  jurisdiction: null,
  scopes: null,
  mustChangePassword: false,
  sessionId: null,
  expiresAt: null,
} as const;

/** Whoever sits at this machine, where the service is open for local use. */
export const local: Account = {
  ...nobodyInParticular,
  name: 'local',
  display: '本机',
  role: 'administrator',
  via: 'local',
};

/** A reader without an account; `nobody` where the service is not public. */
export const anonymous: Account = {
  ...nobodyInParticular,
  name: 'public',
  display: '',
  role: 'public',
  via: 'anonymous',
};
export const nobody: Account = { ...anonymous, name: 'nobody', role: null };
