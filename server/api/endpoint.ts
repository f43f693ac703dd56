import type { z } from 'zod';

/** One operation of the API, declared once and read by the server, the browser and the OpenAPI printer. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  id: string; // operationId; the same word in queries.ts, routes.ts and web/
  method: 'get';
  path: string; // Express form: /api/v1/divisions/:code
  summary: string;
  tag: string;
  params: P;
  query: Q;
  response: R;
  geojson?: boolean; // also answers application/geo+json (Accept header or f=geojson)
}

export type Params<E extends Endpoint> = z.infer<E['params']>;
export type Query<E extends Endpoint> = z.infer<E['query']>;
export type QueryInput<E extends Endpoint> = z.input<E['query']>;
export type Answer<E extends Endpoint> = z.infer<E['response']>;

export const endpoint = <P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
  declared: Endpoint<P, Q, R>,
): Endpoint<P, Q, R> => declared;
