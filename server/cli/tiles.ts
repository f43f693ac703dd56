import { resolve } from 'node:path';
import { TileSetId } from '../api/tiles.ts';
import { readConfig } from '../config.ts';
import { buildArchive } from '../tiles/archive/build.ts';
import { zoomsOf, type ArchiveRequest } from '../tiles/archive/request.ts';
import { setsFor } from '../tiles/audience-sets.ts';
import { readArguments } from './arguments.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';

export const tiles: Command = {
  summary: 'write the map as one PMTiles file',
  help: `Usage: npm run nutag -- tiles build OUT.pmtiles [options]

Draws the map as the database is now and writes it as one PMTiles v3 archive, which any web server can hand out by range
requests and NUTAG_PMTILES can point to. Each tile has the layers of all chosen sets.

  --sets A,B           ${TileSetId.options.join(', ')}; default: all that the audience may see
  --zoom FROM-TO       within 0-12; default: all zooms of the sets. Every set goes on to TO
  --audience WHO       public (default): public records only, no markers; staff: everything. Keep that file to yourselves

Broken off (Ctrl-C, power), the same command goes on and gives the same bytes; what is done stands in OUT.pmtiles.parts until
then. OUT.pmtiles is replaced when the new one is whole. A running server with the embedded engine does the work.

Exit codes: 0 written, 1 broken off or failed, 2 wrong usage.`,
  run: (args) => {
    const request = parse(args);
    return runHereOrThere(
      readConfig(),
      { command: 'tiles', args: [JSON.stringify(request)] },
      (context, say, signal) => buildArchive(context, request, say, signal),
    );
  },
};

const flags = { sets: { type: 'string' }, zoom: { type: 'string' }, audience: { type: 'string' } } as const;

function parse(args: string[]): ArchiveRequest {
  const { values, positionals } = readArguments(args, flags);
  const [what, file, ...rest] = positionals;
  if (what !== 'build' || file === undefined || rest.length > 0)
    throw new UsageError('tiles build OUT.pmtiles: one file is needed.');
  const audience = values.audience ?? 'public';
  if (audience !== 'public' && audience !== 'staff')
    throw new UsageError(`--audience is public or staff, not ${audience}.`);
  const sets = values.sets === undefined ? setsFor(audience) : values.sets.split(',').map((id) => setOf(id, audience)); // prettier-ignore
  const [minzoom, maxzoom] = zooms(values.zoom, zoomsOf(sets));
  return { file: resolve(file), sets, audience, minzoom, maxzoom };
}

function setOf(text: string, audience: ArchiveRequest['audience']): TileSetId {
  const set = TileSetId.safeParse(text.trim());
  if (!set.success) throw new UsageError(`There is no tile set ${text}.`);
  if (!setsFor(audience).includes(set.data))
    throw new UsageError(`${text} has nothing public: --audience staff has it.`);
  return set.data;
}

function zooms(text: string | undefined, all: [number, number]): [number, number] {
  if (text === undefined) return all;
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const [minzoom, maxzoom] = [Number(from), Number(to)];
  if (from === undefined || minzoom > maxzoom || maxzoom > 12 || maxzoom < all[0])
    throw new UsageError(`--zoom is FROM-TO within 0-12, from ${all[0]} on for these sets.`);
  return [minzoom, maxzoom];
}
