import type { Request } from 'express';
import type * as api from '../api/ogc.ts';
import type { Input, Reading, Sender } from '../http/route.ts';
import { encodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import type { Collection } from './collection.ts';
import { collectionOf } from './collections.ts';
import { crsOf, geometryIn, type OgcCrs } from './crs.ts';
import { createKnown } from './known.ts';
import { readSelection, type Selection } from './parameters.ts';
import { countRows, hasKey, keyOf, mustBeValid, selectRows, type Row } from './query.ts';
import { placeOf, sendResource, types, wantsHtml, type Link, type Place } from './reply.ts';
import { itemPage, itemsPage } from './items-page.ts';

const slice = 1000; // rows of a statement: others get the embedded engine's one connection in between

const counts = createKnown<number>();

/** A feature's id: a number where it can be one, which GDAL takes for the FID. */
const idOf = (row: Row): number => Number(row.key);

/** A feature as GeoJSON text; the geometry is not parsed where it stays as it is. */
function featureText(collection: Collection, row: Row, crs: OgcCrs, links: string): string {
  const properties: Record<string, unknown> = {};
  collection.properties.forEach(({ name }, index) => (properties[name] = row.values[index] ?? null));
  const geometry = row.geometry === null ? 'null' : geometryIn(crs, row.geometry);
  return `{"type":"Feature","id":${JSON.stringify(idOf(row))},"geometry":${geometry},"properties":${JSON.stringify(properties)}${links}}`;
}

/** The page that is asked for, slice by slice, and whether more follow. */
async function rowsOf({ context, audience }: Reading, collection: Collection, { conditions, limit, after }: Selection): Promise<{ rows: Row[]; more: boolean }> {
  const rows: Row[] = [];
  for (let last = after; ;) {
    const wanted = Math.min(slice, limit + 1 - rows.length);
    const found = await selectRows(context.db, collection, audience, conditions, { after: last, limit: wanted });
    rows.push(...found);
    if (found.length < wanted || rows.length > limit) return { rows: rows.slice(0, limit), more: rows.length > limit };
    last = found.at(-1)!.key;
  }
} // prettier-ignore

function itemsLinks(place: Place, collection: Collection, next: string | null): Link[] {
  return [
    ...place.own(types.geojson),
    { rel: 'collection', type: types.json, title: collection.title, href: place.at(`/collections/${collection.id}`) }, // prettier-ignore
    ...(next === null ? [] : [{ rel: 'next', type: types.geojson, title: '下一页 Next page', href: place.here({ next }) }]), // prettier-ignore
  ];
}

/** /ogc/collections/{collection}/items: a page of features by key, with the exact number of all that match. */
export async function listItems(input: Input<typeof api.listOgcItems>, request: Request): Promise<Sender> {
  const collection = collectionOf(input.params.collection, input.audience);
  const query = input.query as Readonly<Record<string, string | undefined>>;
  const selection = readSelection(collection, query);
  const html = wantsHtml(request, query['f'], types.geojson);
  const { context, audience } = input;
  await mustBeValid(context.db, selection.geometries);
  const total = await counts(context.db, collection, `${audience} ${selection.question}`, () => countRows(context.db, collection, audience, selection.conditions)); // prettier-ignore
  const { rows, more } = await rowsOf(input, collection, selection);
  const next = more ? encodeCursor([rows.at(-1)!.key]) : null;
  const place = placeOf(input, request);
  const links = itemsLinks(place, collection, next);
  const head = {
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    numberMatched: total,
    numberReturned: rows.length,
    links,
  };
  const body = html ? '' : `${JSON.stringify(head).slice(0, -1)},"features":[${rows.map((row) => featureText(collection, row, selection.crs, '')).join(',\n')}]}`; // prettier-ignore
  return sendResource(request, query, {
    type: types.geojson,
    body,
    html: () => itemsPage(collection, rows, { total, limit: selection.limit, place, next }),
    headers: { 'Content-Crs': `<${selection.crs.uri}>` },
  });
}

/** /ogc/collections/{collection}/items/{feature} */
export async function getItem(input: Input<typeof api.getOgcItem>, request: Request): Promise<Sender> {
  const { params, query, context, audience } = input;
  const collection = collectionOf(params.collection, audience);
  const crs = crsOf(query.crs, 'crs');
  const key = keyOf(collection, params.feature);
  const found = key === null ? [] : await selectRows(context.db, collection, audience, [hasKey(collection, key)], { after: null, limit: 1 }); // prettier-ignore
  const row = found[0];
  if (row === undefined) throw notFound(`${collection.id} ${params.feature}`);
  const place = placeOf(input, request);
  const links: Link[] = [
    ...place.own(types.geojson),
    { rel: 'collection', type: types.json, title: collection.title, href: place.at(`/collections/${collection.id}`) }, // prettier-ignore
  ];
  return sendResource(request, query, {
    type: types.geojson,
    body: featureText(collection, row, crs, `,"links":${JSON.stringify(links)}`),
    html: () => itemPage(collection, row, place),
    headers: { 'Content-Crs': `<${crs.uri}>` },
  });
}
