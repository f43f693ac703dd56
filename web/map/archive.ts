import { addProtocol, AJAXError } from 'maplibre-gl';
import { Protocol } from 'pmtiles';

/** Where the tiles of a set are: in an archive on a host of its own, and at the server, which has the same. */
interface Place {
  archive: string;
  server: string; // template
}

const scheme = 'archive';
const places = new Map<string, Place>(); // by set and version
const known = new Map<string, string>(); // version by archive
const protocol = new Protocol();
const address = /^archive:\/\/([a-z]+\/v[0-9a-f]+)\/(\d+)\/(\d+)\/(\d+)$/;

/** @returns the template of a set's tiles in a PMTiles archive */
export function readFrom(archive: string, set: string, version: string, server: string): string {
  if (places.size === 0) addProtocol(scheme, read);
  const key = `${set}/v${version}`;
  if (known.get(archive) !== version) protocol.tiles.delete(archive); // its directories are of the version before
  known.set(archive, version);
  places.set(key, { archive, server });
  return `${scheme}://${key}/{z}/{x}/{y}`;
}

/** From the archive; where its host does not answer (or there is no network), from the server or what is saved of it. */
async function read(request: { url: string }, controller: AbortController): Promise<{ data: Uint8Array | ArrayBuffer }> {
  const [, key = '', z = '', x = '', y = ''] = address.exec(request.url) ?? [];
  const { archive, server } = places.get(key)!;
  try {
    return (await protocol.tilev4({ url: `pmtiles://${archive}/${z}/${x}/${y}` }, controller)) as { data: Uint8Array };
  } catch (error) {
    if (controller.signal.aborted) throw error;
    protocol.tiles.delete(archive); // it remembers what has failed
    const answer = await fetch(server.replace('{z}', z).replace('{x}', x).replace('{y}', y), { signal: controller.signal });
    if (!answer.ok) throw new AJAXError(answer.status, answer.statusText, answer.url, await answer.blob());
    return { data: await answer.arrayBuffer() };
  }
} // prettier-ignore
