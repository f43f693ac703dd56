import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local } from '../../server/accounts/account.ts';
import { createToken } from '../../server/accounts/tokens.ts';
import { rights } from '../../server/accounts/rights.ts';
import { AccountRole, scopeActions, type Action } from '../../server/api/actions.ts';
import { routes } from '../../server/app.ts';
import type { Db } from '../../server/database/open.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { rebuildFeatureKeys } from '../../server/search/feature-keys.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext } from '../support/database.ts';
import { askRaw } from '../support/page.ts';
import { plansOf } from '../support/walk-plans.ts';
import { createWorld, region, type Plan } from '../support/walk-world.ts';
import { loadTwoLeagues, serveApp, signedIn, stranger, withToken, type Asker } from '../support/walk.ts'; // prettier-ignore

let db: Db;
let close: () => Promise<void>;
let home: string;
let closed: Awaited<ReturnType<typeof serveApp>>;
let open: Awaited<ReturnType<typeof serveApp>>;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  home = mkdtempSync(join(tmpdir(), 'nutag-walk-'));
  await loadTwoLeagues(db);
  await buildPlaceIndexes(db, quietStep);
  await rebuildNameKeys({ jobs: db }, quietStep);
  await rebuildFeatureKeys({ jobs: db });
  const context = testContext(db, home);
  closed = await serveApp(context, { NUTAG_RATE: '1000000' });
  chief = await signedIn(db, closed.url, 'administrator', null);
  plans = plansOf(db, createWorld(db, chief, closed.url));
  for (
    let tries = 0;
    (await chief.ask('GET', { path: '/api/v1/quality/same-name' })).status === 503;
    tries += 1
  ) {
    if (tries > 300) throw new Error('the quality of the data is not counted');
    await chief.ask('GET', { path: '/api/v1/quality' });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  open = await serveApp(context, {
    NUTAG_RATE: '1000000',
    NUTAG_PUBLIC: 'on',
    NUTAG_MAP_REVIEW: '蒙S(2026)001号',
  });
});
afterAll(async () => {
  closed.close();
  open.close();
  await close();
  rmSync(home, { recursive: true, force: true });
});

const administrator = { ...local, via: 'session', role: 'administrator' } as const;
let plans: Record<string, Plan>;
let chief: Asker;

/** What the table of rights says of somebody who asks for a thing that lies in their jurisdiction or does not. */
function expected(action: Action, plan: Plan, declared: number, asker: Asker, isInside: boolean): number {
  const letIn = plan.status ?? declared;
  if (asker.role === 'nobody') return action === 'session' ? letIn : 401;
  const right = rights[action][asker.role];
  if (right === 'no') return asker.role === 'public' ? 401 : 403;
  if (asker.role !== 'public' && asker.role !== 'administrator') {
    const stopped = plan.but?.(asker);
    if (stopped !== undefined) return stopped;
    const isBound = right === 'inside' || plan.bound === true || plan.jurisdictions !== undefined;
    if (isBound && !isInside) return plan.outside ?? 403;
  }
  return letIn;
}

let pairs = 0;
afterAll(() => console.log(`walk: ${pairs} pairs of route and role`));

/** Asks every route and returns where the answer is not the table's. `allows` are the actions that a token is for. */
async function mistakes(
  askerOf: (plan: Plan) => Asker,
  isInside: boolean,
  allows: (action: Action, plan: Plan) => boolean = () => true,
): Promise<string[]> {
  const found: string[] = [];
  for (const { endpoint } of routes) {
    const { id, action, method } = endpoint;
    if (id === 'signOut') continue; // it would end the walk
    const plan = plans[id]!;
    const asker = askerOf(plan);
    const { status, body } = await asker.ask(method, await plan.asked(asker));
    const wanted = allows(action, plan)
      ? expected(action, plan, endpoint.status ?? 200, asker, isInside)
      : 403;
    pairs += 1;
    if (status !== wanted) found.push(`${id} as ${asker.name} (${isInside ? 'inside' : 'outside'}): ${status} in place of ${wanted}; ${JSON.stringify(body)}`); // prettier-ignore
  }
  return found;
}

test('every route states an action and has a plan here', () => {
  for (const { endpoint } of routes) expect(endpoint.action, endpoint.id).toBeDefined();
  expect(Object.keys(plans).sort()).toEqual(routes.map(({ endpoint }) => endpoint.id).sort());
});

