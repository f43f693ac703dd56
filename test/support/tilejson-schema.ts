import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const zoom = { type: 'integer', minimum: 0, maximum: 30 };
const text = { type: 'string' };
const templates = { type: 'array', minItems: 1, items: { type: 'string', format: 'template' } };
const degrees = (most: number) => ({ type: 'number', minimum: -most, maximum: most });
const version = {
  type: 'string',
  pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)([-+][0-9A-Za-z.+-]+)?$',
};

/**
 * TileJSON 3.0.0 as JSON Schema, written out from the text of the specification (github.com/mapbox/tilejson-spec, 3.0.0, section 3): its own schema
 * is in no package, and says less (nothing of the length of `bounds`, and its patterns are not anchored).
 */
const schema = {
  type: 'object',
  required: ['tilejson', 'tiles', 'vector_layers'],
  properties: {
    tilejson: { const: '3.0.0' },
    tiles: templates,
    vector_layers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'fields'],
        properties: {
          id: { type: 'string', minLength: 1 },
          fields: { type: 'object', additionalProperties: text },
          description: text,
          minzoom: zoom,
          maxzoom: zoom,
        },
      },
    },
    attribution: text,
    bounds: {
      type: 'array',
      prefixItems: [degrees(180), degrees(90), degrees(180), degrees(90)],
      minItems: 4,
      maxItems: 4,
    },
    center: { type: 'array', prefixItems: [degrees(180), degrees(90), zoom], minItems: 3, maxItems: 3 },
    data: { type: 'array', items: text },
    description: text,
    fillzoom: zoom,
    grids: templates,
    legend: text,
    maxzoom: zoom,
    minzoom: zoom,
    name: text,
    scheme: { enum: ['xyz', 'tms'] },
    template: text,
    version,
  },
};

const ajv = new Ajv2020({ allErrors: true });
ajv.addFormat('template', (url) => ['{z}', '{x}', '{y}'].every((part) => url.includes(part)) && URL.canParse(url.replace(/[{}]/g, ''))); // prettier-ignore
const validate: ValidateFunction = ajv.compile(schema);

/** What is wrong with a TileJSON; empty when nothing is. */
export function tileJsonFaults(body: unknown): string[] {
  validate(body);
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const { minzoom = 0, maxzoom = 30, bounds } = body as { minzoom?: number; maxzoom?: number; bounds?: number[] }; // prettier-ignore
  if (minzoom > maxzoom) faults.push('/minzoom is above maxzoom');
  if (bounds !== undefined && (bounds[0]! > bounds[2]! || bounds[1]! > bounds[3]!)) faults.push('/bounds are not left, bottom, right, top'); // prettier-ignore
  return faults;
}
