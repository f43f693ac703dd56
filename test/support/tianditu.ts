import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

const colours: Record<string, { r: number; g: number; b: number; alpha: number }> = {
  vec: { r: 200, g: 40, b: 40, alpha: 1 },
  img: { r: 40, g: 120, b: 60, alpha: 1 },
  ter: { r: 40, g: 60, b: 160, alpha: 1 },
};

/** A WMTS server in the place of 天地图: a tile of one colour for each map, a clear one for its labels. */
export async function startTianditu(): Promise<{ url: string; asked: URL[]; stop(): Promise<void> }> {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1');
    asked.push(url);
    const background = colours[url.searchParams.get('LAYER')!] ?? { r: 0, g: 0, b: 0, alpha: 0 };
    void sharp({ create: { width: 256, height: 256, channels: 4, background } })
      .png()
      .toBuffer()
      .then((bytes) => response.setHeader('content-type', 'image/png').end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)); // prettier-ignore
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/t{s}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
