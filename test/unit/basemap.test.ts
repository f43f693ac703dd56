import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTianditu, type Limits, type TileAt } from '../../server/basemap/tianditu.ts';
import { readConfig } from '../../server/config.ts';
import type { Problem } from '../../server/http/problem.ts';
import { png } from '../support/images.ts';

/** A real HTTP server in the place of 天地图. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[] = [];
let given = 0; // requests that the client has given up
const upstream = createServer((request, response) => {
  asked.push(request.url!);
  response.once('close', () => {
    if (!response.writableFinished) given += 1;
  });
  answer(request, response);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve)); // prettier-ignore
  url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/tdt/t{s}`;
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});
const picture = (_request: IncomingMessage, response: ServerResponse): void => void response.setHeader('content-type', 'image/png').end(png()); // prettier-ignore
beforeEach(() => {
  asked = [];
  given = 0;
  answer = picture;
});

const logged: string[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
const client = (more: Partial<Limits> = {}) => createTianditu({ key: 'secret-key-1', review: 'GS(2026)1', url }, log, { atOnce: 2, waiting: 2, timeoutMs: 2000, bytes: 100_000, ...more }); // prettier-ignore
const at = (x: number, y = 1): TileAt => ({ layer: 'vec', z: 5, x, y });
const here = (): AbortSignal => new AbortController().signal;
const refused = async (work: Promise<unknown>): Promise<Problem> => work.then(() => { throw new Error('was not refused'); }, (problem: Problem) => problem); // prettier-ignore

test('asks for the matrix set w with the key, over the hosts in turn', async () => {
  const tile = client();
  const { type, bytes } = await tile({ layer: 'cva', z: 12, x: 3340, y: 1553 }, here());
  expect(type).toBe('image/png');
  expect(bytes.equals(png())).toBe(true);
  const { pathname, searchParams } = new URL(asked[0]!, 'http://x');
  expect(pathname).toBe(`/tdt/t${(3340 + 1553) % 8}/cva_w/wmts`);
  expect(Object.fromEntries(searchParams)).toMatchObject({ REQUEST: 'GetTile', LAYER: 'cva', TILEMATRIXSET: 'w', TILEMATRIX: '12', TILEROW: '1553', TILECOL: '3340', tk: 'secret-key-1' }); // prettier-ignore
});

test('the same tile is fetched once for all who ask at the same time', async () => {
  const tile = client();
  answer = (request, response) => void setTimeout(() => picture(request, response), 100);
  const all = await Promise.all(Array.from({ length: 8 }, () => tile(at(1), here())));
  expect(asked).toHaveLength(1);
  expect(all.every(({ bytes }) => bytes.equals(png()))).toBe(true);
  await tile(at(1), here());
  expect(asked).toHaveLength(2); // nothing is kept: the terms of 天地图
});

test('two at once, two wait, the fifth is refused with the time to come again', async () => {
  const tile = client();
  let most = 0;
  let now = 0;
  answer = (request, response) => {
    most = Math.max(most, (now += 1));
    setTimeout(() => {
      now -= 1;
      picture(request, response);
    }, 80);
  };
  const five = await Promise.allSettled([1, 2, 3, 4, 5].map((x) => tile(at(x), here())));
  expect(five.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected']); // prettier-ignore
  expect((five[4] as PromiseRejectedResult).reason).toMatchObject({ status: 503, retryAfter: 2 });
  expect(most).toBe(2);
});

test('is given up when the last of those who asked has left, and its place is free', async () => {
  const tile = client({ atOnce: 1, waiting: 1 });
  answer = () => undefined; // never
  const [first, second] = [new AbortController(), new AbortController()];
  const both = [refused(tile(at(1), first.signal)), refused(tile(at(1), second.signal))];
  await pause(50);
  first.abort();
  await pause(50);
  expect(given).toBe(0);
  second.abort();
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([499, 499]);
  await expect.poll(() => given).toBe(1);
  answer = picture;
  expect((await tile(at(1), here())).type).toBe('image/png');
});

test.each([
  ['an error as JSON with status 200', (_: IncomingMessage, response: ServerResponse): void => void response.setHeader('content-type', 'image/png').end('{"code":301006,"msg":"key"}'), 502, '密钥与配额'],
  ['a refusal of the key', (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(403).end('no'), 502, '(403)'],
  ['no such tile', (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(404).end(), 404, '没有这块瓦片'],
  ['a tile that is too large', (_: IncomingMessage, response: ServerResponse): void => void response.end(Buffer.concat([png(), Buffer.alloc(200_000)])), 502, '100000'],
  ['a way to somewhere else', (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 502, '连不上'],
  ['a broken connection', (_: IncomingMessage, response: ServerResponse): void => void response.destroy(), 502, '连不上'],
  ['nothing', () => undefined, 504, '没有回答'],
] as const)('%s is a problem that says what to look at, without the key', async (_name, reply, status, words) => {
  answer = reply;
  const problem = await refused(client({ timeoutMs: 400 })(at(1), here()));
  expect(problem).toMatchObject({ name: 'Problem', status });
  expect(problem.message).toContain(words);
  expect(`${problem.message}${logged.join()}`).not.toContain('secret-key');
}); // prettier-ignore

test('the key needs the 审图号 of 天地图 and a plain address', () => {
  const read = (more: object) => () => readConfig({ NUTAG_TIANDITU_KEY: 'secret-key-1', NUTAG_TIANDITU_REVIEW: 'GS(2026)1', ...more }); // prettier-ignore
  expect(readConfig({}).tianditu).toBeNull();
  expect(read({})().tianditu).toEqual({ key: 'secret-key-1', review: 'GS(2026)1', url: 'https://t{s}.tianditu.gov.cn' }); // prettier-ignore
  expect(read({ NUTAG_TIANDITU_URL: 'http://10.1.2.3:8080/tdt/' })().tianditu!.url).toBe(
    'http://10.1.2.3:8080/tdt',
  );
  expect(read({ NUTAG_TIANDITU_REVIEW: ' ' })).toThrow('NUTAG_TIANDITU_REVIEW');
  expect(read({ NUTAG_TIANDITU_KEY: 'a b' })).toThrow('NUTAG_TIANDITU_KEY');
  for (const bad of ['ftp://x', 'http://u:p@x', 'http://x/?tk=1', 'x'])
    expect(read({ NUTAG_TIANDITU_URL: bad }), bad).toThrow('NUTAG_TIANDITU_URL');
});
