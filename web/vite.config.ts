import { defineConfig } from 'vite';
import * as accounts from '../server/api/accounts.ts';
import * as attachments from '../server/api/attachments.ts';
import * as audit from '../server/api/audit.ts';
import * as boundaries from '../server/api/boundaries.ts';
import * as coverage from '../server/api/coverage.ts';
import * as divisions from '../server/api/divisions.ts';
import * as drafts from '../server/api/drafts.ts';
import * as exports from '../server/api/exports.ts';
import * as facilities from '../server/api/facilities.ts';
import * as facilityEdits from '../server/api/facility-edits.ts';
import * as handbook from '../server/api/handbook.ts';
import * as filings from '../server/api/filings.ts';
import * as imports from '../server/api/imports.ts';
import * as markers from '../server/api/markers.ts';
import * as placeEdits from '../server/api/place-edits.ts';
import * as nameSigns from '../server/api/name-signs.ts';
import * as naming from '../server/api/naming.ts';
import * as office from '../server/api/office.ts';
import * as places from '../server/api/places.ts';
import * as protectedNames from '../server/api/protected-names.ts';
import * as quality from '../server/api/quality.ts';
import * as reverse from '../server/api/reverse.ts';
import * as search from '../server/api/search.ts';
import * as status from '../server/api/status.ts';
import * as verify from '../server/api/verify.ts';

const contract = [
  accounts,
  attachments,
  audit,
  filings,
  nameSigns,
  office,
  protectedNames,
  boundaries,
  coverage,
  divisions,
  drafts,
  exports,
  facilities,
  facilityEdits,
  handbook,
  imports,
  markers,
  placeEdits,
  naming,
  places,
  quality,
  reverse,
  search,
  status,
  verify,
];

/** operationId -> 'get /path', read from the contract when the app is built, so that zod stays out of the browser. */
function apiRoutes(): Record<string, string> {
  const routes: Record<string, string> = {};
  for (const module of contract) {
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'object' && 'method' in value && 'path' in value)
        routes[name] = `${value.method} ${value.path}`;
    }
  }
  return routes;
}

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  base: '/',
  define: { __API_ROUTES__: JSON.stringify(apiRoutes()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome100',
    assetsInlineLimit: 0, // a data: font or worker would need a wider CSP
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/tiles': 'http://127.0.0.1:8080',
      '/readyz': 'http://127.0.0.1:8080',
    },
  },
});
