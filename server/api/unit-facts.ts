import { z } from 'zod';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate, RecordId, Version } from './record.ts';

/** zone 火葬区划分, person 专门人员, population 人口, tag 单位标签 (边境旗县 ...). */
export const FactType = z.enum(['zone', 'person', 'population', 'tag']);
export type FactType = z.infer<typeof FactType>;

const fields = {
  type: FactType,
  division: DivisionCode.meta({ description: 'zone: township, or county as the default of its townships; person: township; population: township or county; tag: any' }), // prettier-ignore
  value: Line(60).meta({
    description: 'zone: cremation, burial_reform, mixed, unknown; person: designated, none, unknown; population: a whole number; tag: its name', // prettier-ignore
  }),
  detail: orNull(Paragraph(500)).meta({ description: 'who is designated, what the number counts ...' }),
  document: orNull(Line(200)).meta({ description: '文号' }),
  validFrom: orNull(Day),
  validTo: orNull(Day).meta({ description: 'last day on which it holds' }),
};

/** What is known of a unit, for a time. */
export const UnitFact = z.object({
  id: z.number().int(),
  version: Version,
  type: FactType,
  division: z.string(),
  path: z.array(DivisionRef),
  value: z.string(),
  detail: z.string().nullable(),
  document: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  source: z.string(),
  sample: z.boolean(),
  updatedAt: z.string(),
  editedAt: z.string().nullable(),
  editedBy: z.string().nullable(),
});
export type UnitFact = z.infer<typeof UnitFact>;

export const UnitFactChange = z.strictObject(fields).partial();
export type UnitFactChange = z.infer<typeof UnitFactChange>;
const NewUnitFact = UnitFactChange.required({ type: true, division: true, value: true });

const facts = { tag: 'coverage', params: z.object({}), query: z.object({}) } as const;
const one = { ...facts, params: z.object({ id: RecordId }), action: 'policy.edit' } as const;

export const listUnitFacts = endpoint({
  ...facts,
  id: 'listUnitFacts',
  method: 'get',
  path: '/api/v1/unit-facts',
  summary: 'Cremation zones, designated persons, population and tags of units, by division',
  action: 'read.staff',
  query: z.object({
    type: FactType.optional(),
    division: DivisionCode.optional(),
    on: IsoDate.optional().meta({ description: 'only what holds on this date; all if left out' }),
    limit: paging.limit,
    next: paging.next,
  }),
  response: listOf(UnitFact),
});

export const getUnitFact = endpoint({
  ...one,
  id: 'getUnitFact',
  method: 'get',
  path: '/api/v1/unit-facts/:id',
  summary: 'One of them',
  action: 'read.staff',
  response: UnitFact,
  versioned: true,
});

export const createUnitFact = endpoint({
  ...facts,
  id: 'createUnitFact',
  method: 'post',
  path: '/api/v1/unit-facts',
  summary: 'Says something of a unit: zone, designated person, population or tag',
  action: 'policy.edit',
  body: NewUnitFact,
  response: UnitFact,
  status: 201,
  versioned: true,
});

export const editUnitFact = endpoint({
  ...one,
  id: 'editUnitFact',
  method: 'patch',
  path: '/api/v1/unit-facts/:id',
  summary: 'Changes the fields that are named; validTo ends it',
  body: UnitFactChange,
  response: UnitFact,
  versioned: true,
  match: true,
});

export const deleteUnitFact = endpoint({
  ...one,
  id: 'deleteUnitFact',
  method: 'delete',
  path: '/api/v1/unit-facts/:id',
  summary: 'Takes away what never was so; what has ended gets a validTo instead',
  response: z.object({ done: z.literal(true) }),
  match: true,
});

/** What becomes of a fact that holds but does not stand in the file: it stays, ends yesterday, or never was so. */
export const GoneMode = z.enum(['keep', 'end', 'remove']);
export type GoneMode = z.infer<typeof GoneMode>;

const Content = z.object({
  type: FactType,
  division: z.string(),
  value: z.string(),
  detail: z.string().nullable(),
  document: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
});

export const FactFileChange = z.object({
  change: z.enum(['added', 'changed', 'gone', 'same']),
  line: z.number().int().nullable().meta({ description: 'of the file; null: it does not stand there' }),
  path: z.array(DivisionRef),
  before: Content.nullable(),
  after: Content.nullable().meta({ description: 'null: taken away' }),
});
export type FactFileChange = z.infer<typeof FactFileChange>;

const FactFileFinding = z.object({
  severity: z.enum(['error', 'warning']),
  check: z.string(),
  line: z.number().int().nullable(),
  field: z.string().nullable().meta({ description: 'header of the column' }),
  value: z.string().nullable(),
  reason: z.string(),
  remedy: z.string(),
});

const count = z.number().int();
export const FactFile = z.object({
  version: Version.meta({ description: 'of the file, the question and the facts that it was compared with' }),
  loaded: z.boolean(),
  rows: count,
  counts: z.object({ added: count, changed: count, gone: count, same: count }),
  errors: count.meta({ description: 'any of them refuses the whole file' }),
  warnings: count,
  findings: z.array(FactFileFinding).meta({ description: 'the first 500' }),
  changes: z.array(FactFileChange).meta({ description: 'the first 3,000, without what is the same' }),
});
export type FactFile = z.infer<typeof FactFile>;

const file = {
  ...facts,
  method: 'post',
  action: 'policy.edit',
  upload: true,
  query: z.object({
    name: Line(200).meta({ description: 'of the file' }),
    type: FactType.meta({ description: 'of rows that name none' }),
    division: DivisionCode.optional().meta({ description: 'only facts in here can be gone; the jurisdiction if left out' }), // prettier-ignore
    gone: GoneMode.default('keep'),
  }),
  response: FactFile,
} as const;

export const checkFactFile = endpoint({
  ...file,
  id: 'checkFactFile',
  path: '/api/v1/unit-fact-files/check',
  summary: 'What a CSV or XLSX of facts would change, and what is wrong with it; nothing is written',
});

export const loadFactFile = endpoint({
  ...file,
  id: 'loadFactFile',
  path: '/api/v1/unit-fact-files',
  summary: 'Takes in a CSV or XLSX of facts as it was checked, all of it or nothing',
  match: true,
});
