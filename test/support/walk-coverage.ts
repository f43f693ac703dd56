import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { region, type Plan, type World } from './walk-world.ts';

/** Policies, plans, kinds and snapshots are of the whole region; facts and verdicts of 150102. */
export function coveragePlans(db: Db, { at, chief, versionOf, record, next }: World): Record<string, Plan> {
  const ofRegion = { jurisdictions: region } as const;
  const policy = () => ({ id: `policy-${next()}`, title: '政策', kinds: ['funeral_home'], unit: 'county', rule: 'facility', legalNature: '部门要求' });
  const fact = () => ({ type: 'tag', division: '150102', value: `标签${next()}` });
  const kind = () => ({ id: `kind_${'abcdefghij'[next() % 10]}${'abcdefghij'[Math.floor(next() / 10) % 10]}_${String(next()).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`, name: `类别${next()}`, unit: 'county' });
  const plan = () => ({ id: `plan-${next()}`, title: '规划', state: 'unknown' });
  const factFile = (more: string): string => `/api/v1/unit-fact-files${more}?type=zone&name=a.csv`;
  const review = { kind: 'funeral_home', unit: 'county', division: '150102', verdict: 'planned' };
  const edits = (collection: string, content: () => object, change: object, more: object = {}): Plan => ({
    ...more,
    asked: async () => {
      const { path, headers } = await record(collection, content());
      return { path, headers, body: change };
    },
  });
  const snapshot = async (): Promise<number> => {
    const { rows } = await sql<{ id: number }>`
      insert into coverage_snapshot (title, occasion, on_date, parameters, inputs, policies, indicators, totals, seen, code, sample, made_by)
      values ('评估', 'other', '2025-12-31', '{}', '{}', '[]', '[]', '[]', '{}', 'x', false, 'walk') returning id`.execute(db);
    return rows[0]!.id;
  };
  const run = async (): Promise<string> => {
    const { rows } = await sql<{ id: string }>`
      insert into coverage_run (id, parameters, inputs, code, result, made_by)
      values ('0123456789abcdef', '{"kind":"funeral_home","unit":"county","T":60,"method":"straight","detour":1.3,"share":0.8,"division":null}', '{}', 'x', '[]', 'walk')
      on conflict (id) do update set code = 'x' returning id`.execute(db);
    return rows[0]!.id;
  };
  return {
    getCoverage: at('/api/v1/coverage?kind=funeral_home'),
    getDistances: at('/api/v1/coverage/distances?kind=funeral_home'),
    getMatrix: at('/api/v1/coverage/matrix?unit=township'),
    getEvidence: at('/api/v1/coverage/units/150102?kind=funeral_home'),
    listEvidence: at('/api/v1/coverage/evidence?of=all'),
    listUnprotected: at('/api/v1/coverage/unprotected-townships'),
    listReviews: at('/api/v1/coverage/reviews'),
    addReview: { asked: () => ({ path: '/api/v1/coverage/reviews', body: review }), status: 201 },
    keepRun: { asked: () => ({ path: '/api/v1/coverage/runs', body: { kind: 'funeral_home' } }), status: 201 },
    getRun: { asked: async () => ({ path: `/api/v1/coverage/runs/${await run()}` }) },
    checkRun: { asked: async () => ({ path: `/api/v1/coverage/runs/${await run()}/check` }) },
    listSnapshots: at('/api/v1/coverage/snapshots'),
    getSnapshot: { asked: async () => ({ path: `/api/v1/coverage/snapshots/${await snapshot()}` }) },
    createSnapshot: { ...ofRegion, asked: () => ({ path: '/api/v1/coverage/snapshots', body: { title: '评估', occasion: 'year_end', on: '2025-12-31' } }), status: 201 },
    deleteSnapshot: { ...ofRegion, asked: async () => ({ path: `/api/v1/coverage/snapshots/${await snapshot()}` }) },
    compareSnapshots: { asked: async () => ({ path: `/api/v1/coverage/snapshots/${await snapshot()}/changes?since=${await snapshot()}` }) },
    exportCoverage: at('/api/v1/exports/coverage?of=policies'),
    listPolicies: at('/api/v1/coverage/policies'),
    getPolicy: { asked: async () => ({ path: (await record('coverage/policies', policy())).path }) },
    createPolicy: { ...ofRegion, asked: () => ({ path: '/api/v1/coverage/policies', body: policy() }), status: 201 },
    editPolicy: edits('coverage/policies', policy, { validTo: '2025-12-31' }, ofRegion),
    listPlans: at('/api/v1/coverage/plans'),
    createPlan: { ...ofRegion, asked: () => ({ path: '/api/v1/coverage/plans', body: plan() }), status: 201 },
    editPlan: {
      ...ofRegion,
      asked: async () => {
        const { path, version } = await planRecord(db, plan());
        return { path, headers: { 'if-match': `"${version}"` }, body: { state: 'published' } };
      },
    },
    getKindRecord: at('/api/v1/facility-kinds/funeral_home'),
    createKind: { ...ofRegion, asked: () => ({ path: '/api/v1/facility-kinds', body: kind() }), status: 201 },
    editKind: {
      ...ofRegion,
      asked: async () => ({ path: '/api/v1/facility-kinds/funeral_home', headers: await versionOf('/api/v1/facility-kinds/funeral_home'), body: { sort: next() } }),
    },
    listUnitFacts: at('/api/v1/unit-facts?type=zone'),
    getUnitFact: { asked: async () => ({ path: (await record('unit-facts', fact())).path }) },
    createUnitFact: { asked: () => ({ path: '/api/v1/unit-facts', body: fact() }), status: 201 },
    editUnitFact: edits('unit-facts', fact, { document: '文号' }),
    deleteUnitFact: {
      asked: async () => {
        const { path, headers } = await record('unit-facts', fact());
        return { path, headers };
      },
    },
    checkFactFile: { asked: () => ({ path: factFile('/check'), file: '区划代码,值\n150102,火葬区\n' }), outside: 200 },
    loadFactFile: {
      asked: async () => {
        const file = `区划代码,值,文号\n150102,火葬区,文${next()}号\n`;
        const { body } = await chief.ask('POST', { path: factFile('/check'), file });
        return { path: factFile(''), file, headers: { 'if-match': `"${String(body['version'])}"` } };
      },
    },
    listNearestFacilities: at('/api/v1/nearest-facilities?kind=funeral_home&near=111.7,40.8'),
  };
} // prettier-ignore

/** Plans have no page of their own, so the version is read with the row. */
async function planRecord(db: Db, { id, title, state }: { id: string; title: string; state: string }) {
  await sql`insert into coverage_plan (id, title, state, source_id) values (${id}, ${title}, ${state}, 'test')`.execute(db);
  const { rows } = await sql<{ version: string }>`select left(md5(p::text), 16) as version from coverage_plan p where id = ${id}`.execute(db);
  return { path: `/api/v1/coverage/plans/${id}`, version: rows[0]!.version };
} // prettier-ignore
