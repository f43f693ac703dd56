import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { listOf, paging } from './paging.ts';
import { IsoDate, RecordId } from './record.ts';

export const ImportKind = z.enum(['divisions', 'places', 'facilities', 'markers', 'boundary-lines', 'roads']);
export type ImportKind = z.infer<typeof ImportKind>;

/**
 * `uploaded` -> `checking` -> `checked` (may be published) or `refused` -> `publishing` -> `loaded` or `unchanged` ->
 * `rolling_back` -> `rolled_back`; `cancelled` and `failed` from any running state: nothing was changed.
 */
export const ImportState = z.enum([
  'uploaded',
  'checking',
  'checked',
  'publishing',
  'loaded',
  'unchanged',
  'refused',
  'cancelled',
  'failed',
  'rolling_back',
  'rolled_back',
]);
export type ImportState = z.infer<typeof ImportState>;

const text = (longest: number) => z.string().trim().min(1).max(longest);

/** Which column of the file is which field: a header, or one value for every row. */
export const Mapping = z
  .record(
    text(60),
    z
      .union([text(200), z.object({ value: text(200) }), z.null()])
      .meta({ description: 'header of the file, {value} for every row, or null: not in this file, not to be guessed' }),
  )
  .meta({ description: 'by field id, see /api/v1/import-kinds; fields that are left out are guessed', examples: [{ name: '标准名称', class: { value: '21610' } }] }); // prettier-ignore
export type Mapping = z.infer<typeof Mapping>;

export const ImportOptions = z.strictObject({
  crs: text(2000)
    .optional()
    .meta({ description: 'EPSG:4490, EPSG:4524, GCJ02, BD09 ...; absent: what the file says' }),
  encoding: z.enum(['utf-8', 'gb18030', 'gbk', 'utf-16le']).optional(),
  layer: text(200).optional().meta({ description: 'layer or sheet; absent: the first' }),
  mapping: Mapping.optional(),
  acceptValid: z.boolean().default(false).meta({ description: 'load the good rows and list the rest; divisions only if the whole coverage heals to 0 overlaps' }), // prettier-ignore
  source: z
    .strictObject({
      id: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N}:._-]{0,79}$/u, 'must be letters, digits, and : . _ -, at most 80')
        .optional()
        .meta({ description: 'rows of the same source are replaced; absent: from the name of the file' }),
      title: text(200).optional(),
      publisher: text(200).optional(),
      licence: text(200).optional(),
      dataDate: IsoDate.optional(),
    })
    .optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

export const Finding = z.object({
  severity: z.enum(['error', 'warning']),
  check: z.string(),
  line: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'line of the file, row of the sheet, number of the feature' }),
  field: z.string().nullable(),
  value: z.string().nullable(),
  reason: z.string(),
  remedy: z.string(),
  point: z.array(z.number()).length(2).nullable().meta({ description: 'degrees, EPSG:4490' }),
  areaM2: z.number().nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const CheckSummary = z.object({
  check: z.string(),
  severity: z.enum(['error', 'warning']),
  count: z.number().int(),
  reason: z.string().meta({ description: 'of the first finding' }),
});

