import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { DivisionCode, DivisionRef, IsoDate, RecordId } from './record.ts';

/** What a name is for: the kinds of 《地名管理条例》 art. 3, and 自然村, which the region's rules add to its item 3. */
export const NameKind = z.enum([
  'natural', // 自然地理实体
  'division', // 行政区划
  'village', // 村民委员会、居民委员会所在地
  'natural_village', // 自然村
  'park', // 城市公园、自然保护地
  'street', // 街路巷
  'building', // 住宅区、楼宇
  'facility', // 交通运输、水利、电力、通信、气象等设施
  'other', // 其他地理实体
]);
export type NameKind = z.infer<typeof NameKind>;

/** `notice`: nothing wrong is known, but somebody has to look. */
export const NameSeverity = z.enum(['error', 'warning', 'notice']);
export type NameSeverity = z.infer<typeof NameSeverity>;

export const NameOrigin = z.enum(['han', 'mongolian', 'other']).meta({ description: '地名语种' });
export type NameOrigin = z.infer<typeof NameOrigin>;

const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((value) => !value.includes('\0'), 'must not hold a NUL character');

export const NameProposal = z
  .object({
    name: text(200)
      .min(1)
      .meta({ examples: ['巴彦塔拉苏木'] }),
    act: z.enum(['naming', 'renaming', 'cancelling']).default('naming'),
    mode: z.enum(['new', 'existing']).default('new').meta({ description: 'existing: what is an error in a new name is a warning' }), // prettier-ignore
    kind: NameKind.optional().meta({ description: 'the kind that the class belongs to, if left out' }),
    class: z
      .string()
      .regex(/^\d{5}$/, 'must be a class of 5 digits (GB/T 18521)')
      .optional(),
    division: DivisionCode.optional(),
    point: Position.optional(),
    origin: NameOrigin.optional(),
    reading: text(300).optional().meta({ description: 'pinyin, one syllable a character' }),
    roman: text(200).optional(),
    mongolian: text(200).optional(),
    meaning: text(2000).optional(),
    reason: text(2000).optional(),
    famous: z.boolean().default(false).meta({ description: '国内著名的自然地理实体' }),
    significant: z.boolean().optional().meta({ description: '具有重要地理方位意义' }),
    place: RecordId.optional().meta({ description: 'the entry that is renamed or looked at again' }),
  })
  .strict();
export type NameProposal = z.infer<typeof NameProposal>;

export const OtherPlace = z.object({
  id: z.number().int(),
  name: z.string(),
  class: z.string(),
  division: z.string(),
  path: z.array(DivisionRef),
  point: Position.nullable(),
  sample: z.boolean(),
  because: z.string().meta({ description: 'what it has in common with the proposal, in Chinese' }),
});
export type OtherPlace = z.infer<typeof OtherPlace>;

export const NameEvidence = z.object({
  places: z.array(OtherPlace),
  characters: z.array(
    z.object({
      character: z.string(),
      level: z.number().int().nullable().meta({ description: '1, 2, 3 of 通用规范汉字表; null: not in it' }),
      standard: z.string().nullable().meta({ description: 'the standard character for a variant' }),
    }),
  ),
  words: z.array(z.object({ word: z.string(), list: z.string() })),
  expected: z.string().nullable(),
});
export type NameEvidence = z.infer<typeof NameEvidence>;

export const NameFinding = z.object({
  rule: z.string(),
  severity: NameSeverity,
  article: z.string().nullable().meta({ description: 'null: set by the department, no article says so' }),
  reason: z.string(),
  remedy: z.string(),
  evidence: NameEvidence,
});
export type NameFinding = z.infer<typeof NameFinding>;

export const NameCheck = z.object({
  name: z.string(),
  kind: NameKind.nullable(),
  split: z.object({ specific: z.string(), generic: z.string().nullable() }),
  origin: z.object({ value: NameOrigin.nullable(), guessed: z.boolean() }),
  romanization: z.object({
    suggestion: z.string().nullable(),
    reading: z.string(),
    note: z.string().nullable(),
  }),
  scope: z
    .object({
      area: z.enum(['nation', 'province', 'county', 'built_up']),
      divisions: z.array(DivisionRef).meta({ description: 'where was looked' }),
      article: z.string().nullable(),
      note: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'where names of this kind must differ; null while kind or division is not known' }),
  findings: z.array(NameFinding),
});
export type NameCheck = z.infer<typeof NameCheck>;

