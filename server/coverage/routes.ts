import * as api from '../api/coverage.ts';
import { getDistances } from '../api/coverage-distances.ts';
import { route } from '../http/route.ts';
import { coverageAnswer } from './answer.ts';
import { listDistances } from './distances.ts';

export const coverageRoutes = [
  route(api.getCoverage, ({ query, context }) => coverageAnswer(context, query)),
  route(getDistances, ({ query, context }) => listDistances(context, query)),
];
