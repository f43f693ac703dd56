import * as api from '../api/search.ts';
import { route } from '../http/route.ts';
import { search } from './search.ts';

export const searchRoutes = [
  route(api.search, ({ query, audience, context }) => search(context.db, query, audience)),
];
