import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Source } from '../api/record.ts';

/** pack.json: what a data pack holds, where it is from, and the hash of each file. */
export const Manifest = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
  version: z.string(),
  title: z.string(),
  sample: z.boolean().meta({ description: 'holds 示例数据' }),
  crs: z.literal('EPSG:4490'),
  sources: z.array(Source),
  files: z.array(
    z.object({
      path: z.string(),
      sha256: z.string(),
      bytes: z.number().int(),
      rows: z.number().int().nullable(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Pack {
  folder: string;
  manifest: Manifest;
}

const packsFolder = fileURLToPath(new URL('../../data/packs/', import.meta.url));

/** Opens a pack by its id. @throws Error naming the pack and what is wrong with its manifest */
export function openPack(id: string): Pack {
  const folder = join(packsFolder, id);
  let text: string;
  try {
    text = readFileSync(join(folder, 'pack.json'), 'utf8');
  } catch {
    throw new Error(`NUTAG_PACKS names the pack "${id}", but there is no data/packs/${id}/pack.json.`);
  }
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`data/packs/${id}/pack.json: ${z.prettifyError(parsed.error)}`);
  return { folder, manifest: parsed.data };
}

/** Hash of the named files, as the manifest has them: tells whether a step must be loaded again. */
export function filesHash(pack: Pack, names: readonly string[]): string {
  return names
    .map((name) => {
      const file = pack.manifest.files.find((entry) => entry.path === name);
      if (file === undefined)
        throw new Error(`data/packs/${pack.manifest.id}/pack.json does not list ${name}.`);
      return file.sha256.slice(0, 16);
    })
    .join('-');
}
