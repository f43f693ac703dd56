import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import './provided.ts';

/** Asks the running service. @param path begins with / */
export const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(new URL(path, inject('baseUrl')), init);

/** Asks for a file: while other tests have all the files made that the service makes at once, it waits as it is told to. */
export async function askFile(path: string): Promise<Response> {
  for (let turn = 0; turn < 20; turn += 1) {
    const response = await ask(path);
    if (response.status !== 503) return response;
    await response.body?.cancel();
    await pause(1000 * Number(response.headers.get('retry-after')));
  }
  throw new Error(`${path}: 503 time and again`);
}

/** The bytes of a file. One that is broken off, since another test has changed the data meanwhile, is asked for again, as a client would. */
export async function askWhole(path: string): Promise<Buffer> {
  for (let turn = 1; ; turn += 1) {
    const response = await askFile(path);
    try {
      return Buffer.from(await response.arrayBuffer());
    } catch (error) {
      if (turn === 5) throw error;
    }
  }
}

/** Asks for JSON and expects 200. */
export async function json<T = Record<string, unknown>>(path: string): Promise<T> {
  const response = await ask(path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Follows `next` to the end and gives all items. */
export async function everything<T>(path: string): Promise<{ items: T[]; total: number; pages: number }> {
  const items: T[] = [];
  let [next, total, pages]: [string | null, number, number] = [null, 0, 0];
  do {
    const separator = path.includes('?') ? '&' : '?';
    const page: { items: T[]; total: number; next: string | null } = await json(
      next === null ? path : `${path}${separator}next=${encodeURIComponent(next)}`,
    );
    items.push(...page.items);
    ({ next, total } = page);
    pages += 1;
  } while (next !== null && pages < 2000);
  return { items, total, pages };
}

/** Asks and expects a problem with this status. */
export async function problem(
  path: string,
  status: number,
): Promise<{ title: string; detail: string; errors?: { where: string; what: string }[] }> {
  const response = await ask(path);
  const body = await response.text();
  if (response.status !== status)
    throw new Error(`${path}: expected ${status}, got ${response.status} ${body.slice(0, 300)}`);
  if (response.headers.get('content-type')?.startsWith('application/problem+json') !== true)
    throw new Error(`${path}: not a problem: ${body.slice(0, 200)}`);
  return JSON.parse(body) as { title: string; detail: string };
}
