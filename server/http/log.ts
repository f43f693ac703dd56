import { pino, type Logger } from 'pino';
import type { Config } from '../config.ts';

export type Log = Logger;

/** One JSON line per event on standard error, so that standard output stays for people. */
export const createLog = (level: Config['logLevel']): Log =>
  pino({ level, base: null, redact }, process.stderr);

const redact = ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]'];
