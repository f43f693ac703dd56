import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Audience } from '../accounts/audience.ts';
import { TileSetId } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import { notFound } from '../http/problem.ts';
import type { Reading, Sender } from '../http/route.ts';
import { isUnchanged } from '../tiles/negotiate.ts';
import type { TileServer } from '../tiles/server.ts';
import { tileSets } from '../tiles/sets.ts';
import type { Collection } from './collection.ts';
import { types, type Link, type Place } from './reply.ts';
import { tileLimits, tileMatrixSetUri, webMercatorQuad, webMercatorUri, type TileRange } from './tile-matrix.ts'; // prettier-ignore

type Json = Record<string, unknown>;

/** What tiles are of: a collection, or everything that the audience may see. */
export interface Tiled {
  title: string;
  path: string; // of its tilesets, from the root
  sets: readonly TileSetId[];
}

export const tiledCollection = ({ id, title, tiles }: Collection): Tiled => {
  if (tiles === undefined) throw notFound(`Tiles of ${id}`);
  return { title, path: `/collections/${id}/tiles`, sets: [tiles.set] };
};

/** Markers are for staff. */
export const tiledEverything = (audience: Audience): Tiled => ({
  title: '全部数据 Everything',
  path: '/tiles',
  sets: TileSetId.options.filter((set) => audience === 'staff' || tileSets[set].hidden !== null),
});

/** @throws Problem 404 */
export function knownMatrixSet(id: string): void {
  if (id !== webMercatorQuad) throw notFound(`Tile matrix set ${id}`);
}

/** @throws Problem 404 in a process that serves no tiles */
function tileServer({ tiles }: Context): TileServer {
  if (tiles === null) throw notFound('A tile');
  return tiles;
}

/** Zooms and bounds of all sets together. */
function rangeOf(server: TileServer, sets: readonly TileSetId[], audience: Audience): TileRange {
  const bounds = sets.map((set) => server.pyramid(set, audience).bounds);
  const over = (index: number, most: (...values: number[]) => number): number => most(...bounds.map((each) => each[index]!)); // prettier-ignore
  return {
    minzoom: Math.min(...sets.map((set) => tileSets[set].minzoom)),
    maxzoom: Math.max(...sets.map((set) => tileSets[set].maxzoom)),
    bounds: [over(0, Math.min), over(1, Math.min), over(2, Math.max), over(3, Math.max)],
  };
}

const common = ({ title }: Tiled): Json => ({
  title,
  dataType: 'vector',
  crs: webMercatorUri,
  tileMatrixSetURI: tileMatrixSetUri,
});
const schemeLink = (place: Place): Link => ({ rel: 'http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme', type: types.json, title: webMercatorQuad, href: place.at(`/tileMatrixSets/${webMercatorQuad}`) }); // prettier-ignore

/** The list of tilesets: one, in web Mercator. */
export const tilesetsDocument = (tiled: Tiled, place: Place): Json => ({
  links: place.own(types.json),
  tilesets: [
    {
      ...common(tiled),
      links: [
        { rel: 'self', type: types.json, title: tiled.title, href: place.at(`${tiled.path}/${webMercatorQuad}`) }, // prettier-ignore
        schemeLink(place),
      ],
    },
  ],
});

const jsonTypes = { String: 'string', Number: 'number', Boolean: 'boolean' } as const;

/** A tileset (OGC 17-083r4 clause 7): where its tiles are, which there are, what layers are in them. */
export function tilesetDocument({ context, audience }: Reading, tiled: Tiled, place: Place): Json {
  const range = rangeOf(tileServer(context), tiled.sets, audience);
  const [west, south, east, north] = range.bounds;
  const item: Link = {
    rel: 'item',
    type: types.mvt,
    title: '瓦片 Tiles',
    href: place.at(`${tiled.path}/${webMercatorQuad}/{tileMatrix}/{tileRow}/{tileCol}`),
    templated: true,
  };
  return {
    ...common(tiled),
    mediaTypes: [types.mvt],
    tileMatrixSetLimits: tileLimits(range),
    boundingBox: { lowerLeft: [west, south], upperRight: [east, north], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' }, // prettier-ignore
    layers: tiled.sets.flatMap((set) => tileSets[set].layers.map(({ id, fields }) => ({
      id,
      dataType: 'vector',
      minTileMatrix: String(tileSets[set].minzoom),
      maxTileMatrix: String(tileSets[set].maxzoom),
      propertiesSchema: { type: 'object', properties: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type: jsonTypes[type as keyof typeof jsonTypes] }])) },
    }))),
    links: [...place.own(types.json), schemeLink(place), item],
  };
} // prettier-ignore

export interface TileNumber {
  z: number;
  row: number;
  col: number;
}

/** A tile of one set: what /tiles/{set}/{z}/{x}/{y}.mvt answers, byte for byte. */
export function oneSetTile({ context, audience }: Reading, set: TileSetId, { z, row, col }: TileNumber): Sender {
  const server = tileServer(context);
  return (request, response) => {
    request.url = `/tiles/${set}/${z}/${col}/${row}.mvt`;
    server.handle(request, response, audience);
  };
} // prettier-ignore

/** A tile of several sets: their layers one after another, which is how MVT is put together. */
export function mergedTile({ context, audience }: Reading, sets: readonly TileSetId[], { z, row, col }: TileNumber): Sender {
  const server = tileServer(context);
  const range = rangeOf(server, sets, audience);
  const limit = tileLimits(range)[z - range.minzoom] as Record<string, number> | undefined;
  const isInside = limit !== undefined && row >= limit['minTileRow']! && row <= limit['maxTileRow']! && col >= limit['minTileCol']! && col <= limit['maxTileCol']!;
  if (!isInside) throw notFound(`Tile ${z}/${row}/${col}`);
  const stored = sets.flatMap((set) => server.pyramid(set, audience).get(z, col, row) ?? []);
  const hash = createHash('sha256').update(stored.map((tile) => tile.hash).join()).digest('base64url').slice(0, 22);
  return (request, response) => {
    response.set({ 'Cache-Control': `${audience === 'staff' ? 'private' : 'public'}, max-age=60`, Vary: 'Accept-Encoding, Cookie' });
    if (stored.length === 0) return void response.status(204).end();
    response.set('ETag', `"${hash}"`);
    if (isUnchanged(request.headers['if-none-match'], `"${hash}"`)) return void response.status(304).end();
    response.set('Content-Type', types.mvt).send(Buffer.concat(stored.map(({ gzip }) => gunzipSync(gzip))));
  };
} // prettier-ignore

/** The number that a request names. */
export const tileNumber = (params: { tileMatrix: string; tileRow: string; tileCol: string }): TileNumber => ({
  z: Number(params.tileMatrix),
  row: Number(params.tileRow),
  col: Number(params.tileCol),
});
