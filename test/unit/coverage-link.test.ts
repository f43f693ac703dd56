import { expect, test } from 'vitest';
import { linkOf } from '../../server/coverage/sentences.ts';
import { parseHash } from '../../web/state/url.ts';

const run = (parameters: Record<string, unknown>) =>
  ({ id: 'abc', parameters, inputs: {}, code: 'c' }) as never;

test('the link of a conclusion asks the page the same again', () => {
  const link = linkOf({ kind: { id: 'funeral_home', name: '殡仪馆' }, unit: 'county', run: run({ T: 45, on: '2025-12-31', method: 'detour', detour: 1.4, share: 0.75 }) }, '152921'); // prettier-ignore
  expect(link.startsWith('/#')).toBe(true);
  expect(parseHash(link.slice(1))).toMatchObject({
    panel: 'coverage', kind: 'funeral_home', unit: 'county', T: 45, at: '2025-12-31', method: 'detour', detour: 1.4, share: 75, filter: 'flag-152921', rest: [['run', 'abc']],
  }); // prettier-ignore
});
test('without what the answer does not have', () => {
  const link = linkOf({ kind: { id: 'relief_station', name: '救助管理站' }, unit: 'township', run: run({ T: null, on: '2026-01-01', method: 'straight', detour: 1.3, share: 0.8 }) }); // prettier-ignore
  expect(parseHash(link.slice(1))).toMatchObject({ T: null, detour: null, method: 'straight', share: 80, filter: null }); // prettier-ignore
});
