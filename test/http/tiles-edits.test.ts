import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { ask, json } from '../support/http.ts';
import { reportVisible } from '../support/visible.ts';
import { featuresOf } from '../unit/tiles-decode.ts';

interface Described {
  version: string;
  tiles: string[];
}
interface Place {
  id: number;
  name: string;
  point: [number, number];
}

const z = 12;
const tileAt = ([lon, lat]: [number, number]): string => {
  const n = 2 ** z;
  const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * n);
  return `${z}/${Math.floor((lon / 360 + 0.5) * n)}/${y}`;
};
const addressOf = ({ tiles }: Described, place: Place): string => tiles[0]!.replace('{z}/{x}/{y}', tileAt(place.point)); // prettier-ignore
const described = (filter: string): Promise<Described> => json<Described>(`/tiles/places.json${filter}`);
const namesIn = (bytes: Buffer): Map<number, unknown> =>
  new Map(featuresOf(new VectorTile(new PbfReader(bytes)), 'place').map((feature) => [feature.id!, feature.properties['name']])); // prettier-ignore

/** What each versioned address has answered, for ever. */
const answered = new Map<string, string>();
const original = new Map<number, string>();

async function read(url: string): Promise<Buffer | null> {
  const response = await fetch(url);
  if (response.status === 410) return null; // no longer current: nothing is said under it
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(answered.get(url) ?? hash).toBe(hash);
  answered.set(url, hash);
  return bytes;
}

async function rename(id: number, name: string): Promise<void> {
  const before = await ask(`/api/v1/places/${id}`);
  const origin = new URL(before.url).origin;
  const response = await fetch(before.url, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'if-match': before.headers.get('etag')!, origin },
    body: JSON.stringify({ name }),
  });
  expect(response.status, await response.text()).toBe(200);
}

afterAll(async () => {
  for (const [id, name] of original) await rename(id, name);
});

test('edits between requests: an address answers the same bytes or none, a current one what is true', async () => {
  const { items } = await json<{ items: Place[] }>('/api/v1/places?class=22200&status=current&limit=8');
  const places = items.filter(({ point }) => point !== null);
  const filters = ['', '?class=22200'];
  const step = fc.record({ pick: fc.nat({ max: places.length - 1 }), edit: fc.boolean(), mark: fc.constantFrom('甲', '乙', '丙') }); // prettier-ignore
  const waits: number[] = []; // from the answer to an edit until the pyramid has it, ms
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
      for (const { pick, edit, mark } of steps) {
        const place = places[pick]!;
        const before = await Promise.all(filters.map(described));
        for (const one of before) await read(addressOf(one, place));
        if (!edit) continue;
        original.set(place.id, original.get(place.id) ?? place.name);
        const name = `${original.get(place.id)!}${mark}`;
        const { name: present } = await json<Place>(`/api/v1/places/${place.id}`);
        if (present === name) continue;
        await rename(place.id, name);
        const answeredAt = performance.now();
        // a filtered tile is drawn from the database: it is true at once
        expect(namesIn((await read(addressOf(await described(filters[1]!), place)))!).get(place.id)).toBe(
          name,
        );
        let now = await described('');
        while (now.version === before[0]!.version && performance.now() - answeredAt < 20_000) {
          await new Promise((resolve) => setTimeout(resolve, 30));
          now = await described('');
        }
        const seen = performance.now() - answeredAt;
        expect(namesIn((await read(addressOf(now, place)))!).get(place.id)).toBe(name);
        waits.push(seen);
        for (const one of before) await read(addressOf(one, place)); // the old address: old bytes under an old name, or gone
      }
    }),
    { numRuns: 6, seed: 20261129, endOnFailure: true },
  );
  expect(waits.length).toBeGreaterThan(0);
  reportVisible('edits of places', waits);
}, 180_000);
