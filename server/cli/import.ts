import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { ImportKind, ImportOptions } from '../api/imports.ts';
import { readConfig } from '../config.ts';
import { runImport, type ImportRequest } from '../imports/command.ts';
import { fileFlags, readArguments } from './arguments.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';
import { given } from '../given.ts';

export const importFile: Command = {
  summary: 'load divisions, places, facilities, markers or boundary lines from a file',
  help: `Usage: npm run nutag -- import <${ImportKind.options.join('|')}> FILE [options]

Reads FILE, checks every row, and swaps it in only if there is no error; otherwise nothing changes. A server that is running
does the work and shows the result at once. The same file a second time changes nothing. Roll back: nutag imports roll-back ID.

The road graph: import roads FILE (import roads --help).

Formats: GeoJSON, CSV or TSV, XLSX, Shapefile (.zip or .shp with its siblings), GeoPackage, KML or KMZ.

  --crs CRS            EPSG:4490, EPSG:4524 ..., GCJ02, BD09; default: what the file says
  --encoding NAME      utf-8, gb18030, gbk, utf-16le; default: found
  --layer NAME         layer or sheet; default: the first
  --mapping FILE       JSON: which column is which field, {"name": "标准名称", "class": {"value": "21610"}}
  --accept-valid       load the good rows, list the rest; divisions: only if the coverage heals to 0 overlaps
  --dry-run            check only
  --report FILE        write every finding to a CSV file
  --source ID          rows of the same source are replaced; default: file:NAME
  --title, --publisher, --licence TEXT, --data-date YYYY-MM-DD   of the source

Exit codes: 0 loaded (warnings allowed), 1 refused, 2 wrong usage.`,
  run: (args) => {
    const request = parse(args);
    return runHereOrThere(
      readConfig(),
      { command: 'import', args: [JSON.stringify(request)] },
      (context, say, signal) => context.exclusive(() => runImport(context, request, say, signal)),
    );
  },
};

const flags = {
  ...fileFlags,
  mapping: { type: 'string' },
  'accept-valid': { type: 'boolean' },
  report: { type: 'string' },
} as const;

function parse(args: string[]): ImportRequest {
  const { values, positionals } = readArguments(args, flags);
  const [kind, file, ...rest] = positionals;
  const known = ImportKind.safeParse(kind);
  if (!known.success) throw new UsageError(`What is to be imported: ${ImportKind.options.join(', ')}?`);
  if (file === undefined || rest.length > 0) throw new UsageError('One FILE is needed.');
  const options = ImportOptions.safeParse(
    given({
      crs: values.crs,
      encoding: values.encoding?.toLowerCase(),
      layer: values.layer,
      mapping: values.mapping === undefined ? undefined : readMapping(values.mapping),
      acceptValid: values['accept-valid'] ?? false,
      source: given({
        id: values.source,
        title: values.title,
        publisher: values.publisher,
        licence: values.licence,
        dataDate: values['data-date'],
      }),
    }),
  );
  if (!options.success) throw new UsageError(inWords(options.error));
  return {
    kind: known.data,
    file: resolve(file),
    options: options.data,
    dryRun: values['dry-run'] ?? false,
    report: values.report === undefined ? null : resolve(values.report),
    actor: userInfo().username,
  };
}

function readMapping(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`--mapping ${file}: ${(error as Error).message}`);
  }
}

const inWords = (error: z.ZodError): string =>
  error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n');
