import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { local } from '../../server/accounts/account.ts';
import type { Audience } from '../../server/accounts/audience.ts';
import type { Context } from '../../server/context.ts';
import type { Route } from '../../server/http/route.ts';
import type { Step } from '../../server/progress.ts';
import { inputOf } from './call.ts';

/** For work whose progress nobody looks at. */
export const quietStep: Step = { total: () => undefined, advance: () => undefined, message: () => undefined };

// Answers are checked against the contract at run time; tests read them as they please.
// eslint-disable-next-line typescript/no-explicit-any
type Loose = any;

/** Asks an operation as the HTTP layer does: query and path checked on the way in, the answer on the way out. */
export async function ask(
  route: Route,
  context: Context,
  query: object = {},
  params: object = {},
  audience: Audience = 'public',
): Promise<Loose> {
  const answer = await route.handle(inputOf(route, context, { query, params }, local, audience));
  return route.endpoint.response.parse(answer);
}

export async function askGeoJson(
  route: Route,
  context: Context,
  query: object = {},
  params: object = {},
): Promise<Partial<FeatureCollection<Geometry | null>> & Partial<Feature<Geometry | null>>> {
  return (await route.geojson!(inputOf(route, context, { query, params }, local, 'public'))) as Loose;
}
