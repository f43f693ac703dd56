import { z } from 'zod';
import { Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { DivisionRef, RecordId, Version } from './record.ts';

/** Levels whose lines are inspected jointly. */
export const RoundLevel = z.enum(['province', 'prefecture', 'county']);
export type RoundLevel = z.infer<typeof RoundLevel>;

const Year = z.number().int().min(1980).max(2199);

export const InspectionRound = z.object({
  id: z.number().int(),
  version: Version,
  level: RoundLevel,
  number: z.number().int(),
  yearFrom: z.number().int(),
  yearTo: z.number().int(),
  note: z.string().nullable(),
  sample: z.boolean(),
  lines: z.number().int().meta({ description: 'lines of this level that have two sides' }),
  inspections: z.number().int().meta({ description: 'not cancelled' }),
  filed: z.number().int().meta({ description: 'of these, filed with the approving body: done' }),
  createdBy: z.string(),
  updatedAt: z.string(),
});
export type InspectionRound = z.infer<typeof InspectionRound>;

/** One line in the plan of a round. */
export const PlannedInspection = z.object({
  line: z.object({ code: z.string(), name: z.string() }),
  year: z.number().int(),
  lead: DivisionRef,
  partner: DivisionRef,
  previous: z.object({ number: z.number().int(), year: z.number().int(), lead: z.string() }).nullable(),
  inspection: z.number().int().nullable().meta({ description: 'that there is already; it stays as it is' }),
});
export type PlannedInspection = z.infer<typeof PlannedInspection>;

const fields = {
  level: RoundLevel,
  number: z.number().int().min(1).max(99),
  yearFrom: Year,
  yearTo: Year,
  note: orNull(Paragraph(2000)),
};
const Change = z.strictObject(fields).partial().omit({ level: true });
const New = z.strictObject(fields).partial({ note: true });
export type RoundChange = z.infer<typeof Change>;
export type NewRound = z.infer<typeof New>;

const rounds = { tag: 'inspections', query: z.object({}) } as const;
const path = '/api/v1/inspection-rounds';
const one = { ...rounds, action: 'inspection.edit', params: z.object({ id: RecordId }) } as const;

export const listInspectionRounds = endpoint({
  ...rounds,
  id: 'listInspectionRounds',
  action: 'read.staff',
  method: 'get',
  path,
  summary: '联检轮次: rounds of joint inspections, the newest first',
  params: z.object({}),
  response: z.object({ items: z.array(InspectionRound), may: z.array(RoundLevel).meta({ description: 'levels whose rounds this account may open and plan' }) }), // prettier-ignore
});
export const createInspectionRound = endpoint({ ...one, id: 'createInspectionRound', method: 'post', path, summary: 'Opens a round', params: z.object({}), body: New, response: InspectionRound, status: 201, versioned: true }); // prettier-ignore
export const editInspectionRound = endpoint({ ...one, id: 'editInspectionRound', method: 'patch', path: `${path}/:id`, summary: 'Changes number, years or note', body: Change, response: InspectionRound, match: true, versioned: true }); // prettier-ignore
export const previewRoundPlan = endpoint({
  ...one,
  id: 'previewRoundPlan',
  method: 'get',
  path: `${path}/:id/plan`,
  summary: 'What planning would make: each line in its year, lead and partner swapped against its last round', // prettier-ignore
  response: z.object({ items: z.array(PlannedInspection) }),
});
export const planRound = endpoint({
  ...one,
  id: 'planRound',
  method: 'post',
  path: `${path}/:id/plan`,
  summary: 'Plans the inspections that are still missing in the jurisdiction; done twice, nothing is added', // prettier-ignore
  response: z.object({ created: z.number().int(), inspections: z.array(z.number().int()) }),
});

export const RoundRef = z.object({
  id: z.number().int(),
  level: RoundLevel,
  number: z.number().int(),
  yearFrom: z.number().int(),
  yearTo: z.number().int(),
});
export const PersonName = Line(60);
