import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, defineConfig, type Plugin } from 'vite';
import * as accounts from '../server/api/accounts.ts';
import * as attachments from '../server/api/attachments.ts';
import * as audit from '../server/api/audit.ts';
import * as boundaries from '../server/api/boundaries.ts';
import * as boundaryChecks from '../server/api/boundary-checks.ts';
import * as boundaryProfile from '../server/api/boundary-profile.ts';
import * as boundaryRecords from '../server/api/boundary-records.ts';
import * as boundaryStatus from '../server/api/boundary-status.ts';
import * as coverage from '../server/api/coverage.ts';
import * as coverageDistances from '../server/api/coverage-distances.ts';
import * as coverageEvidence from '../server/api/coverage-evidence.ts';
import * as coverageMatrix from '../server/api/coverage-matrix.ts';
import * as coveragePolicies from '../server/api/coverage-policies.ts';
import * as coverageSnapshots from '../server/api/coverage-snapshots.ts';
import * as nearestFacilities from '../server/api/nearest-facilities.ts';
import * as unitFacts from '../server/api/unit-facts.ts';
import * as divisions from '../server/api/divisions.ts';
import * as drafts from '../server/api/drafts.ts';
import * as exports from '../server/api/exports.ts';
import * as facilities from '../server/api/facilities.ts';
import * as facilityEdits from '../server/api/facility-edits.ts';
import * as findings from '../server/api/findings.ts';
import * as handbook from '../server/api/handbook.ts';
import * as field from '../server/api/field.ts';
import * as filings from '../server/api/filings.ts';
import * as imports from '../server/api/imports.ts';
import * as inspectionPapers from '../server/api/inspection-papers.ts';
import * as inspectionRounds from '../server/api/inspection-rounds.ts';
import * as inspections from '../server/api/inspections.ts';
import * as markerEdits from '../server/api/marker-edits.ts';
import * as markerEvents from '../server/api/marker-events.ts';
import * as markers from '../server/api/markers.ts';
import * as placeEdits from '../server/api/place-edits.ts';
import * as nameSigns from '../server/api/name-signs.ts';
import * as naming from '../server/api/naming.ts';
import * as office from '../server/api/office.ts';
import * as places from '../server/api/places.ts';
import * as protectedNames from '../server/api/protected-names.ts';
import * as quality from '../server/api/quality.ts';
import * as reverse from '../server/api/reverse.ts';
import * as scenarios from '../server/api/scenarios.ts';
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
  boundaryChecks,
  boundaryProfile,
  boundaryRecords,
  boundaryStatus,
  coverage,
  coverageDistances,
  coverageEvidence,
  coverageMatrix,
  coveragePolicies,
  coverageSnapshots,
  nearestFacilities,
  unitFacts,
  divisions,
  drafts,
  exports,
  facilities,
  facilityEdits,
  findings,
  field,
  handbook,
  inspectionPapers,
  inspectionRounds,
  inspections,
  imports,
  markerEdits,
  markerEvents,
  markers,
  placeEdits,
  naming,
  places,
  quality,
  reverse,
  scenarios,
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

/**
 * The service worker, built after the page from its own entry, with the list of what the page was built into. It is one plain script
 * at /service-worker.js: its address must stay the same, and its scope is the whole page.
 */
const serviceWorker = (): Plugin => ({
  name: 'nutag-service-worker',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    const files = Object.values(bundle).map((file) => ({ url: `/${file.fileName}`, content: file.type === 'chunk' ? file.code : file.source })); // prettier-ignore
    const shell = files.map(({ url, content }) => ({
      url,
      revision: url.startsWith('/assets/')
        ? null
        : createHash('sha256').update(content).digest('hex').slice(0, 16), // the others carry their hash in their name
    }));
    const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    await build({
      configFile: false,
      root: new URL('.', import.meta.url).pathname,
      logLevel: 'warn',
      define: { __SHELL__: JSON.stringify(shell), 'process.env.NODE_ENV': '"production"' },
      publicDir: false,
      build: {
        outDir: dir!,
        emptyOutDir: false,
        target: 'chrome100',
        rolldownOptions: {
          input: new URL('field/worker.ts', import.meta.url).pathname,
          output: { format: 'iife', entryFileNames: 'service-worker.js' },
        },
      },
    });
    writeFileSync(join(dir!, 'shell.json'), JSON.stringify({ files: files.length, bytes }));
  },
});

export default defineConfig({
  plugins: [serviceWorker()],
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
      '/basemap': 'http://127.0.0.1:8080',
      '/tiles': 'http://127.0.0.1:8080',
      '/readyz': 'http://127.0.0.1:8080',
    },
  },
});
