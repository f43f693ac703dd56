import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Feature, Geometry } from 'geojson';
import type { z } from 'zod';
import type { Account } from '../accounts/account.ts';
import { audienceOf, type Audience } from '../accounts/audience.ts';
import { exchangeOf, type Exchange } from '../accounts/exchange.ts';
import type { Answer, Body, Endpoint, Params, Query } from '../api/endpoint.ts';
import type { Context } from '../context.ts';
import type { FeaturePage } from './geojson.ts';
import { badRequest, Problem } from './problem.ts';
import { primaryReads, type Reads } from './reads.ts';
import { nameOperation } from '../metrics/metrics.ts';

export interface Input<E extends Endpoint> {
  params: Params<E>;
  query: Query<E>;
  body: Body<E>;
  /** The file of an upload. */
  upload: Readable;
  /** Version that the change began from; '' where the endpoint asks for none. */
  match: string;
  account: Account;
  audience: Audience; // what may be read and counted
  exchange: Exchange;
  context: Context;
}

/** Who reads, and where from: what every query of records needs. */
export type Reading = Pick<Input<Endpoint>, 'context' | 'audience'>;

export type GeoJsonAnswer = FeaturePage | Feature<Geometry | null>;

/** An operation and the function that answers it. */
export interface Route {
  endpoint: Endpoint;
  handle: (input: Input<Endpoint>) => Promise<unknown>;
  geojson?: (input: Input<Endpoint>) => Promise<GeoJsonAnswer>;
  csv?: (input: Input<Endpoint>) => AsyncIterable<string>;
  file?: (input: Input<Endpoint>) => Promise<Download>;
  reply?: (input: Input<Endpoint>, request: Request) => Promise<Sender>;
}

/** Sends what was computed before. */
export type Sender = (request: Request, response: Response) => void;

/** A file that is sent as it is made. What fails on the way ends the connection: half a file is never taken for a whole one. */
export interface Download {
  name: string; // with its extension
  type: string;
  headers?: Readonly<Record<string, string>>;
  body: AsyncIterable<string | Uint8Array>;
  /** Called in any case when nothing more is read. */
  release?: () => void | Promise<void>;
}

/**
 * Joins a declared endpoint to its handler. `geojson` answers the same request as GeoJSON, when the client asks for it by
 * `f=geojson` or by its Accept header.
 */
export function route<E extends Endpoint>(
  endpoint: E,
  handle: (input: Input<E>) => Promise<Answer<E>>,
  geojson?: (input: Input<E>) => Promise<GeoJsonAnswer>,
  csv?: (input: Input<E>) => AsyncIterable<string>,
): Route {
  return { endpoint, handle, ...(geojson === undefined ? {} : { geojson }), ...(csv === undefined ? {} : { csv }) } as unknown as Route; // prettier-ignore
}

/** As route, for an endpoint that answers files. */
export const fileRoute = <E extends Endpoint>(
  endpoint: E,
  file: (input: Input<E>) => Promise<Download>,
): Route => ({
  endpoint,
  handle: () => Promise.reject(new Error(`${endpoint.id} answers files`)),
  file: file as unknown as (input: Input<Endpoint>) => Promise<Download>,
});

/**
 * As route, for a protocol with formats, headers and parameters of its own. `reply` computes (it may run twice, on a replica and on the
 * primary), and what it returns sends.
 */
export const replyRoute = <E extends Endpoint>(
  endpoint: E,
  reply: (input: Input<E>, request: Request) => Promise<Sender>,
): Route => ({
  endpoint,
  handle: () => Promise.reject(new Error(`${endpoint.id} has answers of its own`)),
  reply: reply as unknown as NonNullable<Route['reply']>,
});

const json = express.json({ limit: '1mb', strict: true, type: 'application/json' });

