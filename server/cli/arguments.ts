import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './nutag.ts';

/** Flags of every command that loads a file: how it is read, and the source that its rows are of. */
export const fileFlags = {
  crs: { type: 'string' },
  encoding: { type: 'string' },
  layer: { type: 'string' },
  'dry-run': { type: 'boolean' },
  source: { type: 'string' },
  title: { type: 'string' },
  publisher: { type: 'string' },
  licence: { type: 'string' },
  'data-date': { type: 'string' },
} as const;

/** @throws UsageError */
export function readArguments<Flags extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Flags) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
} // prettier-ignore
