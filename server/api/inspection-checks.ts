import { z } from 'zod';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { MarkerCondition } from './markers.ts';
import { RecordId } from './record.ts';

const common = {
  uuid: z.uuid().meta({ description: 'made by the client: what is sent twice is recorded once' }),
  checkedOn: Day,
  people: z.array(Line(60)).max(20).default([]),
  note: orNull(Paragraph(2000)).default(null),
  corrects: RecordId.nullable().default(null).meta({ description: 'the check that this one puts right' }),
  channel: z.enum(['desk', 'field']).default('desk'),
};
const County = z.string().regex(/^\d{6}$/, 'must be a code of 6 digits');

/** A segment as an inspection has found it. Appended, never edited. */
export const NewSegmentCheck = z.strictObject({
  ...common,
  inspection: RecordId,
  countyA: County,
  countyB: County.nullable().default(null),
  carrierChanged: z.boolean().nullable().default(null).meta({ description: 'river, road ... has moved; the line stays (令353 art. 7)' }), // prettier-ignore
  clear: z.boolean().nullable().default(null).meta({ description: 'the line is clear and observed here' }),
});
export type NewSegmentCheck = z.infer<typeof NewSegmentCheck>;

/** One check of a 交会点; it serves the inspections of all its lines in that year. */
export const NewMeetingCheck = z.strictObject({
  ...common,
  meetingPoint: z.string().regex(/^[\w-]{2,60}$/),
  year: z.number().int().min(1900).max(2199),
  condition: MarkerCondition.nullable().default(null),
});
export type NewMeetingCheck = z.infer<typeof NewMeetingCheck>;
