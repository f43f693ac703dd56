import { z } from 'zod';
import { AccountRole, Action, Role, Scope } from './actions.ts';
import { endpoint } from './endpoint.ts';
import { listOf, paging } from './paging.ts';
import { DivisionRef } from './record.ts';

/** Latin letters, digits and hanzi: nothing invisible, nothing that looks like something else. Never changed, never used again. */
export const UserName = z
  .string()
  .max(40)
  .normalize('NFKC')
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9\p{Script=Han}][a-z0-9\p{Script=Han}._-]{1,39}$/u,
    '须为 2 至 40 个小写字母、数字或汉字, 其间可有 . _ -。must be 2 to 40 letters a-z, digits, hanzi, and . _ - inside',
  ) // prettier-ignore
  .refine(
    (name) => !['local', 'public', 'nobody', 'system'].includes(name),
    '留给系统使用。is kept for the service itself',
  )
  .meta({ examples: ['zhangsan'] });

/** One line in any script; no control or direction characters (U+180E is part of written Mongolian). */
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(
    /^(?:[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\u{180E})+$/u,
    '须为一行文字, 不含控制字符。must be one line without control characters',
  );

export const Jurisdiction = z
  .string()
  .regex(/^\d{6}$/, 'must be a division code of 6 digits (region, league or banner)')
  .meta({
    description: '150000 = the whole region; null = none: nothing can be written',
    examples: ['150100'],
  });

const NewPassword = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'at least 12 characters, not the user name, not a usual one' });
const AccountId = z.uuid();

export const AccountRecord = z.object({
  id: z.string(),
  username: z.string(),
  display: z.string(),
  role: AccountRole,
  jurisdiction: DivisionRef.nullable(),
  active: z.boolean(),
  mustChangePassword: z.boolean(),
  oidc: z.boolean().meta({ description: 'has signed in by single sign-on' }),
  createdAt: z.string(),
  lastSignInAt: z.string().nullable(),
});
export type AccountRecord = z.infer<typeof AccountRecord>;

export const ManagedAccount = AccountRecord.extend({
  lockedUntil: z
    .string()
    .nullable()
    .meta({ description: 'too many failed attempts: no sign-in before this moment' }),
});
export type ManagedAccount = z.infer<typeof ManagedAccount>;

