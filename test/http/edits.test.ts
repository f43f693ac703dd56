import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { askRaw, signInAt, type Answer } from '../support/page.ts';

const password = 'correct horse battery';
const people = {
  chief: ['administrator', null],
  officer: ['place_officer', '150102'],
  second: ['place_officer', '150102'],
  league: ['place_officer', '150100'],
  elsewhere: ['place_officer', '150400'],
  boundary: ['boundary_officer', '150102'],
  planner: ['planner', '150102'],
  planner2: ['planner', '150400'],
  viewer: ['viewer', '150102'],
} as const;
type Name = keyof typeof people | 'nobody';
const everybody = [...(Object.keys(people) as Name[]), 'nobody' as const];

let service: ClosedService;
const cookies = new Map<Name, string>();
beforeAll(async () => {
  service = await startClosedService(inject('testDatabaseUrl'), {
    NUTAG_TRUSTED_PROXIES: 'loopback',
    NUTAG_PUBLIC: 'on',
    NUTAG_MAP_REVIEW: '蒙S(2026)001号',
  });
  for (const [name, [role, jurisdiction]] of Object.entries(people)) {
    const where = jurisdiction === null ? [] : ['--jurisdiction', jurisdiction];
    service.nutag(['user', 'add', name, '--role', role, ...where], `${password}\n`);
    const { cookie } = await signInAt(service.url, name, password);
    cookies.set(name as Name, cookie);
  }
}, 240_000);
afterAll(() => service.stop());

/** Asks as a browser of the service would, with what it knows of the record. */
function ask(name: Name, method: string, path: string, body?: unknown, match?: string): Promise<Answer> {
  const { origin, host } = new URL(service.url.replace('127.0.0.1', 'localhost'));
  const cookie = cookies.get(name);
  const headers = {
    origin,
    host,
    'x-forwarded-for': '10.0.0.1',
    ...(cookie === undefined ? {} : { cookie }),
    ...(match === undefined ? {} : { 'if-match': match }),
  };
  return askRaw(service.url, method, path, { headers, ...(body === undefined ? {} : { body }) });
}
const place = { name: '东河村', class: '22200', division: '150102', point: [111.2, 40.2] };
const facility = { kind: 'funeral_home', name: '某殡仪馆', county: '150102', status: 'operating', point: [111.7, 40.8] }; // prettier-ignore
const make = async (body: object = place, path = '/api/v1/places'): Promise<{ path: string; etag: string; id: number }> => {
  const answer = await ask('chief', 'POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  expect(answer.headers['location']).toBe(`${path}/${answer.body['id'] as number}`);
  return { path: `${path}/${answer.body['id'] as number}`, etag: String(answer.headers['etag']), id: answer.body['id'] as number };
}; // prettier-ignore

describe('two editors of one place', () => {
  test('the second gets 412 with the present record, and nothing is lost', async () => {
    const { path } = await make();
    const [first, second] = [await ask('officer', 'GET', path), await ask('second', 'GET', path)];
    expect(first.headers['etag']).toBe(`"${first.body['version'] as string}"`);
    const [etag, same] = [String(first.headers['etag']), String(second.headers['etag'])];
    const saved = await ask('officer', 'PATCH', path, { roman: 'Donghe Cun' }, etag);
    expect(saved.status).toBe(200);
    const late = await ask('second', 'PATCH', path, { attributes: { meaning: '河东' } }, same);
    expect(late.status).toBe(412);
    expect(late.headers['content-type']).toContain('application/problem+json');
    expect(late.body['current']).toMatchObject({ editedBy: 'officer', content: { roman: 'Donghe Cun' } });
    const again = await ask('second', 'PATCH', path, { attributes: { meaning: '河东' } }, `"${late.body['current'].version as string}"`); // prettier-ignore
    expect(again.body).toMatchObject({ editedBy: 'second', content: { roman: 'Donghe Cun', attributes: { meaning: '河东' } } }); // prettier-ignore
    expect(again.headers['etag']).toBe((await ask('viewer', 'GET', `${path}/record`)).headers['etag']);
    expect((await ask('nobody', 'GET', path)).body).toMatchObject({ roman: 'Donghe Cun' });
  });
  test('ten at once: one is saved', async () => {
    const { path, etag } = await make();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => ask('officer', 'PATCH', path, { roman: `Donghe ${at}` }, etag))); // prettier-ignore
    expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, ...Array.from({ length: 9 }, () => 412)]); // prettier-ignore
  });
  test('without a version: 428; with something else: 400', async () => {
    const { path, etag } = await make();
    expect((await ask('officer', 'PATCH', path, { roman: 'X' })).status).toBe(428);
    expect((await ask('officer', 'PATCH', path, { roman: 'X' }, '*')).status).toBe(400);
    expect((await ask('officer', 'PATCH', path, { roman: 'X' }, `${etag}, "b"`)).status).toBe(400);
    expect((await ask('officer', 'PATCH', `${path}99`, { roman: 'X' }, etag)).status).toBe(404);
  });
  test.each([
    [{ name: '东\u202E村' }, 400],
    [{ name: '东\0村' }, 400],
    [{ name: '东\uD800村' }, 400],
    [{ role: 'administrator' }, 400],
    [{ source: 'x', sample: true }, 400],
    [{ name: '12345' }, 422],
    [{ point: [40.1, 111.2] }, 422],
    [{ secrecy: '机密', public: false }, 422],
  ])('%j is %i and says which field', async (change, status) => {
    const { path, etag } = await make();
    const answer = await ask('officer', 'PATCH', path, change, etag);
    expect(answer.status).toBe(status);
    expect(answer.body['errors'] ?? [{ where: answer.body['detail'] }]).not.toEqual([]);
    expect((await ask('officer', 'GET', path)).headers['etag']).toBe(etag);
  });
});

