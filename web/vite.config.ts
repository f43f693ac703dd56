import { defineConfig } from 'vite';
import * as boundaries from '../server/api/boundaries.ts';
import * as coverage from '../server/api/coverage.ts';
import * as divisions from '../server/api/divisions.ts';
import * as facilities from '../server/api/facilities.ts';
import * as markers from '../server/api/markers.ts';
import * as places from '../server/api/places.ts';
import * as search from '../server/api/search.ts';
import * as status from '../server/api/status.ts';

/** operationId -> path, read from the contract when the app is built, so that zod stays out of the browser. */
function apiPaths(): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const module of [boundaries, coverage, divisions, facilities, markers, places, search, status]) {
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'object' && 'method' in value && 'path' in value) paths[name] = value.path;
    }
  }
  return paths;
}

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  base: '/',
  define: { __API_PATHS__: JSON.stringify(apiPaths()) },
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
