import * as api from '../api/boundary-status.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { compare, dashboard, keyOf, lineClocks, states } from './status.ts';

export const boundaryStatusRoutes: readonly Route[] = [
  route(api.getBoundaryStatus, ({ query, context }) => dashboard(context, query)),
  route(api.getLineStates, ({ query, context }) => states(context, query.at)),
  route(api.listLineClocks, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'number', 'number', 'string');
    const lines = await lineClocks(context, query);
    const left = after === null ? lines : lines.filter((line) => compare(keyOf(line), after) > 0);
    return { ...cutPage(left, query.limit, keyOf), total: lines.length };
  }),
];
