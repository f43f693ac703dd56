import { z } from 'zod';

/**
 * CQL2 JSON (OGC 21-065r2 clause 8.3), as far as it is answered here. Text is parsed into the same shape. What is left out: arithmetic,
 * arrays, functions, ACCENTI.
 */
export interface Property {
  property: string;
}
export type Instant = { date: string } | { timestamp: string };
export type Character = string | Property | { op: 'casei'; args: [Character] };
export type Scalar = Character | number | boolean | Instant;
export type Interval = { interval: [string | Property, string | Property] };
export type Temporal = Instant | Interval | Property;
export type Position = [number, number] | [number, number, number];
export type Simple =
  | { type: 'Point'; coordinates: Position }
  | { type: 'MultiPoint' | 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };
export type Literal = Simple | { type: 'GeometryCollection'; geometries: Simple[] };
export type Spatial = Literal | { bbox: number[] } | Property;

export const comparators = ['=', '<>', '<', '>', '<=', '>='] as const;
export type Comparator = (typeof comparators)[number];
export const spatialOperators = ['s_intersects', 's_equals', 's_disjoint', 's_touches', 's_within', 's_overlaps', 's_crosses', 's_contains'] as const; // prettier-ignore
export type SpatialOperator = (typeof spatialOperators)[number];
export const temporalOperators = [
  't_after', 't_before', 't_contains', 't_disjoint', 't_during', 't_equals', 't_finishedby', 't_finishes', 't_intersects', 't_meets', 't_metby',
  't_overlappedby', 't_overlaps', 't_startedby', 't_starts',
] as const; // prettier-ignore
export type TemporalOperator = (typeof temporalOperators)[number];

export interface Comparison {
  op: Comparator;
  args: [Scalar, Scalar];
}
export interface SpatialPredicate {
  op: SpatialOperator;
  args: [Spatial, Spatial];
}
export interface TemporalPredicate {
  op: TemporalOperator;
  args: [Temporal, Temporal];
}

export type Filter =
  | boolean
  | { op: 'and' | 'or'; args: Filter[] }
  | { op: 'not'; args: [Filter] }
  | Comparison
  | { op: 'like'; args: [Character, Character] }
  | { op: 'between'; args: [Scalar, Scalar, Scalar] }
  | { op: 'in'; args: [Scalar, Scalar[]] }
  | { op: 'isNull'; args: [Property] }
  | SpatialPredicate
  | TemporalPredicate;

const Name = z.strictObject({ property: z.string().min(1).max(100) });
const Text = z.string().refine((text) => !text.includes('\0'), 'must not hold a NUL character');
const Moment = z.union([
  z.strictObject({ date: z.string().max(40) }),
  z.strictObject({ timestamp: z.string().max(40) }),
]);
const Characters: z.ZodType<Character> = z.lazy(() =>
  z.union([Text, Name, z.strictObject({ op: z.literal('casei'), args: z.tuple([Characters]) })]),
);
const Scalars: z.ZodType<Scalar> = z.union([z.number(), z.boolean(), Moment, Characters]);
const Bound = z.union([z.string().max(40), Name]);
const Times: z.ZodType<Temporal> = z.union([Moment, z.strictObject({ interval: z.tuple([Bound, Bound]) }), Name]); // prettier-ignore

const Pair: z.ZodType<Position> = z.union([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number(), z.number()])]); // prettier-ignore
const Line = z.array(Pair).min(2);
const Ring = z.array(Pair).min(4);
const shape = <T extends string, C extends z.ZodType>(type: T, coordinates: C) =>
  z.strictObject({ type: z.literal(type), coordinates });
const Simples = z.discriminatedUnion('type', [
  shape('Point', Pair),
  shape('MultiPoint', z.array(Pair).min(1)),
  shape('LineString', Line),
  shape('MultiLineString', z.array(Line).min(1)),
  shape('Polygon', z.array(Ring).min(1)),
  shape('MultiPolygon', z.array(z.array(Ring).min(1)).min(1)),
]);
const Shapes = z.union([
  Simples,
  z.strictObject({ type: z.literal('GeometryCollection'), geometries: z.array(Simples).min(1) }),
  z.strictObject({ bbox: z.union([z.array(z.number()).length(4), z.array(z.number()).length(6)]) }),
  Name,
]) as z.ZodType<Spatial>;

const predicate = <T extends string, A extends z.ZodType>(op: T | readonly T[], args: A) =>
  z.strictObject({ op: typeof op === 'string' ? z.literal(op) : z.enum(op), args });

/** @throws ZodError that says where it is no filter that is answered here */
export const FilterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.boolean(),
    z.discriminatedUnion('op', [
      predicate(['and', 'or'], z.array(FilterSchema).min(2)),
      predicate('not', z.tuple([FilterSchema])),
      predicate(comparators, z.tuple([Scalars, Scalars])),
      predicate('like', z.tuple([Characters, Characters])),
      predicate('between', z.tuple([Scalars, Scalars, Scalars])),
      predicate('in', z.tuple([Scalars, z.array(Scalars).min(1)])),
      predicate('isNull', z.tuple([Name])),
      predicate(spatialOperators, z.tuple([Shapes, Shapes])),
      predicate(temporalOperators, z.tuple([Times, Times])),
    ]),
  ]),
) as z.ZodType<Filter>;
