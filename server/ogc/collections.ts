import type { Audience } from '../accounts/audience.ts';
import { notFound } from '../http/problem.ts';
import type { Collection } from './collection.ts';
import { boundaryLines, boundarySegments, meetingPoints } from './collections/boundaries.ts';
import { divisions, formerDivisions, townships } from './collections/divisions.ts';
import { facilities } from './collections/facilities.ts';
import { markerEvents, markers } from './collections/markers.ts';
import { places } from './collections/places.ts';
import { boundaryDisputes, crossProjects, findings, nameSigns } from './collections/work.ts';

/** Everything that has a place on the map, in the order of the list. */
export const collections: readonly Collection[] = [
  divisions,
  townships,
  formerDivisions,
  boundaryLines,
  boundarySegments,
  meetingPoints,
  places,
  facilities,
  markers,
  markerEvents,
  findings,
  boundaryDisputes,
  crossProjects,
  nameSigns,
];

/** Those that the audience may know of. */
export const collectionsFor = (audience: Audience): readonly Collection[] =>
  audience === 'staff' ? collections : collections.filter((collection) => collection.audience === 'public');

/** @throws Problem 404 for one that is not there, or not for this audience */
export function collectionOf(id: string, audience: Audience): Collection {
  const found = collectionsFor(audience).find((collection) => collection.id === id);
  if (found === undefined) throw notFound(`Collection ${id}`);
  return found;
}
