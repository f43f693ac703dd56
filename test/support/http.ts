import { inject } from 'vitest';
import './provided.ts';

/** Asks the running service. @param path begins with / */
export const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(new URL(path, inject('baseUrl')), init);

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
