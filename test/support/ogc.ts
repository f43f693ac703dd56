import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import { openTestDatabase, testContext } from './database.ts';
import { loadTwoLeagues, serveApp, signedIn, stranger, type Asker } from './walk.ts';

/** An answer of the OGC API, read as JSON where it is some. */
export interface OgcAnswer {
  status: number;
  type: string;
  headers: Headers;
  text: string;
  body: any; // eslint-disable-line typescript/no-explicit-any
}

export interface OgcWorld {
  db: Db;
  root: string;
  staff: Asker;
  everybody: Asker;
  /** Asks as the public; the path is from /ogc on, or absolute. */
  get(path: string, headers?: Record<string, string>): Promise<OgcAnswer>;
  close(): Promise<void>;
}

/** The OGC API over two leagues, open to the public. @param adjust makes a context with tiles */
export async function openOgcWorld(adjust: (context: Context) => Promise<Context> = (context) => Promise.resolve(context)): Promise<OgcWorld> {
  const { db, close } = await openTestDatabase();
  const home = mkdtempSync(join(tmpdir(), 'nutag-ogc-'));
  await loadTwoLeagues(db);
  await drawDivisions(db);
  const context = await adjust(testContext(db, home));
  const service = await serveApp(context, { NUTAG_RATE: '1000000', NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: '蒙S(2026)001号' });
  const root = `${service.url}/ogc`;
  return {
    db,
    root,
    staff: await signedIn(db, service.url, 'viewer', null),
    everybody: stranger(service.url, 'public'),
    get: (path, headers = {}) => ask(path.startsWith('http') ? path : `${root}${path}`, headers),
    close: async () => {
      service.close();
      await context.tiles?.close();
      await close();
      rmSync(home, { recursive: true, force: true });
    },
  };
} // prettier-ignore

/** Squares for the divisions, seats for the townships, and days for one of each. */
async function drawDivisions(db: Db): Promise<void> {
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(111, 40, 112, 41, 4490)), valid_from = '1990-01-01' where code in ('150100', '150102')`.execute(db);
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(109, 40, 111, 41, 4490)) where code in ('150200', '150202')`.execute(db);
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(109, 40, 112, 41, 4490)) where code = '150000'`.execute(db);
  await sql`update division set seat = ST_SetSRID(ST_MakePoint(111.7, 40.8), 4490), seat_position = 'surveyed' where code = '150102001'`.execute(db);
  await sql`insert into division (code, level, name, valid_from, valid_to, source_id) values ('150103', 'county', '旧区', '1950-01-01', '1999-06-01', 'test')`.execute(db);
  await sql`update place set valid_from = '1980-01-01', valid_to = '2010-01-01' where id = 10000001`.execute(db);
  await sql`update place set valid_from = '2015-01-01' where id = 10000002`.execute(db);
  await sql`insert into place (id, class_code, division_code, name, importance, position, source_id, sample) values (10000004, '22200', '150202001', '无位村', 5, 'unknown', 'test', true)`.execute(db);
} // prettier-ignore

async function ask(url: string, headers: Record<string, string>): Promise<OgcAnswer> {
  // a connection of its own: one that has been idle while this process computed may be closing
  const response = await fetch(url, { headers: { connection: 'close', ...headers }, redirect: 'manual' });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    type,
    headers: response.headers,
    text,
    body: type.includes('json') ? JSON.parse(text) : null,
  };
}

interface Linked {
  links: { rel: string; href: string; type?: string; templated?: boolean }[];
}
/** The address of a link. @throws when there is none */
export function linkTo({ links }: Linked, rel: string, type?: string): string {
  const found = links.find((link) => link.rel === rel && (type === undefined || link.type === type));
  if (found === undefined) throw new Error(`no link ${rel} ${type ?? ''} in ${JSON.stringify(links)}`);
  return found.href;
}
