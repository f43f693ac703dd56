import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { PMTiles, type Source } from 'pmtiles';

/** A file for the library's reader, and the way to close it. */
export async function archiveFile(path: string): Promise<{ archive: PMTiles; close: () => Promise<void> }> {
  const file = await open(path);
  const source: Source = {
    getKey: () => path,
    getBytes: async (offset, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return { data: bytes.buffer.slice(0, bytesRead) };
    },
  };
  return { archive: new PMTiles(source), close: () => file.close() };
}

/** Every tile of an archive, read tile by tile; `zooms` from the first to the last. */
export async function* tilesOf(archive: PMTiles): AsyncGenerator<{ z: number; x: number; y: number; raw: Buffer }> {
  const { minZoom, maxZoom, minLon, maxLon, minLat, maxLat } = await archive.getHeader();
  const row = (lat: number, z: number): number => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
  };
  for (let z = minZoom; z <= maxZoom; z += 1) {
    const column = (lon: number): number => Math.floor((lon / 360 + 0.5) * 2 ** z);
    const last = 2 ** z - 1;
    for (let x = Math.max(0, column(minLon) - 1); x <= Math.min(last, column(maxLon) + 1); x += 1)
      for (let y = Math.max(0, row(maxLat, z) - 1); y <= Math.min(last, row(minLat, z) + 1); y += 1) {
        const tile = await archive.getZxy(z, x, y);
        if (tile !== undefined) yield { z, x, y, raw: Buffer.from(tile.data) };
      }
  }
} // prettier-ignore

/** A host that answers range requests for one file, as object storage does: another origin than the service. */
export interface ArchiveHost {
  url: string;
  ranges: string[]; // that were asked for
  put(path: string): void;
  close(): void;
}

export async function startArchiveHost(path: string, port = 0): Promise<ArchiveHost> {
  let [file, etag] = [readFileSync(path), '"1"'];
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'ETag');
    response.setHeader('Access-Control-Allow-Headers', 'Range');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) return void response.writeHead(200, { 'Content-Length': file.length, ETag: etag }).end(file); // prettier-ignore
    ranges.push(`${from}-${to}`);
    const [first, last] = [Number(from), Math.min(Number(to), file.length - 1)];
    if (first >= file.length) return void response.writeHead(416, { 'Content-Range': `bytes */${file.length}` }).end(); // prettier-ignore
    const part = file.subarray(first, last + 1);
    response.writeHead(206, { 'Content-Range': `bytes ${first}-${last}/${file.length}`, 'Content-Length': part.length, ETag: etag }).end(part); // prettier-ignore
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/map.pmtiles`,
    ranges,
    put: (next) => ([file, etag] = [readFileSync(next), `"${Number(etag.slice(1, -1)) + 1}"`]),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
