import type { Request, RequestHandler, Response } from 'express';
import type { Feature, Geometry } from 'geojson';
import type { z } from 'zod';
import type { Answer, Endpoint, Params, Query } from '../api/endpoint.ts';
import type { Context } from '../context.ts';
import type { FeaturePage } from './geojson.ts';
import { badRequest, Problem } from './problem.ts';

export interface Input<E extends Endpoint> {
  params: Params<E>;
  query: Query<E>;
  context: Context;
}

export type GeoJsonAnswer = FeaturePage | Feature<Geometry | null>;

/** An operation and the function that answers it. */
export interface Route {
  endpoint: Endpoint;
  handle: (input: Input<Endpoint>) => Promise<unknown>;
  geojson?: (input: Input<Endpoint>) => Promise<GeoJsonAnswer>;
}

/**
 * Joins a declared endpoint to its handler. `geojson` answers the same request as GeoJSON, when the client asks for it by
 * `f=geojson` or by its Accept header.
 */
export function route<E extends Endpoint>(
  endpoint: E,
  handle: (input: Input<E>) => Promise<Answer<E>>,
  geojson?: (input: Input<E>) => Promise<GeoJsonAnswer>,
): Route {
  return { endpoint, handle, ...(geojson === undefined ? {} : { geojson }) } as unknown as Route;
}

/** Validate -> run -> respond. */
export function handler(declared: Route, context: Context): RequestHandler {
  const { endpoint } = declared;
  return async (request, response) => {
    const input = {
      params: parse(endpoint.params, request.params, 'path'),
      query: parse(endpoint.query, singleValues(request, endpoint.query), 'query'),
      context,
    };
    if (wantsGeoJson(request, response, declared)) {
      const answer = await declared.geojson!(input);
      response.type('application/geo+json').send(JSON.stringify(answer));
      return;
    }
    const answer = await declared.handle(input);
    if (context.config.checkAnswers) endpoint.response.parse(answer);
    response.json(answer);
  };
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

/** Refuses parameters that are given twice or not known: a misspelt filter must not silently answer everything. */
function singleValues(request: Request, schema: z.ZodType): Record<string, unknown> {
  const known = Object.keys((schema as unknown as { shape: object }).shape);
  for (const [name, value] of Object.entries(request.query)) {
    if (!known.includes(name))
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
