import type * as accounts from '../server/api/accounts.ts';
import type * as attachments from '../server/api/attachments.ts';
import type * as audit from '../server/api/audit.ts';
import type * as boundaries from '../server/api/boundaries.ts';
import type * as boundaryChecks from '../server/api/boundary-checks.ts';
import type * as boundaryProfile from '../server/api/boundary-profile.ts';
import type * as boundaryRecords from '../server/api/boundary-records.ts';
import type * as boundaryStatus from '../server/api/boundary-status.ts';
import type * as coverage from '../server/api/coverage.ts';
import type * as coverageDistances from '../server/api/coverage-distances.ts';
import type * as coverageEvidence from '../server/api/coverage-evidence.ts';
import type * as coverageMatrix from '../server/api/coverage-matrix.ts';
import type * as coveragePolicies from '../server/api/coverage-policies.ts';
import type * as coverageSnapshots from '../server/api/coverage-snapshots.ts';
import type * as nearestFacilities from '../server/api/nearest-facilities.ts';
import type * as unitFacts from '../server/api/unit-facts.ts';
import type * as divisions from '../server/api/divisions.ts';
import type * as drafts from '../server/api/drafts.ts';
import type { Answer, BodyInput, Endpoint, Params, QueryInput } from '../server/api/endpoint.ts';
import type * as exports from '../server/api/exports.ts';
import type * as facilities from '../server/api/facilities.ts';
import type * as facilityEdits from '../server/api/facility-edits.ts';
import type * as handbook from '../server/api/handbook.ts';
import type * as findings from '../server/api/findings.ts';
import type * as field from '../server/api/field.ts';
import type * as filings from '../server/api/filings.ts';
import type * as imports from '../server/api/imports.ts';
import type * as inspectionPapers from '../server/api/inspection-papers.ts';
import type * as inspectionRounds from '../server/api/inspection-rounds.ts';
import type * as inspections from '../server/api/inspections.ts';
import type * as markerEdits from '../server/api/marker-edits.ts';
import type * as markerEvents from '../server/api/marker-events.ts';
import type * as markers from '../server/api/markers.ts';
import type * as placeEdits from '../server/api/place-edits.ts';
import type * as nameSigns from '../server/api/name-signs.ts';
import type * as naming from '../server/api/naming.ts';
import type * as office from '../server/api/office.ts';
import type * as places from '../server/api/places.ts';
import type { ProblemBody } from '../server/api/problem.ts';
import type * as protectedNames from '../server/api/protected-names.ts';
import type * as quality from '../server/api/quality.ts';
import type * as reverse from '../server/api/reverse.ts';
import type * as scenarios from '../server/api/scenarios.ts';
import type * as search from '../server/api/search.ts';
import type * as status from '../server/api/status.ts';
import type * as verify from '../server/api/verify.ts';

type Contract = typeof accounts &
  typeof attachments &
  typeof audit &
  typeof filings &
  typeof nameSigns &
  typeof office &
  typeof protectedNames &
  typeof boundaries &
  typeof boundaryChecks &
  typeof boundaryProfile &
  typeof boundaryRecords &
  typeof boundaryStatus &
  typeof coverage &
  typeof coverageDistances &
  typeof coverageEvidence &
  typeof coverageMatrix &
  typeof coveragePolicies &
  typeof coverageSnapshots &
  typeof nearestFacilities &
  typeof unitFacts &
  typeof divisions &
  typeof drafts &
  typeof exports &
  typeof facilities &
  typeof facilityEdits &
  typeof findings &
  typeof field &
  typeof handbook &
  typeof inspectionPapers &
  typeof inspectionRounds &
  typeof inspections &
  typeof imports &
  typeof markerEdits &
  typeof markerEvents &
  typeof markers &
  typeof placeEdits &
  typeof naming &
  typeof places &
  typeof quality &
  typeof reverse &
  typeof scenarios &
  typeof search &
  typeof status &
  typeof verify;