/** What each account gets for a change of a record in 150102. */
const expected = (good: number, may: readonly Name[], refused: number): Record<string, number> =>
  Object.fromEntries(everybody.map((name) => [name, may.includes(name) ? good : name === 'nobody' ? 401 : refused])); // prettier-ignore
const tried = async (attempt: (name: Name) => Promise<Answer>): Promise<Record<string, number>> => {
  const got: Record<string, number> = {};
  for (const name of everybody) got[name] = (await attempt(name)).status;
  return got;
};
const officers = ['chief', 'officer', 'second', 'league'] as const;
const planners = ['chief', 'planner'] as const;

describe('every role, inside and outside', () => {
  test('places', async () => {
    const { path } = await make();
    expect(await tried((name) => ask(name, 'POST', '/api/v1/places', place))).toEqual(expected(201, officers, 403)); // prettier-ignore
    expect(
      await tried(async (name) => {
        const { headers } = await ask('chief', 'GET', path);
        return ask(name, 'PATCH', path, { roman: `By ${name}` }, String(headers['etag']));
      }),
    ).toEqual(expected(200, officers, 403));
    expect(await tried((name) => ask(name, 'GET', `${path}/record`))).toEqual(
      expected(200, everybody.filter((name) => name !== 'nobody'), 403),
    ); // prettier-ignore
  });
  test('facilities', async () => {
    const made = await make(facility, '/api/v1/facilities');
    expect(await tried((name) => ask(name, 'POST', '/api/v1/facilities', facility))).toEqual(expected(201, planners, 403)); // prettier-ignore
    expect(
      await tried(async (name) => {
        const { headers } = await ask('chief', 'GET', made.path);
        return ask(name, 'PATCH', made.path, { phone: `by ${name}` }, String(headers['etag']));
      }),
    ).toEqual(expected(200, planners, 403));
    expect(
      await tried(async (name) => {
        const { path, etag } = await make(facility, '/api/v1/facilities');
        return ask(name, 'DELETE', path, undefined, etag);
      }),
    ).toEqual(expected(200, planners, 403));
  });
  test('drafts', async () => {
    const { id } = await make();
    const fields = { name: '东和村', roman: 'Donghe Cun', attributes: { meaning: '东边的和睦之村' } };
    const body = { type: 'place', change: 'rename', recordId: id, fields, reason: '当地习惯称谓', statement: { explanation: '已核对' } }; // prettier-ignore
    expect(await tried((name) => ask(name, 'POST', '/api/v1/drafts', body))).toEqual(expected(201, officers, 403)); // prettier-ignore
    const draft = await ask('officer', 'POST', '/api/v1/drafts', body);
    const path = `/api/v1/drafts/${draft.body['id'] as number}`;
    expect(await tried((name) => ask(name, 'GET', path))).toEqual(expected(200, officers, 403));
    expect(await tried((name) => ask(name, 'GET', '/api/v1/drafts'))).toEqual(
      expected(200, [...officers, 'elsewhere', 'planner', 'planner2'], 403),
    );
    const submitted = await ask('officer', 'POST', `${path}/steps`, { step: 'submit' }, String(draft.headers['etag'])); // prettier-ignore
    expect(submitted.body).toMatchObject({ state: 'submitted' });
    const etag = String(submitted.headers['etag']);
    const approve = (name: Name): Promise<Answer> => ask(name, 'POST', `${path}/steps`, { step: 'approve' }, etag); // prettier-ignore
    expect([(await approve('officer')).status, (await approve('elsewhere')).status, (await approve('boundary')).status]).toEqual([403, 403, 403]); // prettier-ignore
    const approved = await approve('second');
    expect(approved.body).toMatchObject({ state: 'approved', decidedBy: 'second' });
    expect((await approve('league')).status).toBe(412);
    const published = await ask('officer', 'POST', `${path}/steps`, { step: 'publish' }, String(approved.headers['etag'])); // prettier-ignore
    expect(published.body).toMatchObject({ state: 'published', recordId: id });
    const seen = await ask('nobody', 'GET', `/api/v1/places/${id}`);
    expect(seen.body).toMatchObject({ name: '东和村', names: expect.arrayContaining([expect.objectContaining({ text: '东河村', kind: 'former' })]) }); // prettier-ignore
  });
});

describe('an edit is seen', () => {
  const until = async (work: () => Promise<boolean>): Promise<void> => {
    while (!(await work())) await new Promise((resolve) => setTimeout(resolve, 200));
  };
  test('by search at once, and by tiles when they are made', async () => {
    const version = async (): Promise<string> => JSON.stringify((await ask('chief', 'GET', '/tiles/places.json')).body['tiles']); // prettier-ignore
    const before = await version();
    const { id } = await make({ ...place, name: '查干淖尔嘎查' });
    const found = await ask('viewer', 'GET', `/api/v1/search?q=${encodeURIComponent('查干淖尔')}`);
    expect(found.body['items'].map((item: { id: string }) => item.id)).toContain(String(id));
    await until(async () => (await version()) !== before);
  });
});
