import {
  addRoute,
  cleanupOutdatedCaches,
  matchPrecache,
  precache,
  type PrecacheEntry,
} from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkOnly } from 'workbox-strategies';
import { linesOf, tileCacheOf, whoIsHere } from './store.ts';

// The service worker. It is registered when the first line is saved, and gone with the last one. The program is kept as it was built;
// everything else comes from the server, and from what was saved only where there is no answer.

declare const __SHELL__: (PrecacheEntry & { url: string })[]; // vite.config.ts: every file of the build

interface Worker {
  addEventListener(type: 'message', listener: (event: MessageEvent<{ takeOver?: string }>) => void): void;
  addEventListener(type: 'activate', listener: (event: Event & { waitUntil(work: Promise<unknown>): void }) => void): void; // prettier-ignore
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const worker = globalThis as unknown as Worker;

precache(__SHELL__);
cleanupOutdatedCaches();
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('message', ({ data }) => {
  if (__SHELL__.some(({ url }) => url === data.takeOver)) void worker.skipWaiting();
});

/** From the network; where nothing answers in time, or only something between here and the server, what was saved. */
const orElse = (seconds: number, saved: (request: Request) => Promise<Response | undefined>): NetworkOnly =>
  new NetworkOnly({
    networkTimeoutSeconds: seconds,
    plugins: [
      {
        fetchDidSucceed: ({ response }) => {
          if (response.status < 500) return Promise.resolve(response);
          return Promise.reject(new Error(`the server answers ${response.status}`));
        },
        handlerDidError: ({ request }) => saved(request),
      },
    ],
  });

registerRoute(
  ({ request, url, sameOrigin }) =>
    sameOrigin && request.mode === 'navigate' && ['/', '/index.html'].includes(url.pathname),
  orElse(4, () => matchPrecache('/index.html')),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/tiles/'),
  orElse(10, ({ url }) => savedTile(new URL(url).pathname)),
);
addRoute({ cleanURLs: false, directoryIndex: '' });

/** From the lines of whoever was signed in last, the newest first; each has the version of the tiles that it was saved with. */
async function savedTile(path: string): Promise<Response> {
  const who = await whoIsHere();
  const account = who?.account?.username;
  for (const { code } of account === undefined ? [] : await linesOf(account)) {
    const cache = await caches.open(tileCacheOf(account!, code));
    const found = (await cache.match(path)) ?? (await cache.match(await ofOwnVersion(cache, path)));
    if (found !== undefined) return found;
  }
  return new Response(null, { status: 404 });
}

const versioned = /\/v[0-9a-f]+\//;

/** The same tile under the version that this line has of the set. */
async function ofOwnVersion(cache: Cache, path: string): Promise<string> {
  const set = /^\/tiles\/([a-z]+)\/v/.exec(path)?.[1];
  const described = set === undefined ? undefined : await cache.match(`/tiles/${set}.json`);
  if (described === undefined) return path;
  const { tiles } = (await described.json()) as { tiles: string[] };
  return path.replace(versioned, versioned.exec(tiles[0] ?? '')?.[0] ?? '/');
}