/** Every operation of the contract by its operationId. */
export type Operations = {
  [K in keyof Contract as Contract[K] extends Endpoint ? K : never]: Contract[K] extends Endpoint
    ? Contract[K]
    : never;
};
export type OperationId = keyof Operations;
export type Input<K extends OperationId> = Fields<Params<Operations[K]>> &
  Fields<QueryInput<Operations[K]>> &
  ([BodyInput<Operations[K]>] extends [never] ? unknown : { body: BodyInput<Operations[K]> });
/** `z.object({})` is inferred as a record that no key fits. */
type Fields<T> = string extends keyof T ? unknown : T;
export type BodyOf<K extends OperationId> = BodyInput<Operations[K]>;
export type Result<K extends OperationId> = Answer<Operations[K]>;

declare const __API_ROUTES__: Record<OperationId, string>; // vite.config.ts reads them from the contract

/** A refusal of the server, or (status 0) no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: NonNullable<ProblemBody['errors']>;
  /** Of a 412: the record as it is now. */
  readonly current: unknown;
  constructor(status: number, message: string, errors: ProblemBody['errors'] = [], current: unknown = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
    this.current = current;
  }
}

/** Path parameters and `body` are taken out of `input`; what is left becomes the query. */
function request<K extends OperationId>(
  id: K,
  input: Input<K>,
): { method: string; url: string; body: unknown } {
  const { body, ...given } = input as Record<string, unknown>;
  const left = new Map(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const [method = '', template = ''] = __API_ROUTES__[id].split(' ');
  const path = template.replace(/:(\w+)/g, (_, name: string) => {
    const value = encodeURIComponent(String(left.get(name)));
    left.delete(name);
    return value;
  });
  const query = new URLSearchParams([...left].map(([key, value]) => [key, String(value)])).toString();
  return { method: method.toUpperCase(), url: query ? `${path}?${query}` : path, body };
}

/** For links that the browser follows by itself, such as downloads. */
export const addressOf = <K extends OperationId>(id: K, input: Input<K>): string => request(id, input).url;

/**
 * The one way to the server, but for the files of `upload`.
 * @param match version that a change began from
 */
export async function call<K extends OperationId>(
  id: K,
  input: Input<K>,
  signal?: AbortSignal,
  match?: string,
): Promise<Result<K>> {
  const { method, url, body } = request(id, input);
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(match !== undefined && { 'if-match': `"${match}"` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Result<K>;
}

/**
 * Sends a file as it is. XMLHttpRequest, since fetch does not say how much has been sent.
 * @param match version that a change began from
 */
export function upload<K extends OperationId>(
  id: K,
  input: Input<K>,
  file: Blob,
  progress: (sent: number) => void,
  signal: AbortSignal,
  match?: string,
): Promise<Result<K>> {
  const { method, url } = request(id, input);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open(method, url);
    sending.setRequestHeader('accept', 'application/json');
    sending.setRequestHeader('content-type', 'application/octet-stream');
    if (match !== undefined) sending.setRequestHeader('if-match', `"${match}"`);
    sending.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    sending.addEventListener('load', () => {
      if (sending.status >= 300) reject(problem(sending.status, sending.responseText));
      else resolve(JSON.parse(sending.responseText) as Result<K>);
    });
    sending.addEventListener('error', () => reject(new ApiError(0, 'the upload broke off')));
    sending.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    signal.addEventListener('abort', () => sending.abort());
    sending.send(file);
  });
}

/** The refusal that an answer is. */
export const problemOf = async (response: Response): Promise<ApiError> =>
  problem(response.status, await response.text().catch(() => ''));

function problem(status: number, text: string): ApiError {
  let body: ProblemBody | null = null;
  try {
    body = JSON.parse(text) as ProblemBody;
  } catch {
    // an answer of something between here and the server
  }
  return new ApiError(status, body?.detail ?? body?.title ?? `HTTP ${status}`, body?.errors, body?.current);
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';
