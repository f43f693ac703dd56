import { z } from 'zod';

export const manifestName = 'manifest.json';
export const formatVersion = 1; // raise it when an older Nutag would read the file wrongly

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
/** Types are put into statements: nothing but a name, measures and brackets. */
const type = z
  .string()
  .regex(/^[a-z][a-z0-9_ ]{0,40}(\([A-Za-z0-9, ]{1,40}\))?( with(out)? time zone)?(\[\])?$/);

/** What a backup says of itself: its last member, written when everything else is in. */
export const Manifest = z.object({
  format: z.literal('nutag-backup'),
  version: z.literal(formatVersion),
  product: z.string(), // version of Nutag
  madeAt: z.string(),
  schema: name.or(z.string().regex(/^\d{4}_[a-z0-9_]+$/)), // the last migration
  server: z.string(), // PostgreSQL's own version
  tables: z.array(
    z.object({
      name,
      member: z.string(),
      columns: z.array(z.object({ name, type })).min(1),
      rows: z.number().int().min(0),
      sum: z.string().regex(/^\d+$/), // over the rows as the database writes them: fingerprint()
      bytes: z.number().int().min(0),
      sha256: hash,
    }),
  ),
  sequences: z.array(
    z.object({
      name,
      table: name.nullable(),
      column: name.nullable(),
      last: z.string().regex(/^-?\d{1,19}$/),
      called: z.boolean(),
    }),
  ),
  uploads: z.object({
    folder: z.string(), // where they were: paths in the database begin with it
    files: z.array(
      z.object({
        path: z.string().regex(/^[\w-][\w.-]{0,200}(\/[\w-][\w.-]{0,200}){0,5}$/), // in the folder
        bytes: z.number().int().min(0),
        sha256: hash,
      }),
    ),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

export const uploadMember = (path: string): string => `uploads/${path}`;
