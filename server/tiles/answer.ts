import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Audience } from '../accounts/audience.ts';
import type { ProblemBody } from '../api/problem.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Problem } from '../http/problem.ts';
import { isUnchanged, pickCoding } from './negotiate.ts';
import { createTileCounts, type TileCounts } from './counts.ts';
import type { Pyramid, Shelf, StoredTile } from './pyramid.ts';
import { tileSets } from './sets.ts';
import { buildSetStyle, buildStyle } from './style.ts';
import { baseUrl, tileJson, type Listener } from './tilejson.ts';
import { isInBounds } from './bounds.ts';
import { setsFor } from './audience-sets.ts';

export const tilePath =
  /^\/tiles\/([a-z]{1,20})\/(?:v([0-9a-f]{12})\/)?(0|[1-9]\d?)\/(0|[1-9]\d{0,7})\/(0|[1-9]\d{0,7})\.mvt$/;
export const jsonPath = /^\/tiles\/([a-z]{1,20})\.json$/;
const setStylePath = /^\/tiles\/([a-z]{1,20})\/style\.json$/;

/** The parts of what looks like the address of a tile. */
const tileLike = /^\/tiles\/([a-z]{1,20})\/(?:v([^/]*)\/)?([^/]*)\/([^/]*)\/([^/]*)\.mvt$/;
const isGarbage = ([, id = '', version, ...numbers]: RegExpExecArray): boolean =>
  isSet(id) && !((version === undefined || /^[0-9a-f]{12}$/.test(version)) && numbers.every((number) => /^(0|-?[1-9]\d*)$/.test(number))); // prettier-ignore

/** What staff reads stays in their own browsers: a shared cache would hand it to anybody. */
const immutable = { staff: 'private, max-age=31536000, immutable', public: 'public, max-age=31536000, immutable' }; // prettier-ignore
const fresh = { staff: 'private, max-age=60, stale-while-revalidate=600', public: 'public, max-age=60, stale-while-revalidate=600' }; // prettier-ignore

/** @param versioned the address names the version: what it answers never changes */
export const cacheControl = (versioned: boolean, audience: Audience): string =>
  (versioned ? immutable : fresh)[audience];

const isSet = (id: string): id is TileSetId => Object.hasOwn(tileSets, id);

/** Answers what is under /tiles/ and /style.json without Express: a lookup and a write, nothing is compressed here. */
export function createAnswer(
  shelf: (set: TileSetId, audience: Audience) => Shelf,
  listener: Listener,
  counts = createTileCounts(),
) {
  return (request: IncomingMessage, response: ServerResponse, audience: Audience): boolean => {
    const url = request.url ?? '';
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    if (!path.startsWith('/tiles/') && path !== '/style.json') return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      problem(request, response, 405, 'Method not allowed', 'Tiles can only be read.');
      return true;
    }
    const tile = tilePath.exec(path);
    const own = (set: TileSetId): Shelf => shelf(set, audience);
    if (tile !== null) answerTile(request, response, own, tile, audience, counts);
    else answerDocument(request, response, own, path, listener, setsFor(audience));
    return true;
  };
}

function answerTile(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: (set: TileSetId) => Shelf,
  match: RegExpExecArray,
  audience: Audience,
  counts: TileCounts,
): void {
  const [, id = '', version, ...numbers] = match;
  if (!isSet(id)) {
    problem(request, response, 404, 'Not found', `There is no tile set ${id}.`);
    return;
  }
  const [z = 0, x = 0, y = 0] = numbers.map(Number);
  const set = tileSets[id];
  const count = counts[id];
  if (z < set.minzoom || z > set.maxzoom || x >= 2 ** z || y >= 2 ** z) {
    count.refused += 1;
    problem(
      request,
      response,
      404,
      'Not found',
      `Tiles of ${id} go from zoom ${set.minzoom} to ${set.maxzoom}, and x and y from 0 to 2^zoom - 1.`,
    );
    return;
  }
  const pyramid = pyramidOf(shelf(id), version);
  if (pyramid === null) {
    count.refused += 1;
    problem(
      request,
      response,
      410,
      'Gone',
      `Version ${version} of ${id} is no longer kept; /tiles/${id}.json names the current one.`,
    );
    return;
  }
  const headers = headersOf(
    id,
    version !== undefined,
    cacheControl(version !== undefined && pyramid.key !== '', audience),
  );
  const tile = pyramid.get(z, x, y);
  if (tile !== null) {
    if (sendTile(request, response, tile, headers)) count.full += 1;
    else count.unchanged += 1;
    return;
  }
  if (isInBounds(pyramid.bounds, z, x, y)) {
    count.empty += 1;
    response.writeHead(204, headers).end();
    return;
  }
  count.refused += 1;
  problem(request, response, 404, 'Not found', `Tile ${z}/${x}/${y} lies outside the bounds of ${id}.`);
}

