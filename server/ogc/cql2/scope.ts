import type { RawBuilder } from 'kysely';
import { badRequest } from '../../http/problem.ts';
import type { Collection, Property } from '../collection.ts';
import type { OgcCrs } from '../crs.ts';

export type Sql = RawBuilder<unknown>;

/** What the names in a filter stand for. */
export interface Scope {
  collection: Collection;
  queryables: readonly Property[];
  /** Of the coordinates in the filter. */
  crs: OgcCrs;
  /** GeoJSON texts of the geometries in the filter, EPSG:4490, collected on the way: PostGIS must find them valid before they are used. */
  geometries: string[];
}

/** The property of a name. @throws Problem 400 with those that there are */
export function propertyOf(name: string, { queryables }: Scope): Property {
  const found = queryables.find((property) => property.name === name);
  if (found !== undefined) return found;
  if (name === 'geometry') throw badRequest('query: `filter` compares `geometry`, which only spatial operators (S_INTERSECTS ...) and IS NULL take.'); // prettier-ignore
  throw badRequest(`query: \`filter\` names ${name}, which is not known here; known are ${queryables.map((each) => each.name).join(', ')}, geometry.`); // prettier-ignore
}
