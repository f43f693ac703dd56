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
import { loadTwoLeagues, password, serveApp, signedIn, stranger, withToken, type Asked, type Asker } from '../support/walk.ts'; // prettier-ignore

/** How a route is asked so that whoever may is let in: of a thing in 150102, so that 150100 is inside and 150200 outside. */
interface Plan {
  /** Made anew for every request where it uses something up. */
  asked: (asker: Asker & { id?: string; username?: string }) => Asked | Promise<Asked>;
  /** What those who may are answered; 200, or what the endpoint declares. */
  status?: number;
  /** The same of something that is not public. */
  hidden?: () => Asked;
  /** Whose jurisdiction is inside and whose is not, where it is not 150100 and 150200. */
  jurisdictions?: readonly [string, string];
  /** The jurisdiction counts, though the action alone does not say so. */
  bound?: boolean;
  /** What those outside are answered where the answer is cut to the jurisdiction; else 403. */
  outside?: number;
  /** By a token this scope is needed, whatever others cover the action. */
  scope?: string;
  /** Those by the roles' table whom a further condition stops, with what they are answered. */
  but?: (asker: Asker) => number | undefined;
}

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
const at = (path: string): Plan => ({ asked: () => ({ path }) });
const region = ['150000', '150100'] as const;
let made = 0;
const one = async (table: string, order = 'id'): Promise<number> =>
  (await sql<{ id: number }>`select id from ${sql.table(table)} order by ${sql.ref(order)} limit 1`.execute(db)).rows[0]!.id; // prettier-ignore

