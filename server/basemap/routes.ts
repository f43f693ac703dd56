import type { Request, RequestHandler, Response } from 'express';
import type { Audience } from '../accounts/audience.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound, Problem } from '../http/problem.ts';
import { nameOperation } from '../metrics/metrics.ts';
import type { TiandituConfig } from './config.ts';
import { createTianditu, tiandituLayers, type TileAt } from './tianditu.ts';

export const basemapPath = '/basemap/:layer/:z/:x/:y';
const whole = /^(0|[1-9]\d{0,8})$/;
const zooms = { first: 1, last: 18 };

/** A day: 天地图 changes seldom, and its terms let nobody keep it. What is behind a sign-in stays in the reader's own browser. */
const cacheControl: Record<Audience, string> = {
  staff: 'private, max-age=86400',
  public: 'public, max-age=86400',
};

/** Hands on tiles of 天地图 to those who may see the map. Without a key there is no such route. */
export function basemapTiles(context: Context, config: TiandituConfig): RequestHandler {
  const tile = createTianditu(config, context.log);
  return async (request, response) => {
    nameOperation(response, 'basemapTile');
    const audience = context.accounts.audience(request);
    if (audience === null) throw new Problem(401, 'Sign in first', '请先登录。This needs an account.');
    const { type, bytes } = await tile(tileOf(request), leftBy(response));
    response
      .set({ 'Cache-Control': cacheControl[audience], 'Content-Type': type, Vary: 'Cookie' })
      .send(bytes);
  };
}

/** @throws Problem 400 what is no number, 404 what is no layer or outside the matrix */
function tileOf({ params }: Request): TileAt {
  const { layer: name, ...numbers } = params as Record<'layer' | 'z' | 'x' | 'y', string>;
  const layer = tiandituLayers.find((one) => one === name);
  if (layer === undefined) throw notFound(`Base map ${name.slice(0, 20)} (${tiandituLayers.join(', ')})`);
  const wrong = Object.entries(numbers).filter(([, text]) => !whole.test(text)).map(([part]) => part); // prettier-ignore
  if (wrong.length > 0) throw badRequest(`path: ${wrong.join(', ')} must be whole numbers without a sign and without leading zeros.`); // prettier-ignore
  const [z, x, y] = [Number(numbers.z), Number(numbers.x), Number(numbers.y)];
  if (z < zooms.first || z > zooms.last || x >= 2 ** z || y >= 2 ** z) throw notFound(`Tile ${z}/${x}/${y} (zoom ${zooms.first} to ${zooms.last}, x and y from 0 to 2^zoom - 1)`); // prettier-ignore
  return { layer, z, x, y };
}

/** Aborted when the client goes before it has the answer. */
function leftBy(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}