export const checkName = endpoint({
  id: 'checkName',
  method: 'post',
  path: '/api/v1/naming/check',
  summary:
    'A proposed name against 《地名管理条例》: its parts, its romanization, and what stands against it',
  tag: 'naming',
  action: 'place.propose',
  params: z.object({}),
  query: z.object({}),
  body: NameProposal,
  response: NameCheck,
});

export const NameRule = z.object({
  id: z.string(),
  title: z.string(),
  titleEn: z.string(),
  article: z.string().nullable(),
  quote: z.string().nullable(),
  severity: NameSeverity.meta({ description: 'at most, for a new name' }),
  checks: z.string(),
  remedy: z.string(),
});
export type NameRule = z.infer<typeof NameRule>;

export const NameScope = z.object({
  kind: NameKind,
  subject: z.string(),
  area: z.enum(['nation', 'province', 'county', 'built_up']),
  article: z.string().nullable(),
  classes: z
    .array(z.string())
    .meta({ description: 'class prefixes that are compared; empty: its own class' }),
  note: z.string().nullable(),
});
export type NameScope = z.infer<typeof NameScope>;

export const listNameRules = endpoint({
  id: 'listNameRules',
  method: 'get',
  path: '/api/v1/naming/rules',
  summary: 'The naming rules with their articles, and where names of each kind must differ',
  tag: 'naming',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(NameRule), scopes: z.array(NameScope) }),
});

/** What art. 12 decides on: a kind, and what makes it another authority's. */
export const ApprovalCase = z.enum([
  'province',
  'county_and_above',
  'township',
  'street_office',
  'natural_famous',
  'natural',
  'village_border',
  'village',
  'natural_village',
  'park',
  'street',
  'building',
  'facility',
  'other',
]);
export type ApprovalCase = z.infer<typeof ApprovalCase>;

export const ApprovalRule = z.object({
  case: ApprovalCase,
  kind: NameKind,
  subject: z.string(),
  approver: z.string().meta({ description: 'who approves, as the article says it' }),
  by: z
    .enum([
      'congress',
      'state_council',
      'government',
      'place_name_department',
      'other_department',
      'by_regional_rule',
      'by_national_rule',
    ]) // prettier-ignore
    .meta({ description: 'what kind of authority; filing and notice follow from it' }),
  applicant: z.string().nullable(),
  consult: z.string().nullable(),
  article: z.string(),
  verified: z.boolean().meta({ description: 'false: rests on a rule whose text has not been read' }),
  note: z.string().nullable(),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

export const Filing = z.object({
  required: z.boolean(),
  to: z.string().nullable(),
  via: z.string().nullable().meta({ description: '备案材料径送' }),
  article: z.string(),
});

export const Approval = ApprovalRule.extend({
  authority: z.string().meta({ description: 'who approves here' }),
  filing: Filing,
  notice: z.object({
    by: z.string(),
    from: z.enum(['approval', 'filing']).meta({ description: 'the 15 days run from' }),
    article: z.string(),
  }),
});
export type Approval = z.infer<typeof Approval>;

export const Deadlines = z.object({
  filing: IsoDate.nullable().meta({ description: '备案 on this day at the latest' }),
  notice: IsoDate.nullable().meta({ description: '公告 on this day at the latest; null until it is filed, where the days run from filing' }), // prettier-ignore
});
export type Deadlines = z.infer<typeof Deadlines>;

export const getApproval = endpoint({
  id: 'getApproval',
  method: 'get',
  path: '/api/v1/naming/approval',
  summary:
    'Who approves what (art. 12), who files with whom (art. 13), who gives notice (art. 14), until when',
  tag: 'naming',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    case: ApprovalCase.optional(),
    division: DivisionCode.optional().meta({ description: 'with `case`: who that is here' }),
    approvedOn: IsoDate.optional(),
    filedOn: IsoDate.optional(),
  }),
  response: z.object({
    items: z.array(ApprovalRule),
    approval: Approval.nullable(),
    deadlines: Deadlines.nullable(),
  }),
});
