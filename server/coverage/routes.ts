import * as api from '../api/coverage.ts';
import { route } from '../http/route.ts';
import { coverageAnswer } from './answer.ts';

export const coverageRoutes = [
  route(api.getCoverage, ({ query, context }) => coverageAnswer(context, query)),
];
