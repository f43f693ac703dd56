import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { signedIn, type Asked, type Asker } from './walk.ts';

/** How a route is asked so that whoever may is let in: of a thing in 150102, so that 150100 is inside and 150200 outside. */
export interface Plan {
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

/** Whose jurisdiction holds an import, and whose does not. */
export const region = ['150000', '150100'] as const;

/** What the plans ask with: things made anew in 150102, as often as they are used up. */
export function createWorld(db: Db, chief: Asker, url: string) {
  const at = (path: string): Plan => ({ asked: () => ({ path }) });
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
    const { id } = await signedIn(db, url, 'viewer', null);
    return id;
  }

  const versionOf = async (
    path: string,
    read = (found: Record<string, unknown>): unknown => found['version'],
  ): Promise<Record<string, string>> => {
    const { body } = await chief.ask('GET', { path });
    return { 'if-match': `"${String(read(body))}"` };
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
    const fields = { name: `新村${(made += 1)}`, class: '22200', division: '150102001', point: [111.7, 40.8], roman: 'Xincun', attributes: { meaning: '新' } }; // prettier-ignore
    const { body } = await chief.ask('POST', {
      path: '/api/v1/drafts',
      body: { type: 'place', change: 'add', fields, reason: '测试', statement: { explanation: '测试' } },
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
  /** A filing of the administrator's for a place in 150102, brought to a state. */
  async function filing(...steps: string[]): Promise<{ path: string; id: number; headers: Record<string, string> }> {
  const content = { channel: 'own', case: 'natural_village', act: 'naming', name: `新村${(made += 1)}`, class: '22200', division: '150102001', authority: '新城区人民政府', approvedOn: '2026-01-01' };
  const { body } = await chief.ask('POST', { path: '/api/v1/filings', body: content });
  if (body['id'] === undefined) throw new Error(JSON.stringify(body));
  const path = `/api/v1/filings/${body['id']}`;
  for (const step of steps) await chief.ask('POST', { path: `${path}/steps`, body: { step }, headers: await versionOf(path) });
  return { path, id: body['id'] as number, headers: await versionOf(path) };
} // prettier-ignore
  /** A record that the administrator has added to a collection. */
  async function record(
    collection: string,
    content: object,
  ): Promise<{ path: string; id: number; headers: Record<string, string> }> {
    const { body } = await chief.ask('POST', { path: `/api/v1/${collection}`, body: content });
    if (body['id'] === undefined) throw new Error(JSON.stringify(body));
    const path = `/api/v1/${collection}/${body['id']}`;
    return { path, id: body['id'] as number, headers: await versionOf(path) };
  }
  /** A sign or a protected name in 150102. */
  const officeRecord = (kind: 'name-signs' | 'protected-names') => record(kind, officeContent[kind]());
  const officeContent = {
    'name-signs': () => ({ name: '东河村', division: '150102', kind: 'village', state: 'intact' }),
    'protected-names': () => ({ name: `古村${(made += 1)}`, division: '150102', evidence: '县志' }),
  };
  async function photo(of: 'draft' | 'sign'): Promise<number> {
    const owner = of === 'draft' ? (await draft()).id : (await officeRecord('name-signs')).id;
    const { body } = await chief.ask('POST', { path: `/api/v1/attachments?of=${of}&owner=${owner}&name=a.pdf`, file: '%PDF-1.4' }); // prettier-ignore
    return body['id'] as number;
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
  const notOfPlaces = (asker: Asker): number | undefined =>
    asker.role === 'planner' || asker.role === 'boundary_officer' ? 403 : undefined;
  const ofDrafts = { bound: true, but: notOfPlaces, scope: 'places' } as const;
  const newFacility = () => ({ kind: 'funeral_home', name: `新馆${(made += 1)}`, county: '150102' });

  return {
    at,
    chief,
    one,
    importJob,
    ofJob,
    scrapAccount,
    versionOf,
    facility,
    draft,
    filing,
    record,
    officeRecord,
    officeContent,
    photo,
    auditEntry,
    list,
    ofList,
    notOfPlaces,
    ofDrafts,
    newFacility,
    next: () => (made += 1),
  };
}

export type World = ReturnType<typeof createWorld>;