/** @returns null when this version is not kept */
export function pyramidOf({ current, previous, recent }: Shelf, version: string | undefined): Pyramid | null {
  if (version === undefined || version === current.version) return current;
  if (previous?.version === version) return previous;
  return recent?.find((pyramid) => pyramid.version === version) ?? null;
}

/** Of a tile under a versioned address, or under the one without. */
export const tileHeaders = (id: TileSetId, audience: Audience, versioned: boolean): OutgoingHttpHeaders =>
  headersOf(id, versioned, (versioned ? immutable : fresh)[audience]);

export function headersOf(id: TileSetId, versioned: boolean, cacheControl: string): OutgoingHttpHeaders {
  return {
    'Cache-Control': cacheControl,
    'X-Content-Type-Options': 'nosniff',
    Vary: versioned ? 'Accept-Encoding' : 'Accept-Encoding, Cookie',
    ...(tileSets[id].crossOrigin
      ? { 'Access-Control-Allow-Origin': '*' }
      : { 'Cross-Origin-Resource-Policy': 'same-origin' }),
  };
}

/** @returns false when the client has it already */
export function sendTile(
  request: IncomingMessage,
  response: ServerResponse,
  tile: StoredTile,
  headers: OutgoingHttpHeaders,
): boolean {
  const coding = pickCoding(request.headers['accept-encoding'], tile.br !== null);
  headers['ETag'] = `"${tile.hash}-${coding}"`;
  if (isUnchanged(request.headers['if-none-match'], headers['ETag'])) {
    response.writeHead(304, headers).end();
    return false;
  }
  const body = coding === 'br' ? tile.br! : coding === 'gzip' ? tile.gzip : gunzipSync(tile.gzip);
  headers['Content-Type'] = 'application/vnd.mapbox-vector-tile';
  headers['Content-Length'] = body.length;
  if (coding !== 'identity') headers['Content-Encoding'] = coding;
  response.writeHead(200, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
  return true;
}

function answerDocument(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: (set: TileSetId) => Shelf,
  path: string,
  listener: Listener,
  sets: readonly TileSetId[], // that the audience is shown
): void {
  const like = tileLike.exec(path);
  if (like !== null && isGarbage(like)) {
    problem(
      request,
      response,
      400,
      'The request cannot be understood',
      'z, x and y of a tile are whole numbers without leading zeros, a version is 12 digits of 0-9 and a-f.',
    );
    return;
  }
  const styled = setStylePath.exec(path)?.[1] ?? '';
  const id = jsonPath.exec(path)?.[1] ?? styled;
  if (path !== '/style.json' && !isSet(id)) {
    problem(
      request,
      response,
      404,
      'Not found',
      'Tiles are at /tiles/{set}/{z}/{x}/{y}.mvt, their description at /tiles/{set}.json, their style at /tiles/{set}/style.json.',
    );
    return;
  }
  const base = baseUrl(request, listener);
  if (base === null) {
    problem(
      request,
      response,
      400,
      'The request cannot be understood',
      'The Host header is not a host name.',
    );
    return;
  }
  sendDocument(
    request,
    response,
    !isSet(id)
      ? buildStyle(base, sets)
      : styled === ''
        ? tileJson(tileSets[id], shelf(id), base)
        : buildSetStyle(base, id),
  );
}

export function sendDocument(request: IncomingMessage, response: ServerResponse, document: object): void {
  const body = Buffer.from(JSON.stringify(document));
  const headers: OutgoingHttpHeaders = {
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    Vary: 'X-Forwarded-Proto, Cookie',
    ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
  if (isUnchanged(request.headers['if-none-match'], headers['ETag'] as string)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export function sendTileProblem(request: IncomingMessage, response: ServerResponse, { status, title, message, retryAfter }: Problem): void {
  problem(request, response, status, title, message, retryAfter);
} // prettier-ignore

/** An RFC 9457 problem. It is not stored: the next version may have the tile. */
export function problem(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
  retryAfter?: number, // seconds
): void {
  const instance = (request.url ?? '').slice(0, 500);
  const body = Buffer.from(
    JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail,
      instance,
      ...(retryAfter !== undefined && { retryAfter }),
    } satisfies ProblemBody),
  );
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
