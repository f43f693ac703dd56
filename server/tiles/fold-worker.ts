import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Pack, type Content, type PackFacts } from './pack.ts';
import { readPyramid } from './pyramid.ts';
import { tilePosition, zoomRange } from './tile-index.ts';

/** A file and the tiles that have changed since it was written, to be one file again. */
export interface FoldOrder {
  from: string;
  to: string;
  version: string;
  facts: PackFacts;
  changed: ReadonlyMap<number, { hash: Uint8Array; gzip: Uint8Array; br: Uint8Array | null } | null>;
}

const { from, to, version, facts, changed } = (workerData as { data: FoldOrder }).data;
const base = readPyramid(readFileSync(from));
const pack = new Pack();
for (let z = facts.minzoom; z <= facts.maxzoom; z += 1) {
  const { ids } = base.index();
  for (const id of ids.subarray(...zoomRange(base.index(), z))) {
    if (changed.has(id)) continue;
    const { hash, gzip, br } = base.get(z, ...tilePosition(z, id))!;
    pack.addStored(id, { hash: Buffer.from(hash, 'base64url'), gzip, br });
  }
}
for (const [id, content] of changed) if (content !== null) pack.addStored(id, buffers(content));
const made = pack.version(facts);
if (made !== version) throw new Error(`the folded tiles are version ${made}, not ${version}`);
pack.write(to, facts);
parentPort!.postMessage('done');

/** Buffers arrive as plain arrays. */
function buffers({ hash, gzip, br }: { hash: Uint8Array; gzip: Uint8Array; br: Uint8Array | null }): Content {
  return { hash: Buffer.from(hash), gzip: Buffer.from(gzip), br: br === null ? null : Buffer.from(br) };
}
