import {
  queryables,
  type Collection,
  type GeometryType,
  type Property,
  type PropertyType,
} from './collection.ts';

type Json = Record<string, unknown>;

const dialect = 'https://json-schema.org/draft/2020-12/schema';

const kinds: Readonly<Record<PropertyType, Json>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time' },
  array: { type: 'array', items: { type: 'string' } },
};
const formats: Readonly<Record<GeometryType, string>> = {
  Point: 'geometry-point',
  MultiLineString: 'geometry-multilinestring',
  MultiPolygon: 'geometry-multipolygon',
  Geometry: 'geometry-any',
};

export const propertySchema = ({ title, type, values }: Property): Json => ({
  title,
  ...kinds[type],
  ...(values === undefined ? {} : { enum: [...values] }),
});

const geometryProperty = ({ geometry }: Collection): Json => ({
  title: '几何 Geometry',
  format: formats[geometry.type],
  'x-ogc-role': 'primary-geometry',
});

/** OGC API - Features Part 5 says what time a property is of. */
function roleOf({ time }: Collection, property: Property): Json {
  if (time === undefined) return {};
  if ('instant' in time) return time.instant === property ? { 'x-ogc-role': 'primary-instant' } : {};
  if (time.start === property) return { 'x-ogc-role': 'primary-interval-start' };
  return time.end === property ? { 'x-ogc-role': 'primary-interval-end' } : {};
}

const propertiesOf = (collection: Collection, properties: readonly Property[]): Json =>
  Object.fromEntries(properties.map((each) => [each.name, { ...propertySchema(each), ...roleOf(collection, each) }])); // prettier-ignore

const idSchema: Json = { title: 'id', type: 'integer', 'x-ogc-role': 'id' };

const head = (id: string, { title, description }: Collection): Json => ({ $schema: dialect, $id: id, title, description, type: 'object' }); // prettier-ignore

/** What filters and parameters may name (OGC 19-079r2 clause 6). Nothing else is taken. */
export const queryablesSchema = (collection: Collection, id: string): Json => ({
  ...head(id, collection),
  properties: {
    ...propertiesOf(collection, queryables(collection)),
    id: idSchema,
    geometry: geometryProperty(collection),
  },
  additionalProperties: false,
});

/** The properties of a feature, without its encoding (OGC API - Features Part 5). */
export const returnablesSchema = (collection: Collection, id: string): Json => ({
  ...head(id, collection),
  properties: {
    id: idSchema,
    ...propertiesOf(collection, collection.properties),
    geometry: geometryProperty(collection),
  },
});

/**
 * A feature as it is written in GeoJSON: GDAL takes its fields from here (`describedBy`), sparse ones too. What is not known is null, which
 * the types do not say: GDAL 3.6 makes a text of any property whose type is not one word.
 */
export const featureSchema = (collection: Collection, id: string): Json => ({
  ...head(id, collection),
  required: ['type', 'geometry', 'properties'],
  properties: {
    type: { const: 'Feature' },
    id: { type: 'integer' },
    geometry: {
      anyOf: [{ type: 'null' }, { type: 'object', properties: { type: collection.geometry.type === 'Geometry' ? {} : { const: collection.geometry.type } } }], // prettier-ignore
    },
    properties: {
      type: 'object',
      description: 'null: not known',
      properties: propertiesOf(collection, collection.properties),
    },
  },
});
