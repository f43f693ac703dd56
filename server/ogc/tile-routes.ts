import * as api from '../api/ogc.ts';
import { badRequest } from '../http/problem.ts';
import { replyRoute, type Route } from '../http/route.ts';
import { collectionOf } from './collections.ts';
import { code, list, paragraph, anchor, table, type Page } from './page.ts';
import { placeOf, sendResource, types, type Link, type Place } from './reply.ts';
import { tileMatrixSet, tileMatrixSetUri, webMercatorQuad } from './tile-matrix.ts';
import * as tiles from './tiles.ts';
import type { Tiled } from './tiles.ts';

type Json = Record<string, unknown>;

const home = (place: Place): [string, string] => [place.at(''), 'OGC API'];

function tilesetsHtml({ title, path }: Tiled, place: Place): Page {
  return {
    title: `${title} · 矢量瓦片 Vector tiles`,
    path: [home(place)],
    html: list([anchor(`${place.at(`${path}/${webMercatorQuad}`)}?f=html`, webMercatorQuad)]),
  };
}

function tilesetHtml({ title }: Tiled, document: Json, place: Place): Page {
  const item = (document['links'] as Link[]).find(({ rel }) => rel === 'item')!;
  const layers = document['layers'] as { id: string; minTileMatrix: string; maxTileMatrix: string; propertiesSchema: { properties: object } }[]; // prettier-ignore
  return {
    title: `${title} · ${webMercatorQuad}`,
    path: [home(place)],
    html: `<p>${code(item.href)}</p>
${table(
  ['图层 Layer', '级别 Zooms', '属性 Properties'],
  layers.map(({ id, minTileMatrix, maxTileMatrix, propertiesSchema }) => [code(id), `${minTileMatrix}–${maxTileMatrix}`, Object.keys(propertiesSchema.properties).map(code).join(' ')]), // prettier-ignore
)}`,
  };
}

const matrixSets = replyRoute(api.listOgcTileMatrixSets, async (input, request) => {
  const place = placeOf(input, request);
  const href = place.at(`/tileMatrixSets/${webMercatorQuad}`);
  const body = { tileMatrixSets: [{ id: webMercatorQuad, title: webMercatorQuad, uri: tileMatrixSetUri, links: [{ rel: 'self', type: types.json, href }] }], links: place.own(types.json) }; // prettier-ignore
  return sendResource(request, input.query, {
    type: types.json,
    body,
    html: () => ({ title: '瓦片方案 Tile matrix sets', path: [home(place)], html: list([anchor(`${href}?f=html`, webMercatorQuad)]) }), // prettier-ignore
  });
});

const matrixSet = replyRoute(api.getOgcTileMatrixSet, async (input, request) => {
  tiles.knownMatrixSet(input.params.tileMatrixSet);
  const place = placeOf(input, request);
  return sendResource(request, input.query, {
    type: types.json,
    body: tileMatrixSet,
    html: () => ({ title: webMercatorQuad, path: [home(place)], html: `${paragraph(tileMatrixSetUri)}<p>${anchor(place.here({ f: 'json' }), 'JSON')}</p>` }), // prettier-ignore
  });
});

const tilesets = replyRoute(api.listOgcTilesets, async (input, request) => {
  const place = placeOf(input, request);
  const tiled = tiles.tiledEverything(input.audience);
  return sendResource(request, input.query, { type: types.json, body: tiles.tilesetsDocument(tiled, place), html: () => tilesetsHtml(tiled, place) }); // prettier-ignore
});

const collectionTilesets = replyRoute(api.listOgcCollectionTilesets, async (input, request) => {
  const place = placeOf(input, request);
  const tiled = tiles.tiledCollection(collectionOf(input.params.collection, input.audience));
  return sendResource(request, input.query, { type: types.json, body: tiles.tilesetsDocument(tiled, place), html: () => tilesetsHtml(tiled, place) }); // prettier-ignore
});

const tileset = replyRoute(api.getOgcTileset, async (input, request) => {
  tiles.knownMatrixSet(input.params.tileMatrixSet);
  const place = placeOf(input, request);
  const tiled = tiles.tiledEverything(input.audience);
  const body = tiles.tilesetDocument(input, tiled, place);
  return sendResource(request, input.query, { type: types.json, body, html: () => tilesetHtml(tiled, body, place) }); // prettier-ignore
});

const collectionTileset = replyRoute(api.getOgcCollectionTileset, async (input, request) => {
  tiles.knownMatrixSet(input.params.tileMatrixSet);
  const place = placeOf(input, request);
  const tiled = tiles.tiledCollection(collectionOf(input.params.collection, input.audience));
  const body = tiles.tilesetDocument(input, tiled, place);
  return sendResource(request, input.query, { type: types.json, body, html: () => tilesetHtml(tiled, body, place) }); // prettier-ignore
});

/** @throws Problem 400: tiles have one format */
function mustBeMvt(f: string | undefined): void {
  if (f !== undefined && f !== 'mvt') throw badRequest('query: `f` must be mvt.');
}

const tile = replyRoute(api.getOgcTile, async (input) => {
  mustBeMvt(input.query.f);
  tiles.knownMatrixSet(input.params.tileMatrixSet);
  return tiles.mergedTile(input, tiles.tiledEverything(input.audience).sets, tiles.tileNumber(input.params));
});

const collectionTile = replyRoute(api.getOgcCollectionTile, async (input) => {
  mustBeMvt(input.query.f);
  tiles.knownMatrixSet(input.params.tileMatrixSet);
  const { sets } = tiles.tiledCollection(collectionOf(input.params.collection, input.audience));
  return tiles.oneSetTile(input, sets[0]!, tiles.tileNumber(input.params));
});

export const tileRoutes: readonly Route[] = [
  matrixSets,
  matrixSet,
  tilesets,
  tileset,
  tile,
  collectionTilesets,
  collectionTileset,
  collectionTile,
];
