import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { importKinds, runImport, type ImportKind } from '../imports/run.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';

export const importFile: Command = {
  summary: 'load divisions or places from a file',
  help: `Usage: npm run nutag -- import <${importKinds.join('|')}> FILE

Reads FILE (.geojson, .csv, .tsv; longitude, latitude in CGCS2000 or WGS 84), checks every row, and swaps it in only if there
is no error; otherwise nothing changes. A server that is running does the work and shows the result at once.

Exit codes: 0 loaded (warnings allowed), 1 refused, 2 wrong usage.`,
  run: (args) => {
    const { kind, file } = parse(args);
    return runHereOrThere(readConfig(), { command: 'import', args: [kind, file] }, (context, say) =>
      context.exclusive(() => runImport(context, null, kind, file, say)),
    );
  },
};

function parse(args: string[]): { kind: ImportKind; file: string } {
  let positionals: string[];
  try {
    ({ positionals } = parseArgs({ args, allowPositionals: true, options: {} }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const [kind, file, ...rest] = positionals;
  if (!importKinds.includes(kind as ImportKind))
    throw new UsageError(`What is to be imported: ${importKinds.join(' or ')}?`);
  if (file === undefined || rest.length > 0) throw new UsageError('One FILE is needed.');
  return { kind: kind as ImportKind, file: resolve(file) };
}
