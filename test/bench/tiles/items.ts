export interface Listed {
  name: string;
  features: number;
  seconds: number;
  firstMs: number; // of the first page
  lastMs: number;
}

const mostPages = 300;
const longestMs = 20_000;

/** Lists that are read to their end, or for some seconds; those that the service does not have are left out. */
export async function countItems(url: string): Promise<Listed[]> {
  const lists = [
    ['API, JSON', '/api/v1/places?limit=500'],
    ['API, GeoJSON', '/api/v1/places?limit=500&f=geojson'],
    ['OGC API Features', '/ogc/collections/places/items?limit=1000&f=json'],
  ] as const;
  const found: Listed[] = [];
  for (const [name, path] of lists) {
    const listed = await read(name, new URL(path, url));
    if (listed !== null) found.push(listed);
  }
  return found;
}

interface Page {
  items?: unknown[];
  features?: unknown[];
  next?: string | null; // a cursor
  links?: { rel: string; href: string }[];
}

async function read(name: string, first: URL): Promise<Listed | null> {
  const started = performance.now();
  const times: number[] = [];
  let features = 0;
  for (let url: URL | null = first; url !== null && times.length < mostPages && performance.now() - started < longestMs; ) {
    const asked = performance.now();
    const answer = await fetch(url);
    if (answer.status === 404 && times.length === 0) return null;
    if (!answer.ok) throw new Error(`${url.pathname}: HTTP ${answer.status} ${await answer.text()}`);
    const page = (await answer.json()) as Page;
    times.push(performance.now() - asked);
    features += (page.items ?? page.features ?? []).length;
    url = nextOf(page, url);
  }
  return { name, features, seconds: (performance.now() - started) / 1000, firstMs: times[0]!, lastMs: times.at(-1)! };
} // prettier-ignore

/** By a link, or by a cursor in the page. */
function nextOf(page: Page, url: URL): URL | null {
  const link = page.links?.find(({ rel }) => rel === 'next')?.href;
  if (link !== undefined) return new URL(link, url);
  if (page.next === undefined || page.next === null) return null;
  const next = new URL(url);
  next.searchParams.set('next', page.next);
  return next;
}
