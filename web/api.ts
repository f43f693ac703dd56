import type * as boundaries from '../server/api/boundaries.ts';
import type * as coverage from '../server/api/coverage.ts';
import type * as divisions from '../server/api/divisions.ts';
import type { Answer, Endpoint, Params, QueryInput } from '../server/api/endpoint.ts';
import type * as facilities from '../server/api/facilities.ts';
import type * as markers from '../server/api/markers.ts';
import type * as places from '../server/api/places.ts';
import type { ProblemBody } from '../server/api/problem.ts';
import type * as search from '../server/api/search.ts';
import type * as status from '../server/api/status.ts';

type Contract = typeof boundaries &
  typeof coverage &
  typeof divisions &
  typeof facilities &
  typeof markers &
  typeof places &
  typeof search &
  typeof status;

/** Every operation of the contract by its operationId. */
export type Operations = {
  [K in keyof Contract as Contract[K] extends Endpoint ? K : never]: Contract[K] extends Endpoint
    ? Contract[K]
    : never;
};
export type OperationId = keyof Operations;
export type Input<K extends OperationId> = Fields<Params<Operations[K]>> & Fields<QueryInput<Operations[K]>>;
/** `z.object({})` is inferred as a record that no key fits. */
type Fields<T> = string extends keyof T ? unknown : T;
export type Result<K extends OperationId> = Answer<Operations[K]>;

declare const __API_PATHS__: Record<OperationId, string>; // vite.config.ts reads them from the contract

export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** The one way to the server: path parameters are taken out of `input`, what is left becomes the query. */
export async function call<K extends OperationId>(
  id: K,
  input: Input<K>,
  signal?: AbortSignal,
): Promise<Result<K>> {
  const left = new Map(
    Object.entries(input as Record<string, unknown>).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const path = __API_PATHS__[id].replace(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(left.get(name)));
    left.delete(name);
    return value;
  });
  const query = new URLSearchParams([...left].map(([key, value]) => [key, String(value)])).toString();
  const response = await fetch(query ? `${path}?${query}` : path, {
    headers: { accept: 'application/json' },
    ...(signal && { signal }),
  });
  if (!response.ok) throw await problem(response);
  return (await response.json()) as Result<K>;
}

async function problem(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null;
  return new ApiError(response.status, body?.detail ?? body?.title ?? `HTTP ${response.status}`);
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';
