import type { DivisionOutline } from '../api/divisions.ts';
import type { Db } from '../database/open.ts';
import { readCoverage } from '../tiles/coverage.ts';
import { generalise, toPolygons } from '../tiles/generalise.ts';
import { latitude, longitude, worldSize } from '../tiles/mercator.ts';
import { codePrefix } from './prefix.ts';
import { divisionTree } from './tree.ts';

const zoom = 6; // a page of A4 shows the region at about this scale: 0.02 degrees are 0.1 mm
const size = worldSize(zoom);
const degrees = (value: number): number => Number(value.toFixed(4));

const drawn = new WeakMap<Db, { hash: string; outlines: ReadonlyMap<string, number[][]> }>();

/** Outlines of the counties inside a division, generalised once for both sides of a border. Empty before there are divisions. */
export async function listOutlines(db: Db, division: string | undefined): Promise<DivisionOutline[]> {
  const [outlines, tree] = [await currentOutlines(db), await divisionTree(db)];
  const prefix = division === undefined ? '' : codePrefix(division).replace('%', '');
  return [...outlines].flatMap(([code, rings]) => {
    const node = code.startsWith(prefix) ? tree.get(code) : undefined;
    return node === undefined ? [] : [{ code, name: node.name, parent: node.parent, rings }];
  });
}

/** Drawn anew when the topology has changed. */
async function currentOutlines(db: Db): Promise<ReadonlyMap<string, number[][]>> {
  const present = db.selectFrom('division_topology').where('current', '=', true);
  const hash = (await present.select('content_hash').executeTakeFirst())?.content_hash;
  if (hash === undefined) return new Map();
  const known = drawn.get(db);
  if (known?.hash === hash) return known.outlines;
  const row = await present.select('topology').executeTakeFirstOrThrow();
  const outlines = ringsOf(row.topology);
  drawn.set(db, { hash, outlines });
  return outlines;
}

function ringsOf(topology: Uint8Array): ReadonlyMap<string, number[][]> {
  const coverage = readCoverage(topology);
  const { arcs } = generalise(coverage, zoom);
  const toDegrees = (value: number, index: number): number =>
    degrees(index % 2 === 0 ? longitude(value / size) : latitude(value / size));
  return new Map(
    [...coverage.counties].map(([code, shape]) => [code, toPolygons(shape, arcs).flat().map((ring) => ring.map(toDegrees))]), // prettier-ignore
  );
}
