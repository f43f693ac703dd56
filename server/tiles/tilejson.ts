import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { TileJson } from '../api/tiles.ts';
import type { Shelf } from './pyramid.ts';
import type { TileSet } from './tile-set.ts';

/** Where the service listens: the address for a client that names none. */
export interface Listener {
  host: string;
  port: number;
}

const hostName = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Scheme and host that the client used, without a slash at the end; null when its Host header is not a host. */
export function baseUrl(request: IncomingMessage, listener: Listener): string | null {
  const host = request.headers.host ?? `${listener.host}:${listener.port}`;
  if (host.length > 260 || !hostName.test(host)) return null;
  const isSecure =
    (request.socket as TLSSocket).encrypted === true || request.headers['x-forwarded-proto'] === 'https';
  return `${isSecure ? 'https' : 'http'}://${host}`;
}

/** TileJSON 3.0 with the versioned address: a client keeps its tiles for ever and learns of a new version here. */
export function tileJson(set: TileSet, { current, attribution }: Shelf, base: string): TileJson {
  return {
    tilejson: '3.0.0',
    name: `nutag-${set.id}`,
    tiles: [`${base}/tiles/${set.id}/v${current.version}/{z}/{x}/{y}.mvt`],
    minzoom: set.minzoom,
    maxzoom: set.maxzoom,
    bounds: [...current.bounds],
    vector_layers: set.layers.map(({ id, fields }) => ({ id, fields })),
    attribution,
    version: semanticVersion(current.version),
  };
}

/** As TileJSON and PMTiles want it (semver.org; another minor number whenever tiles change): the hash as a number, which says nothing of what is newer. */
export const semanticVersion = (hash: string): string => `1.${Number(`0x${hash}`)}.0`;
