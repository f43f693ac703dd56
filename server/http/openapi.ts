import { z } from 'zod';
import { sessionCookie } from '../accounts/cookies.ts';
import type { Endpoint } from '../api/endpoint.ts';
import { ProblemBody } from '../api/problem.ts';

type Json = Record<string, unknown>;

const json = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema }) => plainTuple(jsonSchema) }); // prettier-ignore
  return rest;
};

/** A tuple of equal parts as an array of fixed length: clients that know no `prefixItems` read it as well. */
function plainTuple(schema: Json): void {
  const parts = schema['prefixItems'];
  if (!Array.isArray(parts) || new Set(parts.map((part) => JSON.stringify(part))).size !== 1) return;
  delete schema['prefixItems'];
  Object.assign(schema, { items: parts[0] as Json, minItems: parts.length, maxItems: parts.length });
}

/** Prints OpenAPI 3.1 from the declared endpoints, so that the document cannot differ from the service. */
export function openApi(endpoints: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nutag 行政区划与地名地图服务',
      version,
      description: 'Positions are longitude, latitude in EPSG:4490 (CGCS2000). Errors are RFC 9457 problems.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    security: [{}, { token: [] }, { session: [] }],
    components: {
      schemas: { Problem: json(ProblemBody, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
      },
    },
  };
}

const unusableBody = (problem: Json): Json => ({
  413: { description: 'Too large', content: problem },
  415: { description: 'Another media type', content: problem },
  422: { description: 'Well formed, but it cannot be so', content: problem },
});

const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'ETag of the version that the change began from',
  schema: { type: 'string' },
};

function operation(endpoint: Endpoint): Json {
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    parameters: [
      ...parameters(endpoint.params, 'path'),
      ...parameters(endpoint.query, 'query'),
      ...(endpoint.match === true ? [ifMatch] : []),
    ],
    ...requestBody(endpoint),
    responses: {
      [endpoint.status ?? 200]: {
        description: endpoint.status === 202 ? 'Accepted: done in the background' : 'OK',
        content: {
          ...(endpoint.files === undefined
            ? { 'application/json': { schema: json(endpoint.response, 'output') } }
            : filesOf(endpoint.files)),
          ...(endpoint.geojson === true ? { 'application/geo+json': { schema: { type: 'object' } } } : {}),
          ...(endpoint.csv === true ? { 'text/csv': { schema: { type: 'string' } } } : {}),
        },
      },
      400: { description: 'The request cannot be understood', content: problem },
      401: { description: 'Sign in first', content: problem },
      403: { description: 'Not allowed', content: problem },
      404: { description: 'Not known here', content: problem },
      ...(endpoint.geojson === true ? { 406: { description: 'Not acceptable', content: problem } } : {}),
      ...(endpoint.method === 'get' ? {} : { 409: { description: 'Not in this state', content: problem } }),
      ...(endpoint.body === undefined && endpoint.upload !== true ? {} : unusableBody(problem)),
      429: { description: 'Too many requests', content: problem },
      ...(endpoint.match === true
        ? {
            412: { description: 'Changed meanwhile', content: problem },
            428: { description: 'If-Match is missing', content: problem },
          }
        : {}),
      503: { description: 'Not ready yet, or the database does not answer', content: problem },
    },
  };
}

const filesOf = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

function requestBody(endpoint: Endpoint): Json {
  if (endpoint.upload === true) return { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }; // prettier-ignore
  if (endpoint.body === undefined) return {};
  return {
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: json(endpoint.body, 'input') },
        ...(endpoint.form === true
          ? { 'application/x-www-form-urlencoded': { schema: json(endpoint.body, 'input') } }
          : {}),
      },
    },
  };
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = json(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, examples, ...type }]) => ({
    name,
    in: place,
    required: place === 'path' || (required.includes(name) && type['default'] === undefined),
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(examples) ? { example: examples[0] } : {}),
    schema: type,
  }));
}