/** Who may -> validate -> run -> respond. */
export function handler(
  declared: Route,
  context: Context,
  reads: Reads = primaryReads(context),
): RequestHandler {
  const { endpoint } = declared;
  return async (request, response) => {
    const { action } = endpoint;
    nameOperation(response, endpoint.id);
    const account = await context.accounts.enter(request, response, action);
    const input: Input<Endpoint> = {
      params: parse(endpoint.params, request.params, 'path'),
      query: parse(endpoint.query, singleValues(request, endpoint.query), 'query'),
      body:
        endpoint.body === undefined
          ? undefined
          : parse(endpoint.body, await bodyOf(request, response, endpoint), 'body'),
      upload: uploadOf(request, endpoint),
      match: endpoint.match === true ? versionOf(request.headers['if-match']) : '',
      account,
      audience: audienceOf(account),
      exchange: exchangeOf(request, response),
      context,
    };
    if (action !== 'read.public') response.setHeader('Cache-Control', 'no-store');
    else if (account.via !== 'anonymous') response.setHeader('Cache-Control', 'private, no-cache');

    const run = async (): Promise<unknown> => {
      if (endpoint.method === 'get' || action === 'read.public') return reads.read(account, input.exchange, (from) => declared.handle({ ...input, context: from })); // prettier-ignore
      const answer = await declared.handle(input);
      await reads.wrote(account, input.exchange);
      return answer;
    };
    if (declared.file !== undefined) {
      const file = await reads.read(account, input.exchange, (from) => declared.file!({ ...input, context: from })); // prettier-ignore
      await send(request, response, file, context);
      return;
    }
    if (declared.reply !== undefined) {
      const sender = await reads.read(account, input.exchange, (from) => declared.reply!({ ...input, context: from }, request)); // prettier-ignore
      sender(request, response);
      return;
    }
    if (declared.csv !== undefined && request.query['f'] === 'csv') {
      const rows = await reads.read(account, input.exchange, (from) =>
        begun(declared.csv!({ ...input, context: from })),
      );
      response.setMaxListeners(20); // a pipeline and the compression behind it add a dozen
      response.type('text/csv; charset=utf-8').attachment(`${endpoint.id}.csv`);
      await pipeline(Readable.from(rows), response);
      return;
    }
    if (wantsGeoJson(request, response, declared)) {
      const answer = await reads.read(account, input.exchange, (from) => declared.geojson!({ ...input, context: from })); // prettier-ignore
      response.type('application/geo+json').send(JSON.stringify(answer));
      return;
    }
    const answer = await run();
    if (context.config.checkAnswers) endpoint.response.parse(answer);
    if (endpoint.versioned === true) {
      response.setHeader('ETag', `"${(answer as { version: string }).version}"`);
      delete request.headers['if-none-match']; // the version is that of the record; the answer says more than the record
    }
    if (endpoint.status === 201)
      response.location(`${request.path}/${(answer as { id: number | string }).id}`);
    response.status(endpoint.status ?? 200).json(answer);
  };
}

/** Whatever a file is, nothing in it runs as a page of this service. */
const inert = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

async function send(
  request: Request,
  response: Response,
  { name, type, headers = {}, body, release }: Download,
  context: Context,
): Promise<void> {
  try {
    if (headers['ETag'] !== undefined && isKnown(request, headers['ETag'])) {
      response.set(headers).status(304).end();
      return;
    }
    const bytes = await begun(body);
    response.setMaxListeners(20); // the log, the counts and the limits listen already, and pipeline adds some
    response.attachment(name).set({ ...headers, ...inert, 'Content-Type': type });
    await pipeline(Readable.from(bytes, { objectMode: false }), response);
  } catch (error) {
    if (!response.headersSent) throw error;
    context.log.warn({ err: error, file: name }, 'a file was not sent whole'); // pipeline has ended the connection
  } finally {
    await release?.();
  }
}

const isKnown = (request: Request, tag: string): boolean =>
  (request.headers['if-none-match'] ?? '').split(',').some((known) => known.trim() === tag);

