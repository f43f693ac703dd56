import type { IncomingMessage, ServerResponse } from 'node:http';
import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Config } from '../config.ts';
import { currentRequestId } from './request-id.ts';

export type Log = Logger;

/** One JSON line per event on standard error, so that standard output stays for people. Lines about a request hold its id. */
export const createLog = (
  level: Config['logLevel'],
  out: DestinationStream = process.stderr as DestinationStream,
): Log => pino({ level, base: null, redact, serializers, mixin: requestOf }, out);

const requestOf = (): object => {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
};

/** A line for each request when it has been answered. What was wrong, if anything, has a line of its own before it. */
export const requestLog = (log: Log) =>
  pinoHttp({
    logger: log,
    serializers,
    wrapSerializers: false,
    customLogLevel: (_request, { statusCode }) => (statusCode === 500 ? 'error' : 'info'),
    customSuccessObject: ({ id }, _response, said: object) => ({ ...said, requestId: id }),
    customErrorObject: ({ id }, _response, _error, said: object) => ({ ...said, err: undefined, requestId: id }), // prettier-ignore
  });

/** What is written of a request: no header, no body, and of the query nothing that opens a door. */
const serializers = {
  req: (request: IncomingMessage & { originalUrl?: string }) => ({
    method: request.method,
    url: withoutSecrets(request.originalUrl ?? request.url ?? ''),
    address: request.socket?.remoteAddress,
  }),
  res: ({ statusCode }: ServerResponse) => ({ status: statusCode }),
  err: (error: unknown) => describe(error, 3),
};

/** A net below: should a line ever hold such a field. */
const secretFields = ['authorization', 'cookie', 'password', 'token', 'secret', 'headers', 'body'];
const redact = [
  '["set-cookie"]',
  '*["set-cookie"]',
  ...secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
];

const secretNames = /code|state|token|secret|pass|key|auth|session|sign|assertion|ticket/i;

/** A path and its query, without the values that open a door. */
function withoutSecrets(url: string): string {
  const [path = '', query] = url.split('?', 2);
  if (query === undefined) return scrub(path.slice(0, 500));
  const safe = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2).map(decoded);
    return secretNames.test(name) || scrub(value) !== value ? `${name}=[redacted]` : pair;
  });
  return `${path}?${safe.join('&')}`.slice(0, 500);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '[broken]';
  }
}

/** A driver's error can hold a whole row, a parser's the whole body: only these fields are taken. */
function describe(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack, code, cause, errors } = error as Error & { code?: unknown; errors?: unknown };
  return {
    type: name,
    message: scrub(message),
    stack: scrub(stack ?? ''),
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause instanceof Error && depth > 0 ? { cause: describe(cause, depth - 1) } : {}),
    ...(Array.isArray(errors) && depth > 0
      ? { errors: errors.slice(0, 5).map((one) => describe(one, depth - 1)) }
      : {}),
  };
}

const scrub = (text: string): string =>
  text
    .replaceAll(/nutag_[\w-]{8,}/g, 'nutag_[redacted]')
    .replaceAll(/bearer\s+[\w.~+/=-]+/gi, 'Bearer [redacted]')
    .replaceAll(/(postgres(?:ql)?:\/\/[^:@/\s]*:)[^@/\s]+@/g, '$1[redacted]@');
