import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anonymous, local, nobody, type Account } from '../../server/accounts/account.ts';
import { can, isWithin, type Thing } from '../../server/accounts/policy.ts';
import { rights } from '../../server/accounts/rights.ts';
import { grantableScopes } from '../../server/accounts/tokens.ts';
import * as contract from '../../server/api/accounts.ts';
import { Action, Role, Scope, scopeActions } from '../../server/api/actions.ts';
import type { Endpoint } from '../../server/api/endpoint.ts';

const readme = readFileSync(new URL('../../server/accounts/README.md', import.meta.url), 'utf8');
const rows = [...readme.matchAll(/^\| `([\w.-]+)` \|(.*)\|$/gm)].map(([, action, cells]) => ({
  action: action as Action,
  cells: cells!.split('|').map((cell) => cell.trim()),
}));
const words: Record<string, string> = { '✓': 'yes', inside: 'inside', '—': 'no' };

const account = (role: Role, more: Partial<Account> = {}): Account =>
  role === 'public'
    ? anonymous
    : { ...local, id: 'a', name: 'zhang', role, jurisdiction: '150100', via: 'session', ...more };
const papers = {
  parties: ['150102', '150103'],
  applications: ['150102', '150103'],
  approvalNo: '内民政〔2026〕1号',
};
const inside: Thing = {
  divisions: ['150102'],
  managing: '150102',
  public: true,
  secrecy: '公开',
  author: 'li',
  ...papers,
};
const outside: Thing = { ...inside, divisions: ['150202'], managing: '150202' };

const officer = account('boundary_officer', { jurisdiction: '150421' });
const because = (account: Account, action: Action, thing?: Thing) => {
  const decision = can(account, action, thing);
  return decision.allowed ? 'allowed' : decision.because;
};

describe('the table in the README', () => {
  test('names every action and every role in their order', () => {
    expect(rows.map(({ action }) => action)).toEqual(Action.options);
    expect(
      /^\| action \|(.*)\|$/m
        .exec(readme)![1]!
        .split('|')
        .map((cell) => cell.trim()),
    ).toEqual(Role.options);
  });
  test('every role x action x inside/outside decides as it says', () => {
    let cells = 0;
    for (const { action, cells: marks } of rows) {
      for (const [index, role] of Role.options.entries()) {
        const right = words[marks[index]!];
        expect(right, `${action} ${role}`).toBe(rights[action][role]);
        expect(can(account(role), action, inside).allowed, `${action} ${role} inside`).toBe(right !== 'no');
        expect(can(account(role), action, outside).allowed, `${action} ${role} outside`).toBe(
          right === 'yes',
        );
        expect(can(account(role), action).allowed, `${action} ${role} on no thing`).toBe(right !== 'no');
        const homeless = can(account(role, { jurisdiction: null }), action, inside).allowed;
        expect(homeless, `${action} ${role} without a jurisdiction`).toBe(right === 'yes');
        cells += 4;
      }
    }
    expect(cells).toBe(Action.options.length * Role.options.length * 4);
  });
});

test('every operation of the contract states its action, and takes no field that it does not name', () => {
  const operations = (Object.values(contract) as object[]).filter(
    (value): value is Endpoint => 'path' in value && 'method' in value,
  );
  expect(operations.length).toBe(19);
  for (const { id, action, body } of operations) {
    expect(action, id).toBeDefined();
    expect(
      body?.safeParse({ surprise: 1 }).error?.issues.some(({ code }) => code === 'unrecognized_keys') ?? true,
      id,
    ).toBe(true);
  }
});

describe('jurisdiction', () => {
  test.each([
    ['150102', '150000', true],
    ['150102', '150100', true],
    ['150102', '150102', true],
    ['150102001', '150102', true],
    ['150102001', '150100', true],
    ['150102001', '150000', true],
    ['150100', '150102', false],
    ['150000', '150100', false],
    ['150102', '150103', false],
    ['150102', '150200', false],
    ['150121', '150102', false],
    ['210000', '150000', false],
    ['152501', '152500', true],
    ['152501', '150000', true],
  ])('%s lies in %s: %s', (code, jurisdiction, lies) => {
    expect(isWithin(code, jurisdiction)).toBe(lies);
  });
  test('a banner’s officer inspects every marker on its edge, provincial ones included', () => {
    expect(because(officer, 'marker.inspect', { divisions: ['150000', '210000', '150421', '211382'] })).toBe(
      'allowed',
    );
    expect(because(officer, 'marker.inspect', { divisions: ['150000', '210000', '150422'] })).toBe(
      'jurisdiction',
    );
    expect(because(officer, 'marker.inspect', { divisions: [] })).toBe('jurisdiction');
    expect(because(officer, 'marker.inspect', {})).toBe('jurisdiction');
  });
  test('it limits writing, not reading', () => {
    expect(because(account('viewer'), 'read.staff', { ...outside, public: false, secrecy: '秘密' })).toBe(
      'allowed',
    );
  });
});