/** The same parts, the first of them read already: what fails before it can still be answered as a problem. */
async function begun<T>(parts: AsyncIterable<T>): Promise<AsyncGenerator<T>> {
  const iterator = parts[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      if (first.done === true) return;
      yield first.value;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}

const form = express.urlencoded({
  limit: '100kb',
  extended: false,
  type: 'application/x-www-form-urlencoded',
});

/** @throws Problem 415 when it is no JSON, 400 when it is broken, 413 when it is over 1 MB */
async function bodyOf(request: Request, response: Response, endpoint: Endpoint): Promise<unknown> {
  if (request.headers['content-length'] === '0') return {};
  if (request.headers['content-type'] === undefined && request.headers['transfer-encoding'] === undefined)
    return {};
  const isForm = endpoint.form === true && Boolean(request.is('application/x-www-form-urlencoded'));
  if (!isForm && !request.is('application/json'))
    throw new Problem(415, 'Unsupported media type', 'The body must be application/json.');
  await new Promise<void>((resolve, reject) => {
    (isForm ? form : json)(request, response, (error?: unknown) =>
      error === undefined ? resolve() : reject(error as Error),
    );
  });
  return request.body as unknown;
}

/** A file comes as it is: no form, no compression. The content type makes browsers ask first where a page of another site sends it. */
function uploadOf(request: Request, endpoint: Endpoint): Readable {
  if (endpoint.upload !== true) return Readable.from([]);
  if (!request.is('application/octet-stream'))
    throw new Problem(415, 'Unsupported media type', 'Send the file itself as application/octet-stream.');
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') throw new Problem(415, 'Unsupported media type', `Content-Encoding ${coding} is not taken: send the file as it is.`); // prettier-ignore
  return request;
}

/** The version in If-Match. Neither `*` nor a list: a change begins from one version. @throws Problem 428, 400 */
function versionOf(header: string | undefined): string {
  if (header === undefined) throw new Problem(428, 'Precondition required', '请在 If-Match 中给出所改版本。Send If-Match with the version (ETag) that the change began from.'); // prettier-ignore
  const version = /^"([\w-]{1,64})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw badRequest('header: If-Match must be one version in double quotes, as the ETag of the record gives it.'); // prettier-ignore
  return version;
}

/** @throws Problem 400 listing every parameter that is wrong */
function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    where: `${where}: ${issue.path.join('.')}`,
    what: issue.message,
  }));
  throw badRequest(errors.map((error) => `${error.where} ${error.what}`).join('; '), errors);
}

/**
 * Refuses parameters that are given twice or not known: a misspelt filter must not silently answer everything. Where the schema is a
 * loose object, what is known depends on more than the endpoint, and its handler refuses the rest (`__proto__` never gets that far).
 */
function singleValues(request: Request, schema: z.ZodType): Record<string, unknown> {
  const { shape, def } = schema as unknown as { shape: object; def: { catchall?: z.ZodType } };
  const known = Object.keys(shape);
  for (const [name, value] of Object.entries(request.query)) {
    if (!known.includes(name) && (def.catchall === undefined || name === '__proto__'))
      throw badRequest(`query: \`${name}\` is not known here; known are ${known.join(', ') || 'none'}.`);
    if (typeof value !== 'string') throw badRequest(`query: \`${name}\` is given more than once.`);
    if (value.includes('\0')) throw badRequest(`query: \`${name}\` holds a NUL character.`);
  }
  return request.query;
}

function wantsGeoJson(request: Request, response: Response, declared: Route): boolean {
  const asked = request.query['f'];
  if (declared.geojson === undefined) {
    if (asked === 'geojson') throw badRequest('query: this operation has no GeoJSON answer.');
    return false;
  }
  response.vary('Accept');
  if (asked !== undefined) return asked === 'geojson';
  const best = request.accepts(['application/json', 'application/geo+json']);
  if (best === false)
    throw new Problem(406, 'Not acceptable', 'This answers application/json or application/geo+json.');
  return best === 'application/geo+json';
}
