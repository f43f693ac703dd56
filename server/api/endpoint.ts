import type { z } from 'zod';
import type { Action } from './actions.ts';

/** One operation of the API, declared once and read by the server, the browser and the OpenAPI printer. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  id: string; // operationId; the same word in queries.ts, routes.ts and web/
  method: 'get' | 'post' | 'patch' | 'delete';
  path: string; // Express form: /api/v1/divisions/:code
  summary: string;
  tag: string;
  action: Action; // what it does, as server/accounts decides on it
  params: P;
  query: Q;
  body?: B; // JSON
  upload?: boolean; // the body is a file, taken as a stream
  response: R;
  status?: 201 | 202; // of the answer; 200 otherwise
  geojson?: boolean; // also answers application/geo+json (Accept header or f=geojson)
  csv?: boolean; // also answers text/csv (f=csv)
  files?: readonly string[]; // answers files of these media types, never JSON
  form?: boolean; // the body may come as a form too (application/x-www-form-urlencoded)
  versioned?: boolean; // the answer has a `version`, sent as ETag as well
  match?: boolean; // a change: If-Match must name the version that it began from
}

export type Params<E extends Endpoint> = z.infer<E['params']>;
export type Query<E extends Endpoint> = z.infer<E['query']>;
export type QueryInput<E extends Endpoint> = z.input<E['query']>;
export type Answer<E extends Endpoint> = z.infer<E['response']>;
export type Body<E extends Endpoint> = z.infer<NonNullable<E['body']>>;
export type BodyInput<E extends Endpoint> = z.input<NonNullable<E['body']>>;

export const endpoint = <
  P extends z.ZodType,
  Q extends z.ZodType,
  R extends z.ZodType,
  B extends z.ZodType = z.ZodNever,
>(
  declared: Endpoint<P, Q, R, B>,
): Endpoint<P, Q, R, B> => declared;
