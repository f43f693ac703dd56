import type { Input } from '../api.ts';
import { state } from './state.ts';

type Query = Input<'getPlaceFacets'>;

/** The class that the list of places is narrowed to. */
export const chosenClass = (filter: string | null): string | null =>
  filter !== null && /^\d{1,5}$/.test(filter) ? filter : null;

/** What the places are narrowed to, as the server takes it; less the polygon, which goes in a body. */
export function placeQuery(): Query {
  const { division, filter, places } = state.value;
  const { polygon: _polygon, ...rest } = places;
  const classCode = chosenClass(filter);
  return { ...(division && { division }), ...(classCode && { class: classCode }), ...rest } as Query; // parseHash lets nothing else in
}