/** An import of places, one for each request, in a state that the request is for. */
async function importJob(state: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into import_job (kind, source_id, file_name, file_bytes, file_hash, actor, channel, state)
    values ('places', 'test', 'a.csv', 1, '', 'walk', 'browser', ${state}) returning id`.execute(db);
  return rows[0]!.id;
}
const ofJob = (path: string, state: string, status: number, more: Partial<Asked> = {}): Plan => ({
  asked: async () => ({ path: `/api/v1/imports/${await importJob(state)}${path}`, ...more }),
  status,
  jurisdictions: region,
  but: ({ role }) => (role === 'planner' || role === 'boundary_officer' ? 403 : undefined), // places are the place officer's
});

async function scrapAccount(): Promise<string> {
  const { id } = await signedIn(db, closed.url, 'viewer', null);
  return id;
}

/** Asks as an administrator, in between: versions, drafts to review. */
let chief: Asker;
const versionOf = async (path: string): Promise<Record<string, string>> => {
  const { body } = await chief.ask('GET', { path });
  return { 'if-match': `"${body['version']}"` };
};
async function facility(): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into facility (kind, name, county_code, position, status, source_id, sample)
    values ('funeral_home', ${`馆${(made += 1)}`}, '150102', 'unknown', 'operating', 'test', false) returning id`.execute(
    db,
  );
  return rows[0]!.id;
}
/** A proposal of the administrator's for a place in 150102, brought to a state. */
async function draft(...steps: string[]): Promise<{ id: number; headers: Record<string, string> }> {
  const fields = { name: `新村${(made += 1)}`, class: '22200', division: '150102001' };
  const { body } = await chief.ask('POST', {
    path: '/api/v1/drafts',
    body: { type: 'place', change: 'add', fields, reason: '测试' },
  });
  if (body['id'] === undefined) throw new Error(JSON.stringify(body));
  const id = body['id'] as number;
  for (const step of steps)
    await chief.ask('POST', {
      path: `/api/v1/drafts/${id}/steps`,
      body: { step },
      headers: await versionOf(`/api/v1/drafts/${id}`),
    });
  return { id, headers: await versionOf(`/api/v1/drafts/${id}`) };
}
/** A change in 150102. */
async function auditEntry(): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into change_log (actor, action, record_type, record_id, divisions) values ('walk', 'edit', 'place', '1', '{150102}') returning id`.execute(
    db,
  );
  return rows[0]!.id;
}
/** A list of the asker's own that has been verified. Somebody without an account asks of a list that nobody has. */
async function list(author: string): Promise<number> {
  const guess = { name: '地名', division: null, headed: true };
  const preview = { format: 'csv', encoding: 'utf-8', layers: [], layer: null, reading: {}, headers: ['地名'], rows: [], guess }; // prettier-ignore
  const { rows } = await sql<{
    id: number;
  }>`insert into verification (title, author, state, file_path, preview, done, total)
    values ('a.csv', ${author}, 'done', '/nowhere', ${JSON.stringify(preview)}, 1, 1) returning id`.execute(
    db,
  );
  const { id } = rows[0]!;
  await sql`insert into verification_row (job_id, n, line, cells, name, outcome, reason, fill, notes, candidates, candidate_count, found)
    values (${id}, 1, 2, '["东河村"]', '东河村', 'not_found', 'nothing', '{}', '[]', '[]', 0,
      '{"outcome": "not_found", "reason": "nothing", "fill": {}, "correction": null, "place": null}')`.execute(
    db,
  );
  return id;
}
const ofList = (path: string, more: Partial<Asked> = {}, status = 200): Plan => ({
  asked: async (asker) => ({ path: `/api/v1/verifications/${await list(asker.username ?? asker.name)}${path}`, ...more }), // prettier-ignore
  status,
});
const notOfPlaces = (asker: Asker): number | undefined => (asker.role === 'planner' ? 403 : undefined);
const ofDrafts = { bound: true, but: notOfPlaces, scope: 'places' } as const;
const newFacility = () => ({ kind: 'funeral_home', name: `新馆${(made += 1)}`, county: '150102' });

const triangle = { type: 'Polygon', coordinates: [[[111, 40], [112, 40], [112, 41], [111, 40]]] }; // prettier-ignore

const plans: Record<string, Plan> = {
  getPlaceRecord: at('/api/v1/places/10000001/record'),
  editPlace: {
    asked: async () => ({
      path: '/api/v1/places/10000001',
      body: { attributes: { meaning: `意义${(made += 1)}` } },
      headers: await versionOf('/api/v1/places/10000001/record'),
    }),
  },
  createPlace: {
    asked: () => ({
      path: '/api/v1/places',
      body: { name: `新村${(made += 1)}`, class: '22200', division: '150102001' },
    }),
    status: 201,
  },
  getFacilityRecord: { asked: async () => ({ path: `/api/v1/facilities/${await one('facility')}/record` }) },
  editFacility: {
    asked: async () => {
      const path = `/api/v1/facilities/${await facility()}`;
      return { path, body: { phone: '0471-1' }, headers: await versionOf(`${path}/record`) };
    },
  },
  createFacility: { asked: () => ({ path: '/api/v1/facilities', body: newFacility() }), status: 201 },
  deleteFacility: {
    asked: async () => {
      const path = `/api/v1/facilities/${await facility()}`;
      return { path, headers: await versionOf(`${path}/record`) };
    },
  },
  listDrafts: at('/api/v1/drafts'),
  getDraft: {
    ...ofDrafts,
    asked: async () => ({ path: `/api/v1/drafts/${(await draft()).id}` }),
  },
  createDraft: {
    ...ofDrafts,
    asked: () => ({
      path: '/api/v1/drafts',
      body: {
        type: 'place',
        change: 'add',
        fields: { name: `新村${(made += 1)}`, class: '22200', division: '150102001' },
      },
    }),
    status: 201,
  },
  editDraft: {
    ...ofDrafts,
    but: () => 403, // its author alone
    asked: async () => {
      const { id, headers } = await draft();
      return { path: `/api/v1/drafts/${id}`, body: { reason: '改' }, headers };
    },
  },
  moveDraft: {
    ...ofDrafts,
    asked: async () => {
      const { id, headers } = await draft('submit');
      return { path: `/api/v1/drafts/${id}/steps`, body: { step: 'approve' }, headers };
    },
  },
  commentDraft: {
    ...ofDrafts,
    asked: async () => ({
      path: `/api/v1/drafts/${(await draft('submit')).id}/comments`,
      body: { text: '看过' },
    }),
  },
  checkName: {
    outside: 200, // it only reads; the proposal asks
    asked: () => ({
      path: '/api/v1/naming/check',
      body: { name: '新河村', class: '22200', division: '150102001' },
    }),
  },
  listNameRules: at('/api/v1/naming/rules'),
  getApproval: at('/api/v1/naming/approval'),
  getQuality: at('/api/v1/quality'),
  listQuality: at('/api/v1/quality/same-name'),
  verifyNames: { asked: () => ({ path: '/api/v1/verify', body: { names: [{ name: '内河村' }, { name: '东河村' }] } }) }, // prettier-ignore
  uploadVerification: { asked: () => ({ path: '/api/v1/verifications?name=a.csv', file: '地名\n东河村\n' }), status: 201 }, // prettier-ignore
  pasteVerification: { asked: () => ({ path: '/api/v1/verifications/text', body: { text: '东河村' } }) },
  listVerifications: at('/api/v1/verifications'),
  getVerification: ofList(''),
  previewVerification: ofList('/preview', { body: {} }, 400), // its file is not there
  startVerification: ofList('/start', { body: { name: '没有这一列' } }, 400),
  cancelVerification: ofList('/cancel', {}, 409), // it is done
  listVerifiedRows: ofList('/rows'),
  chooseVerified: ofList('/rows/1', { body: { place: null } }),
  downloadVerification: ofList('/file?f=csv'),
  deleteVerification: ofList(''),
  listAudit: { ...at('/api/v1/audit'), outside: 200 },
  getAuditEntry: { asked: async () => ({ path: `/api/v1/audit/${await auditEntry()}` }), outside: 404 },
  listAuditTerms: { ...at('/api/v1/audit-terms'), outside: 200 },
  listHistory: at('/api/v1/history/place/10000001'),
  listSessions: at('/api/v1/profile/sessions'),
  endSession: {
    asked: () => ({ path: '/api/v1/profile/sessions/00000000-0000-4000-8000-000000000000' }),
    status: 404,
  },
  endOtherSessions: { asked: () => ({ path: '/api/v1/profile/sessions' }) },
  unlockAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}/unlock` }) },
  getSession: at('/api/v1/session'),
  signIn: {
    asked: async () => {
      await sql`delete from account_throttle`.execute(db);
      return { path: '/api/v1/session', body: { username: 'nobody', password } };
    },
    status: 401,
  },
  signInByOidc: { asked: () => ({ path: '/api/v1/session/oidc', body: { returnTo: '/' } }), status: 404 },
  signOut: { asked: () => ({ path: '/api/v1/session' }) },
  getProfile: at('/api/v1/profile'),
  changeProfile: { asked: () => ({ path: '/api/v1/profile', body: { display: '某人' } }) },
  changePassword: { asked: () => ({ path: '/api/v1/profile/password', body: { current: 'wrong', password: 'another good one' } }), status: 400 }, // prettier-ignore
  listTokens: at('/api/v1/tokens'),
  createToken: {
    asked: () => ({ path: '/api/v1/tokens', body: { name: 'walk', scopes: ['read'] } }),
    status: 201,
  },
  revokeToken: {
    asked: () => ({ path: '/api/v1/tokens/00000000-0000-4000-8000-000000000000' }),
    status: 404,
  },
  listAccounts: at('/api/v1/accounts'),
  getAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}` }) },
  createAccount: { asked: () => ({ path: '/api/v1/accounts', body: { username: `new${(made += 1)}`, role: 'viewer', password } }), status: 201 }, // prettier-ignore
  changeAccount: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}`, body: { display: '某人' } }) }, // prettier-ignore
  setAccountPassword: { asked: async () => ({ path: `/api/v1/accounts/${await scrapAccount()}/password`, body: { password: 'another good one' } }) }, // prettier-ignore
  listBoundaryLines: at('/api/v1/boundary-lines'),
  getBoundaryLine: {
    ...at('/api/v1/boundary-lines/0102'),
    hidden: () => ({ path: '/api/v1/boundary-lines/0103' }),
  },
  listMeetingPoints: at('/api/v1/meeting-points'),
  getMeetingPoint: {
    ...at('/api/v1/meeting-points/150102-150103-150202'),
    hidden: () => ({ path: '/api/v1/meeting-points/150102-150103-150104' }),
  },
  getCoverage: at('/api/v1/coverage?kind=funeral_home'),
  listDivisions: at('/api/v1/divisions'),
  getDivision: at('/api/v1/divisions/150102'),
  listFacilities: at('/api/v1/facilities'),
  getFacility: { asked: async () => ({ path: `/api/v1/facilities/${await one('facility')}` }) },
  listFacilityKinds: at('/api/v1/facility-kinds'),
  listImportKinds: at('/api/v1/import-kinds'),
  uploadImport: { asked: () => ({ path: '/api/v1/imports?kind=places&name=a.csv', file: 'a,b\n1,2\n' }), status: 201, jurisdictions: region, but: ({ role }) => (role === 'planner' || role === 'boundary_officer' ? 403 : undefined) }, // prettier-ignore
  listImports: at('/api/v1/imports'),
  getImport: { asked: async () => ({ path: `/api/v1/imports/${await importJob('loaded')}` }) },
  previewImport: ofJob('/preview', 'uploaded', 409, { body: {} }),
  checkImport: ofJob('/check', 'uploaded', 409, { body: {} }),
  publishImport: ofJob('/publish', 'loaded', 409),
  cancelImport: ofJob('/cancel', 'loaded', 409),
  rollBackImport: ofJob('/roll-back', 'uploaded', 409),
  discardImport: ofJob('', 'uploaded', 409),
  listImportFindings: {
    asked: async () => ({ path: `/api/v1/imports/${await importJob('checked')}/findings` }),
  },
  listImportChanges: {
    asked: async () => ({ path: `/api/v1/imports/${await importJob('checked')}/changes` }),
    status: 409, // it has no checked rows
  },
  exportPlaces: at('/api/v1/exports/places'),
  exportFacilities: at('/api/v1/exports/facilities'),
  exportDivisions: at('/api/v1/exports/divisions'),
  exportMarkers: at('/api/v1/exports/markers'),
  getHandbook: at('/api/v1/handbook'),
  nationalDivisions: at('/national/9095/xzqh/getList?maxLevel=1'),
  nationalPlaces: at(`/national/9095/stname/listPub?stName=${encodeURIComponent('河')}`),
  nationalPlacesByForm: {
    asked: () => ({ path: '/national/9095/stname/listPub', body: { stName: '河' } }),
  },
  nationalPlaceDetails: {
    asked: () => ({ path: '/national/9095/stname/detailsPub', body: { id: (10000001).toString(16).padStart(32, '0') } }),
    hidden: () => ({ path: '/national/9095/stname/detailsPub', body: { id: (10000003).toString(16).padStart(32, '0') } }),
  }, // prettier-ignore
  nationalSameNameByArea: at(
    `/national/9095/datastatis/GroupCountNameByCode?name=${encodeURIComponent('东河村')}`,
  ),
  nationalSameNameByType: at(
    `/national/9095/datastatis/GroupCountNameByType?name=${encodeURIComponent('东河村')}&distCode=15`,
  ),
  nationalSameSoundByArea: at('/national/9095/datastatis/GroupCountPinyinByCode?name=donghecun'),
  nationalSameSoundByType: at('/national/9095/datastatis/GroupCountPinyinByType?name=donghecun&distCode=15'),
  listMarkers: at('/api/v1/markers'),
  getMarker: { asked: async () => ({ path: `/api/v1/markers/${await one('boundary_marker')}` }) },
  listPlaces: at('/api/v1/places'),
  getPlaceFacets: at('/api/v1/places/facets'),
  listNearestPlaces: at('/api/v1/places/nearest?point=111.65,40.8'),
  listPlacesWithin: { asked: () => ({ path: '/api/v1/places/within', body: triangle }) },
  getFacetsWithin: { asked: () => ({ path: '/api/v1/places/within/facets', body: triangle }) },
  locateDivision: at('/api/v1/divisions/at?point=111.65,40.8'),
  getPlace: { ...at('/api/v1/places/10000001'), hidden: () => ({ path: '/api/v1/places/10000003' }) },
  listPlaceClasses: at('/api/v1/place-classes'),
  search: at(`/api/v1/search?q=${encodeURIComponent('河')}`),
  getStatus: at('/api/v1/status'),
  listSources: at('/api/v1/sources'),
};

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
  const withHidden = Object.entries(plans).filter(([, plan]) => plan.hidden !== undefined);
  test.each(withHidden.map(([id, plan]) => ({ id, plan })))(
    '$id: 404 for the public, 200 for staff',
    async ({ id, plan }) => {
      const viewer = await signedIn(db, open.url, 'viewer', null);
      const { method } = routes.find(({ endpoint }) => endpoint.id === id)!.endpoint;
      expect((await stranger(open.url, 'public').ask(method, plan.hidden!())).status).toBe(404);
      expect((await viewer.ask(method, plan.hidden!())).status).toBe(200);
    },
  );
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
