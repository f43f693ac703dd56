import type { Request } from 'express';
import type { Input, Sender } from '../http/route.ts';
import type { Endpoint } from '../api/endpoint.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { baseUrl } from '../tiles/tilejson.ts';
import { page, type Page } from './page.ts';

export const types = {
  json: 'application/json',
  geojson: 'application/geo+json',
  html: 'text/html',
  openapi: 'application/vnd.oai.openapi+json;version=3.0',
  schema: 'application/schema+json',
  mvt: 'application/vnd.mapbox-vector-tile',
} as const;

export interface Link {
  rel: string;
  href: string;
  type?: string;
  title?: string;
  templated?: boolean;
}

/** Where a request came to, and how what answers it links to the rest. */
export interface Place {
  /** Scheme and host, as the client names them. */
  base: string;
  /** An absolute address under the root. */
  at(path: string): string;
  /** This resource and its other format. */
  own(type: string): Link[];
  /** This resource with other parameters; undefined takes one away. */
  here(parameters: Record<string, string | undefined>): string;
}

type Asked = Pick<Input<Endpoint>, 'context' | 'query'>;

/** @throws Problem 400 for a Host header that is no host name */
export function placeOf({ context, query }: Asked, request: Request): Place {
  const base = baseUrl(request, context.config);
  if (base === null) throw badRequest('The Host header is not a host name.');
  const here: Place['here'] = (parameters) => {
    const all = Object.entries({ ...(query as Record<string, string>), ...parameters });
    const search = new URLSearchParams(all.filter((entry): entry is [string, string] => entry[1] !== undefined)).toString(); // prettier-ignore
    return `${base}${request.path}${search === '' ? '' : `?${search}`}`;
  };
  return {
    base,
    here,
    at: (path) => `${base}/ogc${path}`,
    own: (type) => [
      { rel: 'self', type, title: '本文档 This document', href: here({}) },
      { rel: 'alternate', type: types.html, title: '网页 As HTML', href: here({ f: 'html' }) },
    ],
  };
}

/** One resource in its two formats. */
export interface Resource {
  type: string;
  body: object | string;
  html: () => Page;
  headers?: Readonly<Record<string, string>>;
}

/** Whether a page is wanted: by `f`, or else by the Accept header. @throws Problem 400, 406 */
export function wantsHtml(request: Request, asked: unknown, type: string): boolean {
  if (asked !== undefined) {
    const isGeoJson = asked === 'geojson' && type === types.geojson;
    if (asked !== 'json' && asked !== 'html' && !isGeoJson) throw badRequest(`query: \`f\` must be json${type === types.geojson ? ', geojson' : ''} or html.`); // prettier-ignore
    return asked === 'html';
  }
  const offered = [types.json, type.split(';')[0]!, types.html];
  const best = request.accepts(offered);
  if (best === false) throw new Problem(406, 'Not acceptable', `This answers ${type} or text/html.`);
  return best === types.html;
}

export function sendResource(request: Request, query: object, resource: Resource): Sender {
  const html = wantsHtml(request, (query as { f?: string }).f, resource.type);
  const { type, body, headers = {} } = resource;
  const text = html ? page(resource.html()) : typeof body === 'string' ? body : JSON.stringify(body);
  return (_request, response) => {
    response.vary('Accept');
    response.set(headers).set('Content-Type', html ? 'text/html; charset=utf-8' : type);
    response.send(Buffer.from(text)); // as bytes: a charset would be added to a string's type
  };
}
