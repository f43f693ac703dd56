import { sql, type RawBuilder } from 'kysely';
import type { TileSetId } from '../api/tiles.ts';

/** How a value is compared, and what its JSON Schema says. `array`: of strings; answered, never compared. */
export type PropertyType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'array';

export interface Property {
  name: string;
  type: PropertyType;
  title: string; // Chinese, then English
  column: string; // as SQL names it, table first; never from a request
  values?: readonly string[]; // all that there are
  digits?: true; // an integer that is kept as a text of digits
}

export type GeometryType = 'Point' | 'MultiLineString' | 'MultiPolygon' | 'Geometry';

/** What is served under /ogc/collections: where its rows are, who may see them, what they say. */
export interface Collection {
  id: string;
  title: string; // Chinese, then English
  description: string;
  /** `staff`: for the public the collection is not there. Else the public sees rows whose `visible` column is true. */
  audience: 'public' | 'staff';
  /** SQL of tables and joins, one row a feature. */
  from: RawBuilder<unknown>;
  where?: RawBuilder<unknown>;
  visible?: string;
  /** Column that tells rows apart and orders the pages; the feature's id. */
  key: { column: string; type: 'integer' | 'digits' }; // digits: a text of digits, a number as id
  geometry: { column: string; type: GeometryType };
  /** When a feature is in being: an instant, or from `start` up to but without `end`, which null leaves open. */
  time?: { instant: Property } | { start: Property; end: Property };
  properties: readonly Property[];
  /** Row of data_version that changes with every change; null: the table is small and asked each time. */
  dataset: string | null;
  /** The tile set, and the layers in it that show these features. */
  tiles?: { set: TileSetId; layers: readonly string[] };
  /** Most features of a page: polygons are heavy. */
  most: number;
}

/** A property as it is compared. */
export const columnOf = ({ column, digits }: Property): RawBuilder<unknown> =>
  digits === true ? sql`${sql.ref(column)}::int8` : sql.ref(column);

/** The feature's id, for filters and parameters. */
const idOf = ({ key: { column, type } }: Collection): Property => ({
  name: 'id',
  type: 'integer',
  title: 'id',
  column,
  ...(type === 'digits' ? { digits: true } : {}),
});

/** What can be compared, in filters and as parameters. */
export const queryables = (collection: Collection): Property[] => [
  idOf(collection),
  ...collection.properties.filter(({ type }) => type !== 'array'),
];

type Make = (name: string, title: string, column: string, values?: readonly string[]) => Property;
const make =
  (type: PropertyType): Make =>
  (name, title, column, values) => ({
    name,
    type,
    title,
    column,
    ...(values === undefined ? {} : { values }),
  });

export const text = make('text');
export const integer = make('integer');
export const number = make('number');
export const boolean = make('boolean');
export const date = make('date');
export const timestamp = make('timestamp');
export const array = make('array');

/** What every record says of itself. */
export const provenance = (table: string): Property[] => [
  text('source', '来源 Source', `${table}.source_id`),
  boolean('sample', '示例数据 Generated for demonstration', `${table}.sample`),
  boolean('public', '公开 Public', `${table}.public`),
  text('secrecy', '密级 Classification', `${table}.secrecy`, ['公开', '内部', '秘密', '机密', '绝密']),
  timestamp('updated_at', '更新时间 Updated', `${table}.updated_at`),
];