describe('every route', () => {
  test('without an account, where the service is closed and where it is public', async () => {
    const [nobody, everybody] = [stranger(closed.url, 'nobody'), stranger(open.url, 'public')];
    expect(await mistakes(() => nobody, false)).toEqual([]);
    expect(await mistakes(() => everybody, false)).toEqual([]);
  });
  test.each(AccountRole.options)(
    'as %s, inside and outside the jurisdiction',
    async (role) => {
      for (const isInside of [true, false]) {
        const usual = await signedIn(db, closed.url, role, isInside ? '150100' : '150200');
        const regional = await signedIn(db, closed.url, role, isInside ? region[0] : region[1]);
        const askerOf = (plan: Plan): Asker => (plan.jurisdictions === undefined ? usual : regional);
        expect(await mistakes(askerOf, isInside)).toEqual([]);
        expect((await usual.ask('DELETE', { path: '/api/v1/session' })).status).toBe(200);
        expect((await usual.ask('GET', { path: '/api/v1/profile' })).status).toBe(401);
      }
    },
    120_000,
  );
  test('as an account whose password somebody else has set: it is changed first', async () => {
    const asker = await signedIn(db, closed.url, 'administrator', null, true);
    const isOwn = (action: Action): boolean => action === 'account.self' || action === 'session';
    expect(await mistakes(() => asker, true, isOwn)).toEqual([]);
  });
  test.each(Object.keys(scopeActions) as (keyof typeof scopeActions)[])(
    'by a token for %s',
    async (scope) => {
      const owner = await signedIn(db, closed.url, 'administrator', null);
      const account = { ...administrator, id: owner.id, name: owner.username };
      const { token } = await createToken(db, account, { name: 'walk', from: 'command' }, { name: 'walk', scopes: [scope], days: 1 }); // prettier-ignore
      const asker = withToken(closed.url, 'administrator', token);
      const allows = (action: Action, plan: Plan): boolean =>
        action === 'session' || (scopeActions[scope].includes(action) && (plan.scope ?? scope) === scope);
      expect(await mistakes(() => asker, true, allows)).toEqual([]);
    },
    60_000,
  );
});

describe('what is not public', () => {
  test('is 404 for the public, 200 for staff', async () => {
    const viewer = await signedIn(db, open.url, 'viewer', null);
    for (const { endpoint } of routes) {
      const hidden = plans[endpoint.id]!.hidden?.();
      if (hidden === undefined) continue;
      const asked = async (asker: Asker) => (await asker.ask(endpoint.method, hidden)).status;
      expect([await asked(stranger(open.url, 'public')), await asked(viewer)], endpoint.id).toEqual([
        404, 200,
      ]);
    }
  });
  test('is in no answer to the public, not even as a number', async () => {
    const everybody = stranger(open.url, 'public');
    for (const { endpoint } of routes) {
      if (endpoint.action !== 'read.public') continue;
      const { body } = await everybody.ask(endpoint.method, await plans[endpoint.id]!.asked(everybody));
      expect(JSON.stringify(body), endpoint.id).not.toMatch(/内河村|Neihe|内馆|内线|0102001Q/);
    }
    const totals = async (asker: Asker, path: string) => (await asker.ask('GET', { path })).body['total'] as number; // prettier-ignore
    const viewer = await signedIn(db, open.url, 'viewer', null);
    for (const path of ['/api/v1/places', '/api/v1/facilities', '/api/v1/boundary-lines', `/api/v1/search?q=${encodeURIComponent('河')}`])
      expect((await totals(viewer, path)) - (await totals(everybody, path)), path).toBe(1); // prettier-ignore
  });
});

describe('attempts', () => {
  test('forged, expired and odd credentials are nobody’s', async () => {
    const forged = ['nutag_', `nutag_${'a'.repeat(43)}`, 'x'.repeat(5000), "'or 1=1--"];
    for (const token of forged) {
      const asker = withToken(closed.url, 'administrator', token);
      expect((await asker.ask('GET', { path: '/api/v1/places' })).status).toBe(401);
    }
    const owner = await signedIn(db, closed.url, 'administrator', null);
    const account = { ...administrator, id: owner.id, name: owner.username };
    const { token, id } = await createToken(db, account, { name: 'walk', from: 'command' }, { name: 'old', scopes: ['read'], days: 1 }); // prettier-ignore
    await sql`update account_token set expires_at = now() - interval '1 s' where id = ${id}`.execute(db);
    expect((await withToken(closed.url, 'administrator', token).ask('GET', { path: '/api/v1/places' })).status).toBe(401); // prettier-ignore
    for (const cookie of ['nutag.session_token=abc.def', `nutag.session_token=${'x'.repeat(9000)}`, 'nutag_audience=staff.9999999999.' + 'a'.repeat(43)]) {
      const answer = await askRaw(closed.url, 'GET', '/api/v1/places', { headers: { cookie } });
      expect([401, 431]).toContain(answer.status);
    } // prettier-ignore
  });
  test('mass assignment: what is not one’s own to set is refused, and nothing is changed', async () => {
    const officer = await signedIn(db, closed.url, 'place_officer', '150100');
    for (const body of [
      { display: '甲', role: 'administrator' },
      { display: '甲', jurisdiction: '150000' },
      { role: 'administrator' },
      { display: '甲', id: '00000000-0000-4000-8000-000000000000' },
      { display: '甲', __proto__: { role: 'administrator' }, constructor: {} },
    ])
      expect((await officer.ask('PATCH', { path: '/api/v1/profile', body })).status, JSON.stringify(body)).toBe(400); // prettier-ignore
    const { body } = await officer.ask('GET', { path: '/api/v1/profile' });
    expect(body).toMatchObject({ role: 'place_officer', display: officer.username });
  });
  test('pages of other sites change nothing by cookie', async () => {
    const chief = await signedIn(db, closed.url, 'administrator', null);
    for (const { endpoint } of routes) {
      if (endpoint.method === 'get') continue;
      const asked = await plans[endpoint.id]!.asked(chief);
      const { status } = await chief.ask(endpoint.method, {
        ...asked,
        headers: { ...asked.headers, origin: 'https://evil.example' },
      });
      expect(status, endpoint.id).toBe(403);
    }
  });
});

