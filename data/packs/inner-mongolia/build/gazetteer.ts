import path from 'node:path';
import { writePlaceClasses } from './gazetteer/classes.ts';
import { divisionPlaces } from './gazetteer/divisions.ts';
import { generatePlaces, takenNames } from './gazetteer/generate.ts';
import type { Taken } from './gazetteer/generate.ts';
import { geonamesRows } from './gazetteer/geonames.ts';
import type { County, Place } from './gazetteer/model.ts';
import { baseOf } from './gazetteer/naming.ts';
import { villagePlaces } from './gazetteer/villages.ts';
import { readCounties, readDivisions } from './gazetteer/world.ts';
import { writePlaces } from './gazetteer/write.ts';
import { zonePlaces } from './gazetteer/zones.ts';

/** Size of the region's gazetteer after the second national place-name census. */
const totalRows = 265_800;

function noteReal(real: readonly Place[], counties: ReadonlyMap<string, County>, taken: Taken): void {
  for (const place of real) {
    const county = counties.get(place.division.slice(0, 6));
    if (!county) continue;
    takenNames(taken, county.code, place.class).add(place.name);
    const base = place.position && place.source !== 'mca-2025' ? baseOf(place.name, place.position) : null;
    if (base) county.bases.push(base);
  }
}

/**
 * Writes place_classes.tsv and places.tsv.gz to the pack's folder, from divisions.tsv and divisions.topo.json.gz there
 * and two pinned npm packages. The same input gives the same bytes.
 */
export async function buildGazetteer(outDir: string): Promise<void> {
  const divisions = await readDivisions(outDir);
  const counties = await readCounties(outDir, divisions);
  const villages = await villagePlaces(counties);
  const divisionNames = new Set(
    divisions.flatMap(({ level, name, short }) => (level === 'township' ? [] : [name, ...short])),
  );
  const geonames = await geonamesRows(counties, villages.places, divisionNames);
  const real = [
    ...divisionPlaces(divisions),
    ...villages.places,
    ...geonames.places,
    ...zonePlaces(counties),
  ];
  const taken: Taken = new Map();
  noteReal(real, counties, taken);
  const sample = generatePlaces([...counties.values()], totalRows - real.length, taken);
  await writePlaceClasses(path.join(outDir, 'place_classes.tsv'));
  await writePlaces(path.join(outDir, 'places.tsv.gz'), [...real, ...sample]);
  console.log(
    JSON.stringify({ villages: villages.report, geonames: geonames.report, sample: sample.length }),
  );
}
