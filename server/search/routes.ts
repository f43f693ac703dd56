import * as api from '../api/search.ts';
import { can } from '../accounts/policy.ts';
import { route } from '../http/route.ts';
import { search } from './search.ts';

export const searchRoutes = [
  route(api.search, ({ query, account, context }) =>
    search(context.db, query, can(account, 'read.staff').allowed),
  ),
];
