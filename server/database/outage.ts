/** Driver and SQLSTATE codes that say that the database, not the request, is in trouble. */
const outages = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENOENT', // the embedded engine's socket, while it is started again
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25006', // read-only: the primary has become a replica
  '53200',
  '53300', // too many connections
  '57P01', // shut down by an administrator
  '57P02',
  '57P03', // starting up, or not accepting connections yet
  '57P05',
  '58030',
]);
const words =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end/;

interface Coded {
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
}

/** Whether the database does not answer, for whatever reason. */
export function isOutage(error: unknown): boolean {
  const { code, syscall, message } = (error ?? {}) as Coded;
  if (code === 'ENOENT') return syscall === 'connect'; // otherwise a file of ours
  return (typeof code === 'string' && outages.has(code)) || words.test(String(message));
}

/** Whether a statement ran longer than it may (statement_timeout), or was ended by hand. */
export const isTimeout = (error: unknown): boolean => (error as Coded | null)?.code === '57014';

/** Whether a replica has stopped a query because what it read has gone on the primary. The primary can answer it. */
export const isConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes(String((error as Coded | null)?.code));

/** Whether a change was refused because this is a replica. */
export const isReadOnly = (error: unknown): boolean => (error as Coded | null)?.code === '25006';