describe('beyond the table', () => {
  const edge = { divisions: ['150000', '210000', '150421', '211382'] };
  test('only the managing side records repairs', () => {
    expect(because(officer, 'marker.repair', { ...edge, managing: '150421' })).toBe('allowed');
    expect(because(officer, 'marker.repair', { ...edge, managing: '150000' })).toBe('allowed');
    expect(because(officer, 'marker.repair', { ...edge, managing: '211382' })).toBe('managing-side');
    expect(because(officer, 'marker.repair', { ...edge, managing: '210000' })).toBe('managing-side');
    expect(because(officer, 'marker.repair', { ...edge, managing: null })).toBe('managing-side');
    expect(because(local, 'marker.repair', { ...edge, managing: null })).toBe('allowed');
  });
  test.each(['marker.relocate', 'marker.add', 'marker.retire'] as const)(
    '%s needs both applications and a number',
    (action) => {
      for (const who of [account('boundary_officer'), local]) {
        expect(because(who, action, inside)).toBe('allowed');
        expect(because(who, action, { ...inside, applications: ['150102'] })).toBe('papers');
        expect(because(who, action, { ...inside, applications: ['150102', '150104'] })).toBe('papers');
        expect(because(who, action, { ...inside, approvalNo: '  ' })).toBe('papers');
        expect(because(who, action, { ...inside, approvalNo: null })).toBe('papers');
        expect(because(who, action, { ...inside, parties: ['150102'] })).toBe('papers');
        expect(because(who, action, { divisions: ['150102'] })).toBe('papers');
        const three = [...papers.parties, '150104'];
        expect(because(who, action, { ...inside, parties: three })).toBe('papers');
        expect(because(who, action, { ...inside, parties: three, applications: three })).toBe('allowed');
      }
    },
  );
  test('nobody approves an own proposal', () => {
    expect(because(account('place_officer'), 'place.approve', { ...inside, author: 'zhang' })).toBe(
      'own-proposal',
    );
  });
  test.each([
    [{ public: true, secrecy: '公开' }, 'allowed'],
    [{ public: false, secrecy: '公开' }, 'hidden'],
    [{ public: true, secrecy: '秘密' }, 'hidden'],
    [{ public: true, secrecy: '内部' }, 'hidden'],
    [{ public: true }, 'hidden'],
    [{}, 'hidden'],
  ])('the public reads %o: %s', (thing, decision) => {
    expect(because(anonymous, 'read.public', thing)).toBe(decision);
    expect(because(account('viewer'), 'read.public', thing)).toBe('allowed');
    expect(because(nobody, 'read.public', thing)).toBe('signed-out');
  });
  test('nobody may sign in and nothing else', () => {
    expect(Action.options.filter((action) => can(nobody, action).allowed)).toEqual(['session']);
  });
  test('a password that must be changed leaves nothing else', () => {
    const fresh = account('administrator', { mustChangePassword: true });
    expect(Action.options.filter((action) => can(fresh, action).allowed)).toEqual([
      'session',
      'account.self',
    ]);
  });
  test('the local administrator has no account of its own', () => {
    expect(because(local, 'account.self')).toBe('no-account');
    expect(because(local, 'token.manage')).toBe('no-account');
    expect(because(local, 'account.manage')).toBe('allowed');
  });
});

describe('scopes of a token', () => {
  test('cover their actions and no others', () => {
    for (const scope of Scope.options) {
      const token = account('administrator', { via: 'token', scopes: [scope] });
      const allowed = Action.options.filter((action) => can(token, action, inside).allowed);
      expect(allowed.sort()).toEqual(['session', ...scopeActions[scope]].sort());
    }
  });
  test('accounts, tokens and passwords are in none', () => {
    const all = account('administrator', { via: 'token', scopes: Scope.options });
    for (const action of ['account.manage', 'account.self', 'token.manage', 'backup'] as const) {
      expect(because(all, action)).toBe('scope');
    }
  });
  test('do not lift a role', () => {
    const viewer = account('viewer', { via: 'token', scopes: Scope.options });
    expect(because(viewer, 'place.edit', inside)).toBe('role');
    expect(because(account('place_officer', { scopes: ['places'] }), 'place.edit', outside)).toBe(
      'jurisdiction',
    );
    expect(grantableScopes(account('viewer'))).toEqual(['read']);
    expect(grantableScopes(account('place_officer'))).toEqual(['read', 'audit', 'import', 'places']);
    expect(grantableScopes(account('administrator'))).toEqual(Scope.options);
  });
});
