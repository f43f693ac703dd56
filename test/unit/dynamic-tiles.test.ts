import { describe, expect, test } from 'vitest';
import { ByteCache } from '../../server/dynamic-tiles/byte-cache.ts';
import { readTwkb } from '../../server/dynamic-tiles/twkb.ts';
import { createWork } from '../../server/dynamic-tiles/work.ts';

const same = (value: number): number => value;

describe('TWKB', () => {
  // select encode(ST_AsTWKB(ST_GeomFromText(...), 0), 'hex')
  test('a polygon with a hole: exterior clockwise on the screen, hole the other way', () => {
    const bytes = Buffer.from('03000205000000141400001313000504040400000403000003', 'hex');
    const { polygons } = readTwkb(bytes, same, same);
    expect(polygons).toHaveLength(1);
    expect(polygons[0]).toEqual([
      [0, 0, 10, 0, 10, 10, 0, 10, 0, 0],
      [2, 2, 2, 4, 4, 4, 4, 2, 2, 2],
    ]);
  });
  test('where y goes the other way and the grid is coarse: wound anew, points that fall together once, a flat ring gone but for where it was', () => {
    const bytes = Buffer.from('03000205000000141400001313000504040400000403000003', 'hex');
    const halved = readTwkb(bytes, (x) => Math.round(x / 5), (y) => Math.round(10 - y / 5)); // prettier-ignore
    expect(halved.polygons[0]).toEqual([
      [0, 10, 0, 8, 2, 8, 2, 10, 0, 10],
      [0, 10, 1, 10, 1, 9, 0, 9, 0, 10],
    ]);
    const flat = readTwkb(
      bytes,
      () => 7,
      (y) => y,
    );
    expect([flat.polygons, flat.first]).toEqual([[], [7, 0]]);
  });
  test('an empty geometry has nothing, a torn one throws', () => {
    expect(readTwkb(Buffer.from('0310', 'hex'), same, same)).toEqual({ first: null, points: [], lines: [], polygons: [] }); // prettier-ignore
    expect(() => readTwkb(Buffer.from('0300', 'hex'), same, same)).toThrow();
  });
});

describe('work', () => {
  const never = new AbortController().signal;
  const later = <T>(value: T, ms = 20): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), ms)); // prettier-ignore

  test('who asks for the same at the same time gets the same', async () => {
    const work = createWork<number>({ running: 2, waiting: 2, patience: 1000 });
    let begun = 0;
    const one = (): Promise<number> => work.run('a', never, () => later((begun += 1)));
    expect(await Promise.all([one(), one(), one()])).toEqual([1, 1, 1]);
    expect(await one()).toBe(2);
  });
  test('so many at once, so many in line, the rest is sent away with 503', async () => {
    const work = createWork<number>({ running: 1, waiting: 1, patience: 1000 });
    const [first, second, third] = ['a', 'b', 'c'].map((key) => work.run(key, never, () => later(1, 50)));
    await expect(third).rejects.toMatchObject({ status: 503, retryAfter: 2 });
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    expect(work.running).toBe(0);
  });
  test('too slow is 503, and the work is stopped when nobody waits any more', async () => {
    const work = createWork<number>({ running: 1, waiting: 1, patience: 30 });
    let stopped = false;
    const slow = work.run('a', never, (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => {
      stopped = true;
      reject(signal.reason as Error);
    }))); // prettier-ignore
    await expect(slow).rejects.toMatchObject({ status: 503, retryAfter: 5 });
    expect(stopped).toBe(true);
    expect(await work.run('b', never, () => later(2, 1))).toBe(2);
  });
  test('one of two leaves: the other gets its answer; both leave: what waited is never begun', async () => {
    const work = createWork<number>({ running: 1, waiting: 5, patience: 1000 });
    const leaving = new AbortController();
    const [gone, stays] = [work.run('a', leaving.signal, () => later(1, 60)), work.run('a', never, () => later(2, 60))]; // prettier-ignore
    let begun = false;
    const queued = work.run('b', leaving.signal, () => {
      begun = true;
      return later(3);
    });
    leaving.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    await expect(queued).rejects.toThrow('left');
    expect(await stays).toBe(1);
    await later(0, 50);
    expect(begun).toBe(false);
  });
});

test('the cache holds so many bytes and drops what was longest not asked for', () => {
  const cache = new ByteCache<Buffer>(5000, (bytes) => bytes.length);
  const tile = Buffer.alloc(1000);
  for (const key of ['a', 'b', 'c']) cache.set(key, tile);
  cache.get('a');
  cache.set('d', tile);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true, true]);
  for (let i = 0; i < 100; i += 1) cache.set(`k${i}`, tile);
  expect(cache.bytes).toBeLessThanOrEqual(5000);
});
