import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { limitAtOnce, limitRate } from '../../server/http/limits.ts';

let close: () => void = () => undefined;
afterEach(() => close());

async function serve(limit: RequestHandler, answer: RequestHandler): Promise<string> {
  const app = express();
  app.set('trust proxy', ['loopback']);
  app.use(limit, answer);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => void server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const from = (address: string): RequestInit => ({ headers: { 'x-forwarded-for': address } });
const hello: RequestHandler = (_request, response) => void response.send('hello');

test('an address that asks too often waits; others, and other networks of IPv6, do not', async () => {
  const url = await serve(limitRate(readConfig({ NUTAG_RATE: '3', NUTAG_OPEN: 'off' })), hello);
  const status = async (address: string): Promise<number> => (await fetch(url, from(address))).status;
  const first = [];
  for (let count = 0; count < 5; count += 1) first.push(await status('10.1.1.1'));
  expect(first).toEqual([200, 200, 200, 429, 429]);
  expect(await status('10.1.1.2')).toBe(200);
  for (const end of ['1', '2', '3']) expect(await status(`2001:db8:1:100::${end}`)).toBe(200);
  expect(await status('2001:db8:1:1ff::9')).toBe(429); // the same /56: one customer has it all
  expect(await status('2001:db8:2::9')).toBe(200);
  const refused = await fetch(url, from('10.1.1.1'));
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await refused.json()).toMatchObject({ status: 429, title: 'Too many requests' });
});

test('whoever sits at this machine is not counted', async () => {
  const url = await serve(limitRate(readConfig({ NUTAG_RATE: '1' })), hello);
  for (let count = 0; count < 4; count += 1) expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url, from('127.0.0.1'))).status).toBe(200); // counted from here on: it came through a proxy
  expect((await fetch(url, from('127.0.0.1'))).status).toBe(429);
});

test('more at once than can be answered are refused, and the next ones let in again', async () => {
  const waiting: (() => void)[] = [];
  const url = await serve(
    limitAtOnce(2),
    (_request, response) => void waiting.push(() => response.send('done')),
  );
  const two = [fetch(url), fetch(url)];
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const third = await fetch(url);
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '2']);
  waiting.splice(0).forEach((finish) => finish());
  expect((await Promise.all(two)).map(({ status }) => status)).toEqual([200, 200]);
  const fourth = fetch(url);
  while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  waiting[0]!();
  expect((await fourth).status).toBe(200);
});