describe('bad input', () => {
  const nasty = [
    "' or 1=1 --", '"; drop table place; --', "name LIKE '%' OR 1=1", '../../../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%00', '\u0000', '\ud800', '\u202e村',
    '1e400', '-1', '0', '99999999999999999999', 'NaN', '', ' ', '[]', '{"$gt":""}', '<script>alert(1)</script>', '=cmd|\'/c calc\'!A1', 'a'.repeat(3000), '呼'.repeat(400),
    '180,90,-180,-90', '1,2,3', 'POINT(0 0)', 'ﷺ'.repeat(50),
  ]; // prettier-ignore
  const parametersOf = (schema: unknown): string[] => Object.keys((schema as { shape: object }).shape);
  const escape = (text: string): string => (text === '\ud800' ? '%ED%A0%80' : encodeURIComponent(text));

  test('in every parameter of every route is answered 4xx or 2xx, with no word of the inside', async () => {
    const chief = await signedIn(db, closed.url, 'administrator', null);
    const wrong: string[] = [];
    for (const { endpoint } of routes) {
      if (endpoint.action === 'session') continue;
      const { path, ...rest } = await plans[endpoint.id]!.asked(chief);
      const [bare = ''] = path.split('?');
      const segments = [...endpoint.path.matchAll(/:(\w+)/g)];
      for (const value of nasty) {
        const urls = [
          ...parametersOf(endpoint.query).map((name) => `${path}${path.includes('?') ? '&' : '?'}${name}=${escape(value)}`),
          ...(segments.length > 0 && value !== '' ? [bare.replace(/[^/]+$/, '') + escape(value), endpoint.path.replace(/:\w+/g, escape(value))] : []),
        ]; // prettier-ignore
        for (const url of new Set(urls)) {
          const { status, body } = await chief.ask(endpoint.method, { path: url, ...rest });
          if (status >= 500 || /select |insert |at \w+ \(|node_modules|\.ts:\d/i.test(JSON.stringify(body))) wrong.push(`${endpoint.method} ${url.slice(0, 200)}: ${status} ${JSON.stringify(body).slice(0, 300)}`); // prettier-ignore
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 300_000);
  test('as the body of every route that takes one', async () => {
    const chief = await signedIn(db, closed.url, 'administrator', null);
    const wrong: string[] = [];
    const bodies: [string, string][] = [
      ['application/json', '{'], ['application/json', 'null'], ['application/json', '[]'], ['application/json', '"text"'], ['application/json', '{"a":"\u0000"}'],
      ['application/json', '{"display":"\ud800","name":"\u202e","username":"\u202ex"}'], ['application/json', `{"a":"${'x'.repeat(10_000_000)}"}`],
      ['application/json', '['.repeat(100_000)], ['text/plain', 'hello'], ['application/x-www-form-urlencoded', 'a=1'], ['multipart/form-data; boundary=x', '--x--'],
      ['application/json; charset=utf-7', '{}'], ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ]; // prettier-ignore
    for (const { endpoint } of routes) {
      if (endpoint.body === undefined || endpoint.action === 'session') continue;
      const { path, headers } = await plans[endpoint.id]!.asked(chief);
      for (const [type, text] of bodies) {
        const { status } = await chief.ask(endpoint.method, { path, file: text, headers: { ...headers, 'content-type': type } }).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return { status: 413 }; // the rest of ten megabytes is not waited for
          throw error;
        }); // prettier-ignore
        const plain = status === 200 || status === 409 || status === 202; // an empty object may be all that is asked
        if (status >= 500 || (status < 400 && !plain)) wrong.push(`${endpoint.id} ${type} ${text.slice(0, 40)}: ${status}`); // prettier-ignore
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
  test('a parameter twice, an unknown one, a method that there is not', async () => {
    const chief = await signedIn(db, closed.url, 'administrator', null);
    for (const { endpoint } of routes) {
      if (endpoint.method !== 'get' || endpoint.action === 'session') continue;
      const { path } = await plans[endpoint.id]!.asked(chief);
      const joint = path.includes('?') ? '&' : '?';
      expect((await chief.ask('GET', { path: `${path}${joint}nothing=1` })).status, endpoint.id).toBe(400);
      for (const [name] of Object.entries((endpoint.query as unknown as { shape: object }).shape))
        expect((await chief.ask('GET', { path: `${path}${joint}${name}=1&${name}=2` })).status, endpoint.id).toBe(400); // prettier-ignore
    }
    for (const method of ['PUT', 'TRACE', 'OPTIONS', 'PROPFIND'])
      expect((await chief.ask(method, { path: '/api/v1/places' })).status, method).toBeGreaterThanOrEqual(
        400,
      );
  });
});
