import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TileSetId } from '../../server/api/tiles.ts';
import type { DivisionTopology } from '../../server/boundaries/arcs.ts';
import { deriveBoundaries } from '../../server/boundaries/topology.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { readPackFile, readTable, type Table } from '../../server/packs/table.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';

const pack = openPack('inner-mongolia');

/** The rows that each tile set reads after a first start with the built-in pack, made from its files without a database. */
export const packTables: Record<TileSetId, () => Promise<Tables>> = {
  divisions: async () => ({ topology: topology(), division: await divisions() }),
  boundaries: async () => {
    const names = new Map((await divisions()).map(({ code, name }) => [code, name]));
    const bytes = await readPackFile(pack, 'divisions.topo.json.gz');
    const derived = deriveBoundaries(JSON.parse(bytes.toString('utf8')) as DivisionTopology, (code) => names.get(code)!); // prettier-ignore
    const ids = new Map(derived.lines.map(({ code }, index) => [code, index + 1]));
    return {
      topology: topology(),
      line: derived.lines.map(({ code, name, level, lines }) => ({
        id: ids.get(code)!, code, name, level, sample: false, geom: { type: 'MultiLineString', coordinates: lines },
      })), // prettier-ignore
      segment: derived.segments.map(({ lineCode, countyA, countyB }, index) => ({
        id: index + 1, line: ids.get(lineCode)!, a: countyA, b: countyB,
      })), // prettier-ignore
      meetingPoint: derived.meetingPoints.map(({ code, name, level, point: [lon, lat] }, index) => ({
        id: index + 1, code, name, level, lon, lat,
      })), // prettier-ignore
    };
  },
  markers: async () => ({
    marker: placed(await readTable(pack, 'markers.tsv.gz'), (cell) => ({
      number: cell('number'), condition: cell('condition'), type: cell('type'), line: cell('line_code'), level: 'county',
    })),
  }), // prettier-ignore
  facilities: async () => ({
    facility: placed(await readTable(pack, 'facilities.tsv'), (cell) => ({
      kind: cell('kind'), name: cell('name'), status: cell('status'), county: cell('county_code'), sample: cell('sample') === '1',
    })),
  }), // prettier-ignore
  places: async () => ({
    place: placed(
      await readTable(pack, 'places.tsv.gz'),
      (cell) =>
      administrative.has(cell('class')!)
        ? null
        : { name: cell('name'), mn: cell('mongolian'), class: cell('class'), importance: Number(cell('importance')), sample: cell('sample') === '1' }, // prettier-ignore
    ),
  }),
};

/** Entries of these classes name a division: the map has them as its labels. */
const administrative = new Set(['21200', '21300', '21400', '21500']);

const topology = (): { topology: Buffer }[] => [
  { topology: readFileSync(join(pack.folder, 'divisions.topo.json.gz')) },
];

async function divisions(): Promise<{ code: string; name: string; level: string; parent: string | null }[]> {
  const table = await readTable(pack, 'divisions.tsv');
  return Array.from({ length: table.length }, (_, row) => {
    const cell = (column: string): string | null => table.cell(row, column);
    return {
      id: row + 1, code: cell('code')!, name: cell('name')!, level: cell('level')!, parent: cell('parent'), roman: cell('roman'),
      mn: cell('mongolian'), sample: false, lon: numberOf(cell('seat_lon')), lat: numberOf(cell('seat_lat')),
    }; // prettier-ignore
  });
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

/** Rows with a position; the id is that of the table, or else the number of the row. */
function placed(
  table: Table,
  rest: (cell: (column: string) => string | null) => Record<string, unknown> | null,
): { id: number }[] {
  return Array.from({ length: table.length }, (_, row) => row).flatMap((row) => {
    const cell = (column: string): string | null => table.cell(row, column);
    const said = cell('lon') === null ? null : rest(cell);
    const id = table.has('id') ? Number(cell('id')) : row + 1;
    return said === null ? [] : [{ id, lon: Number(cell('lon')), lat: Number(cell('lat')), ...said }];
  });
}