export const SessionRecord = z.object({
  id: z.string(),
  address: z.string().nullable(),
  agent: z.string().nullable().meta({ description: 'the browser, as it names itself' }),
  createdAt: z.string(),
  lastUsedAt: z.string().meta({ description: 'within a sixteenth of its life' }),
  expiresAt: z.string(),
  current: z.boolean().meta({ description: 'the one that asks' }),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

export const SessionState = z.object({
  account: z
    .object({
      id: z.string().nullable().meta({ description: 'null: the local administrator' }),
      username: z.string(),
      display: z.string(),
      role: Role,
      jurisdiction: DivisionRef.nullable(),
      mustChangePassword: z.boolean(),
    })
    .nullable()
    .meta({ description: 'null: not signed in' }),
  via: z.enum(['session', 'token', 'local', 'anonymous']),
  may: z
    .array(Action)
    .meta({ description: 'what can be offered; jurisdiction and papers decide on each record' }),
  expiresAt: z.string().nullable(),
  public: z.boolean().meta({ description: 'anonymous reading is on' }),
  ways: z
    .object({ password: z.boolean(), oidc: z.object({ label: z.string() }).nullable() })
    .meta({ description: 'how one can sign in' }),
});
export type SessionState = z.infer<typeof SessionState>;

export const TokenRecord = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().meta({ description: 'the first characters, to tell it by' }),
  scopes: z.array(Scope),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type TokenRecord = z.infer<typeof TokenRecord>;

const none = z.object({});
const done = z.object({ done: z.literal(true) });
const bare = { params: none, query: none } as const;
const session = { ...bare, tag: 'session', action: 'session', path: '/api/v1/session' } as const;
const profile = { ...bare, tag: 'profile', action: 'account.self', path: '/api/v1/profile' } as const;
const sessions = { ...profile, path: '/api/v1/profile/sessions' } as const;
const tokens = { tag: 'tokens', action: 'token.manage', query: none } as const;
const accounts = { tag: 'accounts', action: 'account.manage' } as const;
const oneAccount = { ...accounts, params: z.object({ id: AccountId }), query: none } as const;

export const getSession = endpoint({
  ...session,
  id: 'getSession',
  method: 'get',
  summary: 'Who is asking, what they may do, and how one can sign in',
  response: SessionState,
});

export const signIn = endpoint({
  ...session,
  id: 'signIn',
  method: 'post',
  summary: 'Signs in by user name and password; the session is a cookie',
  body: z.strictObject({ username: z.string().min(1).max(200), password: z.string().min(1).max(128) }),
  response: SessionState,
});

export const signInByOidc = endpoint({
  ...session,
  id: 'signInByOidc',
  method: 'post',
  path: '/api/v1/session/oidc',
  summary: 'Begins single sign-on: the page goes to the answered address and comes back signed in',
  body: z.strictObject({
    returnTo: z
      .string()
      .max(2000)
      .regex(/^\/(?![/\\])[^\p{Cc}\\]*$/u, 'must be a path of this service')
      .default('/'),
  }),
  response: z.object({ url: z.string() }),
});

export const signOut = endpoint({
  ...session,
  id: 'signOut',
  method: 'delete',
  summary: 'Ends the session',
  response: done,
});

export const getProfile = endpoint({
  ...profile,
  id: 'getProfile',
  method: 'get',
  summary: 'The own account',
  response: AccountRecord,
});

export const changeProfile = endpoint({
  ...profile,
  id: 'changeProfile',
  method: 'patch',
  summary: 'Changes the own display name; role and jurisdiction are an administrator’s to give',
  body: z.strictObject({ display: DisplayName }),
  response: AccountRecord,
});

export const changePassword = endpoint({
  ...profile,
  id: 'changePassword',
  method: 'post',
  path: '/api/v1/profile/password',
  summary: 'Changes the own password and ends all other sessions',
  body: z.strictObject({ current: z.string().min(1).max(128), password: NewPassword }),
  response: done,
});

export const listSessions = endpoint({
  ...sessions,
  id: 'listSessions',
  method: 'get',
  summary: 'Where the own account is signed in',
  response: z.object({ items: z.array(SessionRecord) }),
});

export const endOtherSessions = endpoint({
  ...sessions,
  id: 'endOtherSessions',
  method: 'delete',
  summary: 'Ends all sessions of the own account but the one that asks',
  response: z.object({ ended: z.number().int() }),
});

export const endSession = endpoint({
  ...sessions,
  id: 'endSession',
  method: 'delete',
  path: '/api/v1/profile/sessions/:id',
  summary: 'Ends one session of the own account',
  params: z.object({ id: z.uuid() }),
  response: done,
});

export const listTokens = endpoint({
  ...tokens,
  id: 'listTokens',
  method: 'get',
  path: '/api/v1/tokens',
  summary: 'The own API tokens that can still be used',
  params: none,
  response: z.object({
    items: z.array(TokenRecord),
    scopes: z.array(Scope).meta({ description: 'that can be given' }),
  }),
});

export const createToken = endpoint({
  ...tokens,
  id: 'createToken',
  method: 'post',
  path: '/api/v1/tokens',
  summary: 'Makes an API token; it is shown this once',
  params: none,
  body: z.strictObject({
    name: DisplayName,
    scopes: z.array(Scope).min(1).max(Scope.options.length),
    days: z.number().int().min(1).max(365).default(90),
  }),
  status: 201,
  response: TokenRecord.extend({
    token: z.string().meta({ description: 'send it as Authorization: Bearer' }),
  }),
});

export const revokeToken = endpoint({
  ...tokens,
  id: 'revokeToken',
  method: 'delete',
  path: '/api/v1/tokens/:id',
  summary: 'Revokes an API token of one’s own',
  params: z.object({ id: z.uuid() }),
  response: done,
});

export const listAccounts = endpoint({
  ...accounts,
  id: 'listAccounts',
  method: 'get',
  path: '/api/v1/accounts',
  summary: 'All accounts by user name',
  params: none,
  query: z.object({ limit: paging.limit, next: paging.next }),
  response: listOf(ManagedAccount),
});

export const getAccount = endpoint({
  ...oneAccount,
  id: 'getAccount',
  method: 'get',
  path: '/api/v1/accounts/:id',
  summary: 'One account',
  response: ManagedAccount,
});

export const createAccount = endpoint({
  ...accounts,
  id: 'createAccount',
  method: 'post',
  path: '/api/v1/accounts',
  summary: 'Opens an account; its password must be changed at the first sign-in',
  params: none,
  query: none,
  body: z.strictObject({
    username: UserName,
    display: DisplayName.optional(),
    role: AccountRole,
    jurisdiction: Jurisdiction.nullable().default(null),
    password: NewPassword,
  }),
  status: 201,
  response: AccountRecord,
});

export const changeAccount = endpoint({
  ...oneAccount,
  id: 'changeAccount',
  method: 'patch',
  path: '/api/v1/accounts/:id',
  summary: 'Changes role, jurisdiction or display name, or closes the account; the last administrator stays',
  body: z
    .strictObject({
      display: DisplayName.optional(),
      role: AccountRole.optional(),
      jurisdiction: Jurisdiction.nullable().optional(),
      active: z.boolean().optional(),
    })
    .refine((changes) => Object.keys(changes).length > 0, 'must change something'),
  response: AccountRecord,
});

export const setAccountPassword = endpoint({
  ...oneAccount,
  id: 'setAccountPassword',
  method: 'post',
  path: '/api/v1/accounts/:id/password',
  summary:
    'Gives an account a password to be changed at the next sign-in; ends its sessions and revokes its tokens',
  body: z.strictObject({ password: NewPassword }),
  response: done,
});

export const unlockAccount = endpoint({
  ...oneAccount,
  id: 'unlockAccount',
  method: 'post',
  path: '/api/v1/accounts/:id/unlock',
  summary: 'Lets an account try to sign in again at once after too many failed attempts',
  response: ManagedAccount,
});
