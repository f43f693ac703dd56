import { z } from 'zod';
import { AttributeChanges, AttributeTexts, Day, editable, EditFinding, Line, orNull, PartialDay, Secrecy } from './edits.ts'; // prettier-ignore
import { endpoint } from './endpoint.ts';
import { Position, PositionKind } from './geo.ts';
import { PlaceName, PlaceStatus } from './places.ts';
import { DivisionCode, RecordId } from './record.ts';

/** What an officer can change of a place: the fields of the census (domain.md 3.2). `names` has all but the standard and the Mongolian one. */
export const PlaceContent = z.object({
  name: z.string(),
  reading: z
    .string()
    .nullable()
    .meta({ description: 'pinyin with tones, a syllable for each character, of the standard name' }),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  class: z.string(),
  division: z.string(),
  status: PlaceStatus,
  placeCode: z.string().nullable(),
  point: Position.nullable(),
  position: PositionKind,
  names: z.array(PlaceName),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  attributes: AttributeTexts.meta({ description: 'meaning, origin, history and the other texts of the census' }), // prettier-ignore
  public: z.boolean(),
  secrecy: Secrecy,
});
export type PlaceContent = z.infer<typeof PlaceContent>;

const OtherName = z.strictObject({
  text: Line(200),
  kind: PlaceName.shape.kind,
  lang: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as zh-Hans'),
  reading: orNull(Line(200)).default(null),
  validFrom: orNull(PartialDay).default(null),
  validTo: orNull(PartialDay).default(null),
});

const fields = {
  name: Line(200),
  reading: orNull(Line(200)),
  roman: orNull(Line(200)),
  mongolian: orNull(Line(200)),
  class: z.string().regex(/^[1-9]\d{4}$/, 'must be a class of 5 digits (GB/T 18521)'),
  division: DivisionCode,
  status: PlaceStatus,
  placeCode: orNull(z.string().regex(/^\d{20}$/, 'must be 20 digits')),
  point: Position.nullable(),
  position: PositionKind,
  names: z.array(OtherName).max(100),
  validFrom: orNull(Day),
  validTo: orNull(Day),
  attributes: AttributeChanges,
  public: z.boolean(),
  secrecy: Secrecy,
};

/** What is named changes, the rest stays. */
export const PlaceChange = z.strictObject(fields).partial();
export type PlaceChange = z.infer<typeof PlaceChange>;
const NewPlace = PlaceChange.required({ name: true, class: true, division: true });

export const PlaceRecord = z.object({
  id: z.number().int(),
  ...editable,
  denotes: z.string().nullable(),
  content: PlaceContent,
});
export type PlaceRecord = z.infer<typeof PlaceRecord>;
const SavedPlace = PlaceRecord.extend({ findings: z.array(EditFinding) });

const one = { tag: 'places', params: z.object({ id: RecordId }), query: z.object({}) } as const;

export const getPlaceRecord = endpoint({
  ...one,
  id: 'getPlaceRecord',
  method: 'get',
  path: '/api/v1/places/:id/record',
  summary: 'Everything of an entry that can be edited, with its version',
  action: 'read.staff',
  response: PlaceRecord,
  versioned: true,
});

export const editPlace = endpoint({
  ...one,
  id: 'editPlace',
  method: 'patch',
  path: '/api/v1/places/:id',
  summary: 'Changes the fields that are named',
  action: 'place.edit',
  body: PlaceChange,
  response: SavedPlace,
  versioned: true,
  match: true,
});

export const createPlace = endpoint({
  id: 'createPlace',
  method: 'post',
  path: '/api/v1/places',
  summary: 'A new entry',
  tag: 'places',
  action: 'place.edit',
  params: z.object({}),
  query: z.object({}),
  body: NewPlace,
  response: SavedPlace,
  status: 201,
  versioned: true,
});
