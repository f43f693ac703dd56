import type { Request } from 'express';
import type { Endpoint } from '../api/endpoint.ts';
import * as api from '../api/ogc.ts';
import { replyRoute, type Input, type Route, type Sender } from '../http/route.ts';
import type { Collection } from './collection.ts';
import { collectionOf, collectionsFor } from './collections.ts';
import { conformsTo } from './conformance.ts';
import { collectionDocument, extentFor, landingPage, withOwnLinks } from './documents.ts';
import { getItem, listItems } from './items.ts';
import { ogcOpenApi } from './openapi.ts';
import * as pages from './pages.ts';
import { placeOf, sendResource, types, type Link, type Place } from './reply.ts';
import * as schemas from './schema.ts';
import { tileRoutes } from './tile-routes.ts';

const landing = replyRoute(api.getOgcLandingPage, async (input, request) => {
  const place = placeOf(input, request);
  const body = landingPage(place, input.context.config.mapReview);
  return sendResource(request, input.query, { type: types.json, body, html: () => pages.landingHtml(body, place) }); // prettier-ignore
});

const definition = replyRoute(api.getOgcApi, async (input, request) => {
  const place = placeOf(input, request);
  const body = ogcOpenApi(collectionsFor(input.audience), place.at(''));
  return sendResource(request, input.query, { type: types.openapi, body, html: () => pages.apiHtml(body, place) }); // prettier-ignore
});

const conformance = replyRoute(api.getOgcConformance, async (input, request) => {
  const place = placeOf(input, request);
  const body = { conformsTo, links: place.own(types.json) };
  return sendResource(request, input.query, { type: types.json, body, html: () => pages.conformanceHtml(conformsTo, place) }); // prettier-ignore
});

const collections = replyRoute(api.listOgcCollections, async (input, request) => {
  const place = placeOf(input, request);
  const known = collectionsFor(input.audience);
  const documents: object[] = [];
  for (const each of known) documents.push(collectionDocument(each, await extentFor(input.context, each, input.audience), place)); // prettier-ignore
  const body = { links: place.own(types.json), collections: documents };
  return sendResource(request, input.query, { type: types.json, body, html: () => pages.collectionsHtml(known, place) }); // prettier-ignore
});

const collection = replyRoute(api.getOgcCollection, async (input, request) => {
  const place = placeOf(input, request);
  const one = collectionOf(input.params.collection, input.audience);
  const extent = await extentFor(input.context, one, input.audience);
  const body = withOwnLinks(collectionDocument(one, extent, place), place);
  return sendResource(request, input.query, { type: types.json, body, html: () => pages.collectionHtml(one, extent, body['links'] as Link[], place) }); // prettier-ignore
});

/** One of the JSON Schemas of a collection. */
const schema = (endpoint: typeof api.getOgcSchema, title: string, make: (one: Collection, id: string) => Record<string, unknown>): Route =>
  replyRoute(endpoint, async (input: Input<typeof api.getOgcSchema>, request: Request): Promise<Sender> => {
    const place: Place = placeOf(input as Input<Endpoint>, request);
    const one = collectionOf(input.params.collection, input.audience);
    const body = make(one, `${place.base}${request.path}`);
    return sendResource(request, input.query, { type: types.schema, body, html: () => pages.schemaHtml(title, one, body, place) });
  }); // prettier-ignore

export const ogcRoutes: readonly Route[] = [
  landing,
  definition,
  conformance,
  collections,
  collection,
  schema(api.getOgcSchema, '属性结构 Schema', schemas.returnablesSchema),
  schema(api.getOgcFeatureSchema, 'GeoJSON 结构 GeoJSON schema', schemas.featureSchema),
  schema(api.getOgcQueryables, '可查询属性 Queryables', schemas.queryablesSchema),
  replyRoute(api.listOgcItems, listItems),
  replyRoute(api.getOgcItem, getItem),
  ...tileRoutes,
];
