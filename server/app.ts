import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { sql } from 'kysely';
import { oidcCallback } from './accounts/oidc-routes.ts';
import { hostGuard } from './accounts/origin.ts';
import { accountRoutes } from './accounts/routes.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { boundaryRoutes } from './boundaries/routes.ts';
import { boundaryCheckRoutes } from './boundaries/check-routes.ts';
import { boundaryRecordRoutes } from './boundaries/record-routes.ts';
import { boundaryStatusRoutes } from './boundary-status/routes.ts';
import type { Context } from './context.ts';
import { coverageRecordRoutes } from './coverage/record-routes.ts';
import { coverageRoutes } from './coverage/routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { divisionRoutes } from './divisions/routes.ts';
import { editRoutes } from './edits/routes.ts';
import { exportRoutes } from './exchange/routes.ts';
import { facilityRoutes } from './facilities/routes.ts';
import { apiPage } from './http/api-page.ts';
import { limitAtOnce, limitRate } from './http/limits.ts';
import { openApi } from './http/openapi.ts';
import { requestLog } from './http/log.ts';
import { notFound, notYet, Problem, problemHandler, sendProblem } from './http/problem.ts';
import type { Reads } from './http/reads.ts';
import { identifyRequests } from './http/request-id.ts';
import { handler, type Route } from './http/route.ts';
import { inTime } from './in-time.ts';
import { inspectionRoutes } from './inspections/routes.ts';
import { fieldRoutes } from './field/routes.ts';
import { importRoutes } from './imports/routes.ts';
import type { Metrics } from './metrics/metrics.ts';
import { metricsPage, type Sources } from './metrics/page.ts';
import { markerEventRoutes } from './markers/event-routes.ts';
import { markerRoutes } from './markers/routes.ts';
import { nationalProblems, notOfThePortal } from './national/answer.ts';
import { nationalRoutes } from './national/routes.ts';
import { namingRoutes } from './naming/routes.ts';
import { placeRoutes } from './places/routes.ts';
import { qualityRoutes } from './quality/routes.ts';
import { officeRoutes } from './office/routes.ts';
import { nameSignRoutes } from './name-signs/routes.ts';
import { protectedNameRoutes } from './protected-names/routes.ts';
import type { Readiness } from './readiness.ts';
import { scenarioRoutes } from './scenarios/routes.ts';
import { searchRoutes } from './search/routes.ts';
import { statusRoutes } from './status/routes.ts';
import { verifyRoutes } from './verify/routes.ts';
import { version } from './version.ts';

const mostAtOnce = 400; // API requests: with the embedded engine's one connection, some seconds of work

const apiStyle = readFileSync(new URL('./http/api.css', import.meta.url), 'utf8');
const webFolder = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Every operation of the API. Tiles, TileJSON and the style are answered before Express: tiles/server.ts. */
export const routes: readonly Route[] = [
  ...searchRoutes,
  ...divisionRoutes,
  ...placeRoutes,
  ...boundaryRoutes,
  ...boundaryRecordRoutes,
  ...boundaryCheckRoutes,
  ...boundaryStatusRoutes,
  ...markerRoutes,
  ...markerEventRoutes,
  ...inspectionRoutes,
  ...facilityRoutes,
  ...coverageRoutes,
  ...coverageRecordRoutes,
  ...scenarioRoutes,
  ...namingRoutes,
  ...qualityRoutes,
  ...verifyRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...nationalRoutes,
  ...editRoutes,
  ...draftRoutes,
  ...attachmentRoutes,
  ...officeRoutes,
  ...protectedNameRoutes,
  ...nameSignRoutes,
  ...fieldRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...statusRoutes,
];

/** What runs beside the operations: where reads go, what is counted. */
export interface Operations {
  reads: Reads;
  metrics: Metrics;
  sources: Sources;
}

/** The whole HTTP surface. */
export function createApp(context: Context, { reads, metrics, sources }: Operations): Express {
  const app = bare();
  app.set('trust proxy', [...context.config.accounts.trustedProxies]);
  const document = openApi(routes.map((route) => route.endpoint), version); // prettier-ignore
  app.use(requestLog(context.log));
  app.use(metrics.requests);
  app.use(['/api', '/national', '/ogc', '/metrics', '/readyz'], hostGuard(context.config));
  app.get('/readyz', ready(context, sources));
  app.get('/metrics', metricsPage(context, metrics, sources));
  app.get('/api/openapi.json', (_request, response) => void response.json(document));
  app.get('/api.css', (_request, response) => void response.type('css').send(apiStyle));
  app.get('/api', (_request, response) => void response.type('html').send(apiPage(document)));
  app.use(['/api', '/national'], limitRate(context.config), limitAtOnce(mostAtOnce));
  for (const route of routes) app[route.endpoint.method](route.endpoint.path, handler(route, context, reads));
  app.get('/api/auth/callback/oidc', oidcCallback(context)); // what else the library can answer stays closed
  app.use('/api', (request, response) =>
    sendProblem(request, response, notFound(`${request.method} ${request.originalUrl}`)),
  );
  app.use('/national', notOfThePortal(notFound), nationalProblems(context.log));
  app.use(['/tiles', '/style.json'], (request, response) => sendProblem(request, response, context.accounts.audience(request) === null ? new Problem(401, 'Sign in first', '请先登录。This needs an account.') : notFound(request.originalUrl))); // prettier-ignore
  serveWeb(app);
  app.use((request, response) => sendProblem(request, response, notFound(request.originalUrl)));
  app.use(problemHandler(context.log));
  return app;
}

/** What answers while the database is being opened. */
export function createWaitingApp(readiness: Readiness): Express {
  const app = bare();
  app.get('/readyz', (_request, response) => void response.status(503).json(readiness.body()));
  serveWeb(app);
  app.use((request, response) => sendProblem(request, response, notYet('The service', 2)));
  return app;
}

function bare(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(identifyRequests);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          workerSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false, // set by the proxy that terminates TLS
      crossOriginEmbedderPolicy: false,
    }),
  );
  app.use(compression());
  app.get('/healthz', (_request, response) => void response.type('text').send('ok\n'));
  return app;
}

/** 200 when a database answers and everything is loaded; 503 with the reason otherwise. A replica will do for reading. */
function ready(context: Context, { store }: Sources): RequestHandler {
  return async (_request, response) => {
    const body = context.readiness.body();
    try {
      if (body.ready) await inTime(sql`select 1`.execute(context.db), patienceMs);
    } catch (error) {
      const isReadable = store.replicas?.any() != null;
      body.ready = isReadable;
      body.reason = isReadable
        ? 'the primary database does not answer: everything can be read, nothing changed'
        : `the database does not answer: ${(error as Error).message}`;
    }
    if (!body.ready) response.setHeader('Retry-After', '5');
    response.setHeader('Cache-Control', 'no-store');
    response.status(body.ready ? 200 : 503).json(body);
  };
}

const patienceMs = 3000;

function serveWeb(app: Express): void {
  app.use(
    '/assets',
    express.static(join(webFolder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }),
  );
  app.use(express.static(webFolder, { cacheControl: true, maxAge: 0, dotfiles: 'ignore' }));
}
