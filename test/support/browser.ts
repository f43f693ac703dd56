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
  { webgl = true, service = inject('baseUrl'), ...options }: BrowserContextOptions & { webgl?: boolean; service?: string } = {}, // prettier-ignore
): Promise<Opened> {
  const base = new URL(service);
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

/** Points of the map that a click could mean; as in web/map/features.ts. */
const POINTS = [
  'facility',
  'marker',
  'meeting-point',
  'place',
  'division-label-township',
  'division-label-county',
  'division-label-prefecture',
];

/** Where on the page a feature of a style layer is: the one that stands most alone, and under nothing. */
export async function whereIs(page: Page, layer: string): Promise<{ x: number; y: number }> {
  const found = await page.evaluate(
    ({ layer, points }) => {
      const map = window.__nutag!.map!;
      const canvas = map.getCanvas();
      const box = canvas.getBoundingClientRect();
      const placesOf = (layers: string[]): { x: number; y: number; key: string }[] =>
        map.queryRenderedFeatures({ layers: layers.filter((id) => map.getLayer(id)) }).flatMap((feature) => {
          const key = `${feature.layer.id} ${JSON.stringify(feature.properties)}`;
          const list: [number, number][] = [];
          const walk = (part: unknown): void => {
            if (!Array.isArray(part)) return;
            if (typeof part[0] === 'number') list.push(part as [number, number]);
            else part.forEach(walk);
          };
          walk('coordinates' in feature.geometry ? feature.geometry.coordinates : []);
          return list.map((point) => ({ ...map.project(point), key }));
        });
      const others = placesOf(points);
      const alone = ({ x, y, key }: { x: number; y: number; key: string }): number =>
        Math.min(
          ...others.filter((other) => other.key !== key).map((other) => Math.hypot(other.x - x, other.y - y)),
          1000,
        );
      const clear = placesOf([layer])
        .filter(({ x, y }) => x > 0 && y > 0 && document.elementFromPoint(box.x + x, box.y + y) === canvas)
        .toSorted((a, b) => alone(b) - alone(a))[0];
      return clear ? { x: box.x + clear.x, y: box.y + clear.y } : null;
    },
    { layer, points: POINTS },
  );
  if (!found) throw new Error(`no feature of ${layer} in view`);
  return found;
}

/** Move the map at once. */
export async function moveTo(page: Page, lon: number, lat: number, zoom: number): Promise<void> {
  await page.evaluate(
    ({ lon, lat, zoom }) => void window.__nutag!.map!.jumpTo({ center: [lon, lat], zoom }),
    { lon, lat, zoom },
  );
  await settled(page);
}

export async function closeBrowsers(): Promise<void> {
  for (const browser of browsers.values()) await (await browser).close();
  browsers.clear();
}