/** What a check found of the rows, against what is there now. */
export const ImportCounts = z.object({
  rows: z.number().int().meta({ description: 'read' }),
  accepted: z.number().int(),
  rejected: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int().meta({ description: 'rows of this source that the file no longer holds' }),
  unchanged: z.number().int(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const ImportJob = z.object({
  id: z.number().int(),
  kind: ImportKind,
  state: ImportState,
  fileName: z.string(),
  fileBytes: z.number().int(),
  fileHash: z.string().meta({ description: 'SHA-256' }),
  format: z.string().nullable(),
  options: ImportOptions,
  source: z.object({
    id: z.string(),
    title: z.string(),
    licence: z.string().nullable(),
    dataDate: z.string().nullable(),
  }),
  actor: z.string(),
  channel: z.enum(['command', 'browser']),
  progress: z.object({ done: z.number(), total: z.number().nullable(), message: z.string().nullable() }),
  counts: ImportCounts.nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  checks: z.array(CheckSummary),
  summary: z.string().nullable(),
  /** What may be asked of it now. */
  may: z.object({
    check: z.boolean(),
    publish: z.boolean(),
    cancel: z.boolean(),
    rollBack: z.boolean(),
    discard: z.boolean(),
  }),
  revision: z.object({ id: z.number().int(), dataset: z.string(), version: z.number().int() }).nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type ImportJob = z.infer<typeof ImportJob>;

const Geometry = z.looseObject({ type: z.string() });
export const ImportPreview = z.object({
  format: z.string(),
  layers: z.array(z.string()),
  layer: z.string().nullable(),
  encoding: z.string().nullable(),
  crs: z.object({ id: z.string(), name: z.string(), from: z.enum(['option', 'file', 'header', 'assumed']) }).nullable().meta({ description: 'null: not known, must be given' }), // prettier-ignore
  headers: z.array(z.string()),
  mapping: Mapping.meta({ description: 'as given and guessed' }),
  missing: z.array(z.string()).meta({ description: 'required fields without a column' }),
  rows: z.array(z.object({ line: z.number().int(), cells: z.array(z.string().nullable()) })),
  features: z
    .object({
      type: z.literal('FeatureCollection'),
      features: z.array(
        z.object({
          type: z.literal('Feature'),
          properties: z.record(z.string(), z.unknown()),
          geometry: Geometry,
        }),
      ),
    })
    .meta({ description: 'the first rows on the map, EPSG:4490; polygons and lines are thinned' }),
  bbox: z.array(z.number()).length(4).nullable(),
  read: z.number().int().meta({ description: 'rows that were read for the preview' }),
  notices: z.array(
    Finding.pick({ check: true, line: true, field: true, value: true, reason: true, remedy: true }),
  ),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

const imports = { tag: 'imports', action: 'import' } as const;
const job = { ...imports, params: z.object({ id: RecordId }) } as const;
const none = z.object({});

export const listImportKinds = endpoint({
  ...imports,
  id: 'listImportKinds',
  action: 'import.read',
  method: 'get',
  path: '/api/v1/import-kinds',
  summary: 'What can be imported: fields with their usual headers, and the reference systems',
  params: none,
  query: none,
  response: z.object({
    kinds: z.array(
      z.object({
        id: ImportKind,
        title: z.string(),
        fields: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            required: z.boolean(),
            headers: z.array(z.string()),
          }),
        ),
      }),
    ),
    extensions: z.array(z.string()),
    crs: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
});

export const uploadImport = endpoint({
  ...imports,
  id: 'uploadImport',
  method: 'post',
  path: '/api/v1/imports',
  summary: 'Brings a file in; the body is the file. Nothing is changed before it is checked and published',
  params: none,
  query: z.object({
    kind: ImportKind,
    name: z.string().min(1).max(200).meta({ description: 'name of the file, with its extension' }),
  }),
  upload: true,
  status: 201,
  response: ImportJob,
});

export const listImports = endpoint({
  ...imports,
  id: 'listImports',
  action: 'import.read',
  method: 'get',
  path: '/api/v1/imports',
  summary: 'Import jobs: who, when, what, result; the newest first',
  params: none,
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    kind: ImportKind.optional(),
    state: ImportState.optional(),
  }),
  response: listOf(ImportJob),
});

export const getImport = endpoint({
  ...job,
  id: 'getImport',
  action: 'import.read',
  method: 'get',
  path: '/api/v1/imports/:id',
  summary: 'One import job, with its progress',
  query: none,
  response: ImportJob,
});

export const previewImport = endpoint({
  ...job,
  id: 'previewImport',
  method: 'post',
  path: '/api/v1/imports/:id/preview',
  summary: 'The first rows, as they would be read with these options, and where they lie on the map',
  query: none,
  body: ImportOptions,
  response: ImportPreview,
});

export const checkImport = endpoint({
  ...job,
  id: 'checkImport',
  method: 'post',
  path: '/api/v1/imports/:id/check',
  summary: 'Reads and checks the whole file beside the present data; changes nothing',
  query: none,
  body: ImportOptions,
  status: 202,
  response: ImportJob,
});

export const publishImport = endpoint({
  ...job,
  id: 'publishImport',
  method: 'post',
  path: '/api/v1/imports/:id/publish',
  summary: 'Puts the checked rows in the place of the present ones, in one transaction',
  query: none,
  status: 202,
  response: ImportJob,
});

export const cancelImport = endpoint({
  ...job,
  id: 'cancelImport',
  method: 'post',
  path: '/api/v1/imports/:id/cancel',
  summary: 'Stops a check or a publication that is under way; the present data stay',
  query: none,
  status: 202,
  response: ImportJob,
});

export const rollBackImport = endpoint({
  ...job,
  id: 'rollBackImport',
  method: 'post',
  path: '/api/v1/imports/:id/roll-back',
  summary: 'Puts back what the import has replaced; only the newest import of a kind and source',
  query: none,
  status: 202,
  response: ImportJob,
});

export const discardImport = endpoint({
  ...job,
  id: 'discardImport',
  method: 'delete',
  path: '/api/v1/imports/:id',
  summary:
    'Throws away the file and the staged rows of an import that was not published; the job stays in the list',
  query: none,
  response: ImportJob,
});

export const listImportFindings = endpoint({
  ...job,
  id: 'listImportFindings',
  action: 'import.read',
  method: 'get',
  path: '/api/v1/imports/:id/findings',
  summary: 'The report: every rejected or doubtful row, with reason and remedy',
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    severity: z.enum(['error', 'warning']).optional(),
    check: z.string().max(60).optional(),
    f: z.enum(['json', 'geojson', 'csv']).optional().meta({ description: 'csv: the whole report; geojson: findings with a place on the map' }), // prettier-ignore
  }),
  geojson: true,
  csv: true,
  response: listOf(Finding),
});

export const ImportChange = z.object({
  id: z.number().int().meta({ description: 'of the place; a new one gets this id when it is published' }),
  change: z
    .enum(['added', 'changed', 'removed'])
    .meta({ description: 'removed: the file no longer has this place of its source' }),
  line: z.number().int().nullable(),
  placeCode: z.string().nullable(),
  name: z.string(),
  class: z.string(),
  division: z.string(),
  differences: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type ImportChange = z.infer<typeof ImportChange>;

export const listImportChanges = endpoint({
  ...job,
  id: 'listImportChanges',
  action: 'import.read',
  method: 'get',
  path: '/api/v1/imports/:id/changes',
  summary: 'The difference report of places: new, changed, gone, before anything is published',
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    change: ImportChange.shape.change.optional(),
    f: z.enum(['json', 'csv']).optional().meta({ description: 'csv: the whole list' }),
  }),
  csv: true,
  response: listOf(ImportChange),
});
