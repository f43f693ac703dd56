import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position, PositionKind } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate, provenance, RecordId, Version } from './record.ts';

export const PlaceStatus = z.enum(['current', 'renamed', 'abolished', 'merged', 'proposed']);
export const ClassCode = z
  .string()
  .regex(/^\d{1,5}$/)
  .meta({ description: 'GB/T 18521 class; a shorter code takes in its subclasses' });

export const PlaceClass = z.object({
  code: z.string(),
  parentCode: z.string().nullable(),
  name: z.string(),
  nameEn: z.string().nullable(),
  verified: z
    .boolean()
    .meta({ description: 'false: code reconstructed, to be confirmed against the standard' }),
  settlement: z.boolean(),
  places: z.number().int(),
});

export const Place = z.object({
  id: z.number().int(),
  name: z.string(),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  class: z.object({ code: z.string(), name: z.string().nullable() }),
  path: z.array(DivisionRef),
  division: z.string(),
  denotes: z.string().nullable().meta({ description: 'code of the division that it names' }),
  status: PlaceStatus,
  importance: z.number().int(),
  point: Position.nullable(),
  position: PositionKind,
  ...provenance,
});
export type Place = z.infer<typeof Place>;

/** What a name is to its place. */
export const PlaceNameKind = z.enum(['standard', 'short', 'alias', 'former', 'variant']);

export const PlaceName = z.object({
  text: z.string(),
  kind: PlaceNameKind,
  lang: z.string(),
  reading: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
});

/**
 * How sure it is that a name was in force on a day: its days say so; its days are known to the year or month only, or another name was before
 * or after it on a day that nobody wrote down; it has no days at all.
 */
export const Certainty = z.enum(['certain', 'possible', 'undated']);
export type Certainty = z.infer<typeof Certainty>;

/** What a place was called on a day. */
export const NamesOnDay = z.object({
  at: IsoDate,
  standard: z.object({ text: z.string(), certainty: Certainty }).nullable().meta({
    description: 'the standard name in hanzi on that day; null: none is known to have been in force',
  }),
  names: z.array(PlaceName.extend({ certainty: Certainty })),
});
export type NamesOnDay = z.infer<typeof NamesOnDay>;

export const PlaceDetail = Place.extend({
  version: Version,
  names: z.array(PlaceName),
  asOf: NamesOnDay.nullable().meta({ description: 'with `at`: the names valid on that day' }),
  placeCode: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  attributes: z.record(z.string(), z.string()).meta({
    description:
      'meaning, origin, history and the other texts of the census; the public reads those about the name only',
  }),
});
export type PlaceDetail = z.infer<typeof PlaceDetail>;

/** The languages that places can be chosen by: a tag of a name, or any but Chinese and English. */
export const NameLanguage = z.enum(['mn-Mong', 'mn-Cyrl', 'mn-Latn', 'minority']);
export type NameLanguage = z.infer<typeof NameLanguage>;

/** What the gazetteer is narrowed to; the list, the facets and the places inside a polygon take the same. */
export const placeFilters = {
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description:
        'a name, or how any part of one begins, in any script, as the search box reads it; less its guesses at what was misspelt',
      examples: ['巴彦', 'bayan'],
    }),
  division: DivisionCode.optional(),
  class: ClassCode.optional(),
  status: PlaceStatus.optional(),
  source: z.string().min(1).max(60).optional().meta({ description: 'id of the source, see /api/v1/sources' }),
  language: NameLanguage.optional().meta({
    description: 'has a name in this language and script; minority: in any but Chinese and English',
  }),
  origin: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: '地名语种, as the census wrote it', examples: ['蒙古语'] }),
  at: IsoDate.optional().meta({ description: 'in being on this day, as far as its dates are known' }),
  sample: z.enum(['true', 'false']).optional().meta({ description: 'only, or no, 示例数据' }),
  public: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'staff: only what is, or is not, public' }),
  secrecy: z.enum(['公开', '内部', '秘密', '机密', '绝密']).optional().meta({ description: 'staff: 密级' }),
  bbox: BboxParam.optional(),
};

const Counted = z.object({ value: z.string(), places: z.number().int() });
export type Counted = z.infer<typeof Counted>;
const Branches = z.object({
  chosen: z.string().nullable().meta({ description: 'the code that the filter has; its next level follows' }),
  items: z.array(z.object({ code: z.string().nullable().meta({ description: 'null: of the chosen one itself' }), name: z.string(), places: z.number().int() })),
}); // prettier-ignore

export const PlaceFacets = z.object({
  total: z
    .number()
    .int()
    .meta({ description: 'places that pass all filters: the sum over class, and over division' }),
  class: Branches,
  division: Branches,
  status: z
    .array(Counted)
    .meta({ description: 'this and those below: as if the filter of the same name were not set' }),
  source: z.array(Counted),
  language: z.array(Counted).meta({ description: 'a place with names in several is counted in each' }),
  origin: z.array(Counted),
  sample: z.array(Counted),
  public: z.array(Counted).meta({ description: 'for staff; empty for the public' }),
  secrecy: z.array(Counted).meta({ description: 'for staff; empty for the public' }),
});
export type PlaceFacets = z.infer<typeof PlaceFacets>;

export const listPlaces = endpoint({
  id: 'listPlaces',
  method: 'get',
  path: '/api/v1/places',
  summary: 'Gazetteer entries, the most important first',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    ...paging,
    ...placeFilters,
  }),
  response: listOf(Place),
  geojson: true,
});

export const getPlaceFacets = endpoint({
  id: 'getPlaceFacets',
  method: 'get',
  path: '/api/v1/places/facets',
  summary: 'How many gazetteer entries there are for each value of each filter',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object(placeFilters),
  response: PlaceFacets,
});

export const getPlace = endpoint({
  id: 'getPlace',
  method: 'get',
  path: '/api/v1/places/:id',
  summary: 'One gazetteer entry with all its names',
  tag: 'places',
  action: 'read.public',
  params: z.object({ id: RecordId }),
  query: z.object({
    f: paging.f,
    at: IsoDate.optional().meta({ description: 'also says what it was called on this day' }),
  }),
  response: PlaceDetail,
  geojson: true,
  versioned: true,
});

export const listPlaceClasses = endpoint({
  id: 'listPlaceClasses',
  method: 'get',
  path: '/api/v1/place-classes',
  summary: 'GB/T 18521 classes with the number of entries in each',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(PlaceClass) }),
});
