import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Audience } from '../accounts/audience.ts';
import { tileFilters } from '../api/dynamic-tiles.ts';
import { TileSetId, type TileJson } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { cancellable } from '../database/cancellable.ts';
import { Problem, toProblem } from '../http/problem.ts';
import { sendTileProblem, tileHeaders, tilePath } from '../tiles/answer.ts';
import { isUnchanged, pickCoding, type Coding } from '../tiles/negotiate.ts';
import { readOrigin } from '../tiles/origin.ts';
import { storeAs } from '../tiles/pack.ts';
import { tileSets } from '../tiles/sets.ts';
import { baseUrl, tileJson, type Listener } from '../tiles/tilejson.ts';
import { ByteCache } from './byte-cache.ts';
import { createDrawing, type Question } from './draw.ts';
import { dynamicSets } from './rows.ts';
import { dynamicVersion } from './versions.ts';
import { createWork } from './work.ts';

const jsonPath = /^\/tiles\/([a-z]{1,20})\.json$/;
const cacheBytes = 64_000_000;
const mostQuery = 1000; // characters

/** A tile as it was sent; body: null when it is empty. */
interface KeptTile {
  etag: string;
  body: Buffer | null;
}

/** Tiles of what a filter lets through, drawn from the database when they are asked for. */
export function createDynamicTiles(context: Pick<Context, 'config' | 'db' | 'log' | 'tiles'>) {
  const { config, db, log } = context;
  const listener: Listener = { host: config.host, port: config.port };
  const isServer = config.databaseUrl !== null;
  const cache = new ByteCache<KeptTile>(cacheBytes, ({ body }) => body?.length ?? 0);
  const drawing = createDrawing();
  const work = createWork<{ version: string; tile: KeptTile }>({
    running: isServer ? Math.max(1, Math.floor(config.poolSize / 2)) : 1,
    waiting: 100,
    patience: config.statementTimeoutMs,
  });

  const draw = async (question: Question, at: [number, number, number], coding: Coding, leaves: AbortSignal, wanted: string | undefined): Promise<{ version: string; tile: KeptTile }> => {
    const { set, audience, text } = question;
    const keyOf = (version: string): string => `${audience} ${set} ${version} ${at.join('/')} ${coding} ${text}`;
    const version = wanted ?? (await dynamicVersion(db, set));
    const kept = cache.get(keyOf(version));
    if (kept !== undefined) return { version, tile: kept };
    return work.run(keyOf(version), leaves, async (signal) => {
      const drawn = await drawing.tile(question, at, version, (read) => cancellable(db, isServer, signal, read));
      const tile = drawn.raw === null ? { etag: '', body: null } : await storeAs(drawn.raw, coding);
      cache.set(keyOf(drawn.version), tile);
      return { version: drawn.version, tile };
    });
  };

  const answerTile = async (request: IncomingMessage, response: ServerResponse, audience: Audience, match: RegExpExecArray, query: string): Promise<void> => {
    const [, , wanted, ...numbers] = match;
    const question = readQuestion(match[1]!, query, audience);
    const { set } = question;
    const at = numbers.map(Number) as [number, number, number];
    const { minzoom, maxzoom } = tileSets[set];
    const [z, x, y] = at;
    if (z < minzoom || z > maxzoom || x >= 2 ** z || y >= 2 ** z) throw new Problem(404, 'Not found', `Tiles of ${set} go from zoom ${minzoom} to ${maxzoom}, and x and y from 0 to 2^zoom - 1.`);
    const leaves = new AbortController();
    response.once('close', () => leaves.abort(new Problem(503, 'Gone', 'The client has left.')));
    const coding = pickCoding(request.headers['accept-encoding'], true);
    const { version, tile } = await draw(question, at, coding, leaves.signal, wanted);
    if (wanted !== undefined && wanted !== version) throw new Problem(410, 'Gone', `The data have changed since version ${wanted}; /tiles/${set}.json with the same query names the current one.`);
    const headers = tileHeaders(set, audience, wanted !== undefined);
    if (tile.body === null) {
      response.writeHead(204, headers).end();
      return;
    }
    send(request, response, tile, coding, headers);
  };

  const answerJson = async (request: IncomingMessage, response: ServerResponse, audience: Audience, id: string, query: string): Promise<void> => {
    const { set, filter, text } = readQuestion(id, query, audience);
    const base = baseUrl(request, listener);
    if (base === null) throw new Problem(400, 'The request cannot be understood', 'The Host header is not a host name.');
    const [version, { attribution }] = await Promise.all([dynamicVersion(db, set), readOrigin(db, tileSets[set], audience, config.mapReview)]);
    const current = context.tiles!.pyramid(set, audience);
    const described = tileJson(tileSets[set], { current: { ...current, version }, previous: null, attribution }, base);
    const history = (filter as { at?: string }).at === undefined ? undefined : await readDated(db, set, audience);
    const body = Buffer.from(JSON.stringify({ ...described, ...(history && { history }), tiles: described.tiles.map((url) => `${url}?${text}`) }));
    const headers = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff', 'Access-Control-Allow-Origin': '*', Vary: 'X-Forwarded-Proto, Cookie', 'Content-Type': 'application/json', 'Content-Length': body.length };
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
  };

  /** Answers /tiles/... with a query; false = somebody else's request. */
  const handle = (request: IncomingMessage, response: ServerResponse, audience: Audience): boolean => {
    const url = request.url ?? '';
    const mark = url.indexOf('?');
    if (mark < 0 || mark === url.length - 1 || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const [path, query] = [url.slice(0, mark), url.slice(mark + 1)];
    const [tile, json] = [tilePath.exec(path), jsonPath.exec(path)];
    if (tile === null && json === null) return false;
    const answered = tile !== null ? answerTile(request, response, audience, tile, query) : answerJson(request, response, audience, json![1]!, query);
    answered.catch((error: unknown) => {
      if (response.destroyed || response.headersSent) return;
      sendTileProblem(request, response, toProblem(error, log));
    });
    return true;
  };
  return { handle };
} // prettier-ignore

/** Undefined where nothing has a day of its own, as of places: they are filtered by what is said of them. */
async function readDated(db: Db, set: TileSetId, audience: Audience): Promise<TileJson['history']> {
  return (await dynamicSets[set].dated?.(audience).execute(db))?.rows[0];
}

/** @throws Problem 404 for another set, 400 for what is no filter of it */
function readQuestion(id: string, query: string, audience: Audience): Question {
  const set = TileSetId.safeParse(id);
  if (!set.success) throw new Problem(404, 'Not found', `There is no tile set ${id}.`);
  if (query.length > mostQuery) throw new Problem(400, 'The request cannot be understood', `The filter is longer than ${mostQuery} characters.`); // prettier-ignore
  const values = new URLSearchParams(query);
  const names = [...values.keys()];
  const errors = names.filter((name, index) => names.indexOf(name) !== index).map((name) => ({ path: name, message: 'is given twice' })); // prettier-ignore
  const found = tileFilters[set.data].safeParse(Object.fromEntries(values));
  if (!found.success) for (const { path, message } of found.error.issues) errors.push({ path: path.join('.'), message }); // prettier-ignore
  if (errors.length > 0 || !found.success)
    throw new Problem(400, 'The request cannot be understood', `This is no filter of ${id}: ${errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`); // prettier-ignore
  return { set: set.data, filter: found.data, audience, text: canonical(query) };
}

/** The same filter in one spelling: names in order. */
function canonical(query: string): string {
  const values = new URLSearchParams(query);
  values.sort();
  return values.toString();
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { etag, body }: KeptTile,
  coding: Coding,
  headers: OutgoingHttpHeaders,
): void {
  headers['ETag'] = etag;
  if (isUnchanged(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  headers['Content-Type'] = 'application/vnd.mapbox-vector-tile';
  headers['Content-Length'] = body!.length;
  if (coding !== 'identity') headers['Content-Encoding'] = coding;
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
}
