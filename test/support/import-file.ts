import { ImportOptions, type ImportKind } from '../../server/api/imports.ts';
import type { Context } from '../../server/context.ts';
import { runImport, type ImportRequest } from '../../server/imports/command.ts';

export type Loaded = { code: number; said: string };

/** Imports a file as the command does. @param more options and flags of the command */
export async function importFile(
  context: Context,
  kind: ImportKind,
  file: string,
  more: Partial<Omit<ImportRequest, 'options'>> & { options?: Partial<ImportOptions> } = {},
): Promise<Loaded> {
  const lines: string[] = [];
  const request: ImportRequest = {
    kind,
    file,
    dryRun: false,
    report: null,
    actor: 'test',
    ...more,
    options: ImportOptions.parse(more.options ?? {}),
  };
  const code = await runImport(context, request, (line) => void lines.push(line));
  return { code, said: lines.join('\n') };
}
