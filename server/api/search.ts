import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, PointParam, Position } from './geo.ts';
import { listOf } from './paging.ts';
import { ClassCode, PlaceNameKind } from './places.ts';
import { DivisionCode, DivisionRef } from './record.ts';

export const HitType = z.enum(['division', 'place', 'boundary-line', 'marker', 'facility']);
export type HitType = z.infer<typeof HitType>;

/** Why an answer matched: how close (tier), by which writing, and the name that matched. */
export const Why = z.object({
  tier: z.enum(['exact', 'prefix', 'infix', 'homophone', 'misspelt', 'code']),
  by: z.enum(['standard', 'alias', 'roman', 'mongolian', 'pinyin', 'initials', 'code', 'number']),
  of: PlaceNameKind.meta({ description: 'what the name that matched is to it: a former name, a short form' }),
  official: z.string().nullable().meta({
    description:
      'the official romanization, where its pinyin was typed and is not that (Huhehaote: Hohhot Shi)',
  }),
  name: z.string().meta({ description: 'the name or number that matched' }),
  highlight: z.tuple([z.number().int(), z.number().int()]).nullable().meta({
    description: 'part of `name` to show in bold, as [from, to) in code points',
  }),
});

export const SearchHit = z.object({
  type: HitType,
  id: z.string().meta({ description: 'division code, place id, line code, marker id or facility id' }),
  name: z.string(),
  detail: z.string().meta({ description: 'class, kind or level in words' }),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  path: z.array(DivisionRef),
  point: Position.nullable(),
  bbox: z.array(z.number()).length(4).nullable(),
  sample: z.boolean(),
  why: Why,
});
export type SearchHit = z.infer<typeof SearchHit>;

export const search = endpoint({
  id: 'search',
  method: 'get',
  path: '/api/v1/search',
  summary: 'The search box: divisions, places, boundary lines, markers and facilities by any of their names',
  tag: 'search',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    q: z
      .string()
      .min(1)
      .max(100)
      .meta({ examples: ['锡林', 'hhht', 'Hohhot'] }),
    limit: z.coerce.number().int().min(1).max(100).default(10),
    next: z.string().max(400).optional(),
    type: HitType.optional(),
    division: DivisionCode.optional(),
    class: ClassCode.optional(),
    bbox: BboxParam.optional().meta({ description: 'only hits with a point inside' }),
    near: PointParam.optional().meta({ description: 'prefer hits near this point' }),
  }),
  response: listOf(SearchHit),
});
