import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { createAccount } from '../../server/accounts/users.ts';
import type { AccountRole } from '../../server/api/actions.ts';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { primaryReads } from '../../server/http/reads.ts';
import { createMetrics } from '../../server/metrics/metrics.ts';
import { createTileCounts } from '../../server/tiles/counts.ts';
import type { Db } from '../../server/database/open.ts';
import { askRaw, jar, type Answer } from './page.ts';

export const password = 'correct horse battery';

/** A request as a test makes it. */
export interface Asked {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  file?: string;
}

/** Somebody who asks. */
export interface Asker {
  name: string;
  role: AccountRole | 'public' | 'nobody';
  ask(method: string, asked: Asked): Promise<Answer>;
}

/** The service's HTTP surface on a database of the test's own, with `settings`; nothing but the listening is left out. */
export async function serveApp(context: Context, settings: NodeJS.ProcessEnv) {
  const config = readConfig({ NUTAG_HOME: context.config.home, NUTAG_LOG: 'silent', NUTAG_CHECK_ANSWERS: 'on', NUTAG_OPEN: 'off', NUTAG_TRUSTED_PROXIES: 'loopback', ...settings }); // prettier-ignore
  const accounts = createAccounts(config, context.db, context.log);
  await accounts.ready();
  const own = { ...context, config, accounts };
  const store = { engine: 'embedded', db: context.db, jobs: context.jobs, exclusive: context.exclusive, replicas: null, close: () => Promise.resolve() } as never; // prettier-ignore
  const app = createApp(own, { reads: primaryReads(own), metrics: createMetrics('embedded'), sources: { store, tiles: createTileCounts() } }); // prettier-ignore
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, close: () => void server.close() };
}

/** One that asks without an account. */
export const stranger = (url: string, role: 'public' | 'nobody'): Asker => ({
  name: role,
  role,
  ask: (method, asked) => send(url, method, asked, {}),
});

let made = 0;

/** A new account that has signed in. */
export async function signedIn(
  db: Db,
  url: string,
  role: AccountRole,
  jurisdiction: string | null,
  mustChangePassword = false,
): Promise<Asker & { id: string; username: string }> {
  const username = `walker${(made += 1)}`;
  const id = await createAccount(db, { name: 'walk', from: 'command' }, { username, display: username, role, jurisdiction, password, mustChangePassword }); // prettier-ignore
  const answer = await askRaw(url, 'POST', '/api/v1/session', { headers: { origin: url }, body: { username, password } }); // prettier-ignore
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  const cookie = jar(answer.cookies);
  const name = `${role} of ${jurisdiction ?? 'nothing'}`;
  return {
    id,
    username,
    name,
    role,
    ask: (method, asked) => send(url, method, asked, { cookie, origin: url }),
  };
}

export const withToken = (url: string, role: AccountRole, token: string): Asker => ({
  name: `${role} by token`,
  role,
  ask: (method, asked) => send(url, method, asked, { authorization: `Bearer ${token}` }),
});

function send(url: string, method: string, { path, body, headers = {}, file }: Asked, own: Record<string, string>): Promise<Answer> {
  const type: Record<string, string> = file === undefined ? {} : { 'content-type': 'application/octet-stream' };
  return askRaw(url, method.toUpperCase(), path, { headers: { ...type, ...own, ...headers }, ...(file === undefined ? { body } : { raw: file }) });
} // prettier-ignore

/**
 * Two leagues with a banner and a township each, and in each a place, a facility, a line with a marker; one of each is not public. The
 * jurisdictions of the tests are 150100 and 150200.
 */
export async function loadTwoLeagues(db: Db): Promise<void> {
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into division (code, level, name, parent_code, source_id) values
    ('150000', 'province', '内蒙古自治区', null, 'test'),
    ('150100', 'prefecture', '呼和浩特市', '150000', 'test'), ('150102', 'county', '新城区', '150100', 'test'), ('150102001', 'township', '海拉尔东路街道', '150102', 'test'),
    ('150200', 'prefecture', '包头市', '150000', 'test'), ('150202', 'county', '东河区', '150200', 'test'), ('150202001', 'township', '和平路街道', '150202', 'test')`.execute(db);
  await sql`insert into place_class (code, name, verified, settlement, parent_code) values ('2', '人文地理实体', true, false, null), ('22200', '农村居民点', true, true, '2')`.execute(db);
  await sql`insert into place (id, class_code, division_code, name, roman, importance, position, geom, source_id, sample, public, secrecy) values
    (10000001, '22200', '150102001', '东河村', 'Donghe Cun', 100, 'surveyed', ST_SetSRID(ST_MakePoint(111.7, 40.8), 4490), 'test', false, true, '公开'),
    (10000002, '22200', '150202001', '西河村', 'Xihe Cun', 100, 'surveyed', ST_SetSRID(ST_MakePoint(110.0, 40.6), 4490), 'test', false, true, '公开'),
    (10000003, '22200', '150102001', '内河村', 'Neihe Cun', 100, 'surveyed', ST_SetSRID(ST_MakePoint(111.6, 40.8), 4490), 'test', false, false, '内部')`.execute(db);
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol, reach_km) values ('funeral_home', '殡仪馆', 'funeral home', 'county', 1, 'x', 60), ('child_protection_station', '未成年人保护工作站', 'station', 'township', 2, 'x', null)`.execute(db);
  await sql`insert into facility (kind, name, county_code, township_code, position, geom, status, source_id, sample, public, secrecy) values
    ('funeral_home', '甲馆', '150102', '150102001', 'surveyed', ST_SetSRID(ST_MakePoint(111.7, 40.8), 4490), 'operating', 'test', false, true, '公开'),
    ('funeral_home', '乙馆', '150202', '150202001', 'surveyed', ST_SetSRID(ST_MakePoint(110.0, 40.6), 4490), 'operating', 'test', false, true, '公开'),
    ('funeral_home', '内馆', '150102', '150102001', 'surveyed', ST_SetSRID(ST_MakePoint(111.6, 40.8), 4490), 'operating', 'test', false, false, '内部')`.execute(db);
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, source_id, public, secrecy) values
    ('0102', '呼包线', 'prefecture', '150100', '呼和浩特市', '150200', '包头市', 1, ST_Multi(ST_GeomFromText('LINESTRING(110.5 40, 110.5 41)', 4490)), 1, 'test', true, '公开'),
    ('0103', '内线', 'county', '150102', '新城区', '150103', '回民区', 1, ST_Multi(ST_GeomFromText('LINESTRING(111.5 40, 111.5 41)', 4490)), 1, 'test', false, '内部')`.execute(db);
  await sql`insert into boundary_segment (line_id, county_a, county_b, length_km, geom) select id, side_a, side_b, 1, geom from boundary_line`.execute(db);
  await sql`insert into meeting_point (code, name, level, divisions, geom, source_id, public, secrecy) values
    ('150102-150103-150202', '交会点', 'county', '{150102,150103,150202}', ST_SetSRID(ST_MakePoint(110.5, 40.5), 4490), 'test', true, '公开'),
    ('150102-150103-150104', '内线交会点', 'county', '{150102,150103,150104}', ST_SetSRID(ST_MakePoint(110.6, 40.5), 4490), 'test', false, '内部')`.execute(db);
  await sql`insert into boundary_marker (number, line_code, county_a, county_b, condition, geom, source_id) values
    ('0102001Q', '0102', '150102', '150202', 'intact', ST_SetSRID(ST_MakePoint(110.5, 40.5), 4490), 'test')`.execute(db);
} // prettier-ignore
