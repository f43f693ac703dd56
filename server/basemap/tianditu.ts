import type { Log } from '../http/log.ts';
import { Problem } from '../http/problem.ts';
import { version } from '../version.ts';
import type { TiandituConfig } from './config.ts';
import { createGate } from './gate.ts';

/** Maps and their labels, as 天地图 names them: 矢量 vec + cva, 影像 img + cia, 地形 ter + cta. */
export const tiandituLayers = ['vec', 'cva', 'img', 'cia', 'ter', 'cta'] as const;
export type TiandituLayer = (typeof tiandituLayers)[number];

/** A tile of the matrix set `w` (web Mercator, EPSG:3857): 1 <= z <= 18, 0 <= x, y < 2^z. */
export interface TileAt {
  layer: TiandituLayer;
  z: number;
  x: number;
  y: number;
}

export interface Picture {
  type: string;
  bytes: Buffer;
}

export interface Limits {
  atOnce: number; // requests to 天地图
  waiting: number; // behind them; more are refused
  timeoutMs: number; // of one request, its body included
  bytes: number; // of one tile
}
const usual: Limits = { atOnce: 24, waiting: 256, timeoutMs: 10_000, bytes: 2_000_000 };

/** A request under way and how many wait for it. */
interface Flight {
  result: Promise<Picture>;
  wanted: number;
  stop: AbortController;
}

/**
 * Fetches tiles of 天地图. Those who ask for the same tile at once share one request, which is given up when the last of them has left.
 * @returns a function of the tile and of a signal that whoever asked has left
 *   @throws Problem 404 no such tile, 502 no picture came, 503 too many wait, 504 nothing came in time
 */
export function createTianditu(config: TiandituConfig, log: Log, limits: Limits = usual) {
  const gate = createGate(limits.atOnce, limits.waiting);
  const flights = new Map<string, Flight>();

  const start = (id: string, at: TileAt): Flight => {
    const stop = new AbortController();
    const fly = async (): Promise<Picture> => {
      const leave = await gate.enter(stop.signal);
      try {
        return await fetchPicture(config, at, limits, stop.signal);
      } catch (error) {
        if (!stop.signal.aborted) log.warn({ ...at, why: (error as Error).message }, 'no tile of 天地图');
        throw error;
      } finally {
        leave();
      }
    };
    const result = fly().finally(() => {
      if (flights.get(id)?.stop === stop) flights.delete(id);
    });
    const flight: Flight = { result, wanted: 0, stop };
    flights.set(id, flight);
    return flight;
  };

  return async (at: TileAt, left: AbortSignal): Promise<Picture> => {
    const id = `${at.layer}/${at.z}/${at.x}/${at.y}`;
    const flight = flights.get(id) ?? start(id, at);
    flight.wanted += 1;
    const leave = (): void => {
      flight.wanted -= 1;
      if (flight.wanted > 0) return;
      if (flights.get(id) === flight) flights.delete(id);
      flight.stop.abort(new Problem(499, 'Gone', 'Whoever asked has left.'));
    };
    left.addEventListener('abort', leave, { once: true });
    try {
      return await flight.result;
    } finally {
      left.removeEventListener('abort', leave);
    }
  };
}

/** The address holds the key: it is in no message and in no log. */
function addressOf({ url, key }: TiandituConfig, { layer, z, x, y }: TileAt): string {
  const query = new URLSearchParams({
    SERVICE: 'WMTS', REQUEST: 'GetTile', VERSION: '1.0.0', LAYER: layer, STYLE: 'default', FORMAT: 'tiles',
    TILEMATRIXSET: 'w', TILEMATRIX: String(z), TILEROW: String(y), TILECOL: String(x), tk: key,
  }); // prettier-ignore
  return `${url.replace('{s}', String((x + y) % 8))}/${layer}_w/wmts?${query.toString()}`;
}

async function fetchPicture(
  config: TiandituConfig,
  at: TileAt,
  { timeoutMs, bytes: most }: Limits,
  stopped: AbortSignal,
): Promise<Picture> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(addressOf(config, at), {
      signal: AbortSignal.any([late, stopped]),
      redirect: 'error', // the key goes nowhere else
      headers: { 'user-agent': `Nutag/${version}`, accept: 'image/*' },
    });
    if (!response.ok) await response.body?.cancel();
    if (response.status === 404)
      throw new Problem(404, 'Not found', '天地图没有这块瓦片。天地图 has no such tile.');
    if (!response.ok) throw new Problem(502, 'No base map', `天地图拒绝了请求 (${response.status}): 请管理员检查密钥与配额。天地图 answers ${response.status}; the key or its quota?`); // prettier-ignore
    const bytes = await wholeBody(response, most);
    const type = typeOf(bytes);
    if (type === null) throw new Problem(502, 'No base map', '天地图返回的不是图片: 请管理员检查密钥与配额。天地图 sends no picture; the key or its quota?'); // prettier-ignore
    return { type, bytes };
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (stopped.aborted) throw stopped.reason;
    if (late.aborted) throw new Problem(504, 'No base map', `天地图 ${timeoutMs / 1000} 秒内没有回答。天地图 does not answer.`, { retryAfter: 10 }); // prettier-ignore
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    throw new Problem(502, 'No base map', `连不上天地图 (${code ?? 'connection'})。天地图 cannot be reached.`, { retryAfter: 10 }); // prettier-ignore
  }
}

async function wholeBody(response: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > most) throw new Problem(502, 'No base map', `天地图返回的瓦片超过 ${most} 字节。The tile is larger than ${most} bytes.`); // prettier-ignore
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}

/** What a picture is, its first bytes say: errors come as text under any name. */
function typeOf(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\x89PNG\r\n\x1A\n')) return 'image/png';
  if (head.startsWith('\xFF\xD8\xFF')) return 'image/jpeg';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp';
  return null;
}
