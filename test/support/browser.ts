import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';
import './provided.ts';

/** Not the flags of the package: those switch web security off, which would hide faults of the content policy. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--font-render-hinting=none',
];
const NO_WEBGL = ['--disable-webgl', '--disable-3d-apis'];

export interface Opened {
  page: Page;
  /** Requests to other hosts, and faults of the page: both have to stay empty. */
  foreign: string[];
  errors: string[];
  close(): Promise<void>;
}

const browsers = new Map<boolean, Promise<Browser>>();

const launch = (webgl: boolean): Promise<Browser> => {
  let browser = browsers.get(webgl);
  if (!browser) {
    browser = chromium.launch({
      executablePath: inject('chromium'),
      args: webgl ? FLAGS : [...FLAGS, ...NO_WEBGL],
    });
    browsers.set(webgl, browser);
  }
  return browser;
};

/** Open `path` ('' or '#/places?…') of the built app and wait until the page can be used and the map stands still. */
export async function openPage(
  path = '',
  { webgl = true, ...options }: BrowserContextOptions & { webgl?: boolean } = {},
): Promise<Opened> {
  const base = new URL(inject('baseUrl'));
  const browser = await launch(webgl);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    locale: 'zh-CN',
    ...options,
  });
  const page = await context.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== base.host) foreign.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(new URL(path, base).href);
  await page.locator('#search').waitFor();
  if (webgl) await settled(page);
  return { page, foreign, errors, close: () => context.close() };
}

/** Wait for the fonts and for the map to have drawn all that it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__nutag?.map !== undefined);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const map = window.__nutag!.map!;
    await new Promise<void>((resolve) => {
      void map.once('idle', () => resolve());
      map.triggerRepaint();
    });
  });
}

/** Where a feature of a style layer is on the page, the one nearest to the middle of the map. */
export async function whereIs(
  page: Page,
  layer: string,
  name?: string,
): Promise<{ x: number; y: number; name: string }> {
  const found = await page.evaluate(
    ({ layer, name }) => {
      const map = window.__nutag!.map!;
      const box = map.getCanvas().getBoundingClientRect();
      const hits = map.queryRenderedFeatures({ layers: [layer] }).flatMap((feature) => {
        const title = String(feature.properties['name'] ?? feature.properties['number'] ?? '');
        if (name !== undefined && title !== name) return [];
        const parts: unknown = feature.geometry.type === 'Point' ? [feature.geometry.coordinates] : 'coordinates' in feature.geometry ? feature.geometry.coordinates : [];
        const points: [number, number][] = [];
        const walk = (part: unknown): void => {
          if (!Array.isArray(part)) return;
          if (typeof part[0] === 'number') points.push(part as [number, number]);
          else part.forEach(walk);
        };
        walk(parts);
        return points.map((point) => ({ ...map.project(point), title }));
      });
      const middle = { x: box.width / 2, y: box.height / 2 };
      hits.sort((a, b) => Math.hypot(a.x - middle.x, a.y - middle.y) - Math.hypot(b.x - middle.x, b.y - middle.y));
      const hit = hits[0];
      return hit ? { x: box.x + hit.x, y: box.y + hit.y, name: hit.title } : null;
    },
    { layer, name },
  ); // prettier-ignore
  if (!found) throw new Error(`no feature of ${layer} in view`);
  return found;
}

/** Move the map at once. */
export async function moveTo(page: Page, lon: number, lat: number, zoom: number): Promise<void> {
  await page.evaluate(({ lon, lat, zoom }) => void window.__nutag!.map!.jumpTo({ center: [lon, lat], zoom }), { lon, lat, zoom }); // prettier-ignore
  await settled(page);
}

export async function closeBrowsers(): Promise<void> {
  for (const browser of browsers.values()) await (await browser).close();
  browsers.clear();
}
