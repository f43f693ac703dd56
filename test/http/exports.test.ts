import { expect, test } from 'vitest';
import { askFile, json } from '../support/http.ts';

/** Counts the lines of a file as it comes, and asks other things meanwhile. */
async function lines(path: string): Promise<{ count: number; first: string }> {
  const answer = await askFile(path);
  expect(answer.status).toBe(200);
  let count = 0;
  let first = '';
  for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
    first ||= part;
    for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) count += 1;
  }
  return { count, first };
}

test('the whole gazetteer as a file, while lists are asked: every entry once', async () => {
  const [file, page] = await Promise.all([
    lines('/api/v1/exports/places?f=geojsonl'),
    json<{ total: number }>('/api/v1/places?limit=1'),
  ]);
  expect(page.total).toBe(265_800);
  expect(file.count).toBe(page.total);
}, 180_000);

test('a filtered file has the count of the list in its head', async () => {
  const { total } = await json<{ total: number }>('/api/v1/places?limit=1&division=150102&class=216');
  const { first, count } = await lines('/api/v1/exports/places?division=150102&class=216');
  expect(first).toContain(`记录数: ${total}`);
  expect(count).toBe(total + 6); // five lines of head, and the headers
});

test('行政区划简册: every division after the one that holds it', async () => {
  const { items } = await json<{ items: { code: string; level: string }[] }>('/api/v1/handbook?at=2025-12-31'); // prettier-ignore
  const count = (level: string): number => items.filter((item) => item.level === level).length;
  expect([count('prefecture'), count('county'), count('township')]).toEqual([12, 103, 1033]);
  expect(items.slice(0, 4).map(({ code }) => code)).toEqual(['150000', '150100', '150102', '150102001']);
});
