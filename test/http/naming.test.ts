import { describe, expect, test } from 'vitest';
import type { Approval, NameCheck, NameRule } from '../../server/api/naming.ts';
import type { Quality, QualityRow } from '../../server/api/quality.ts';
import { ask, everything, json, problem } from '../support/http.ts';

const check = (body: object): Promise<Response> => ask('/api/v1/naming/check', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }); // prettier-ignore

describe('a proposed name', () => {
  test('that a township of another banner has is an error, with the places', async () => {
    const response = await check({ name: '城关镇', class: '21500', division: '150522' });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as NameCheck;
    expect(answer.split).toEqual({ specific: '城关', generic: '镇' });
    const duplicate = answer.findings.find(({ rule }) => rule === 'duplicate')!;
    expect(duplicate.severity).toBe('error');
    expect(duplicate.evidence.places).toHaveLength(4); // domain.md 4.3: 城关镇 ×4
  });
  test('bad input is told with what and where', async () => {
    for (const body of [
      {},
      { name: '' },
      { name: '东升村', class: '216' },
      { name: '东升村', division: '15' },
      { name: 'a\0b' },
      { name: '东升村', nmae: 1 },
    ]) {
      // prettier-ignore
      const response = await check(body);
      expect([body, response.status]).toEqual([body, 400]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    }
  });
});

test('rules and approval are open to read', async () => {
  const { items } = await json<{ items: NameRule[] }>('/api/v1/naming/rules');
  expect(items.find(({ id }) => id === 'duplicate')!.article).toContain('第九条第一款');
  const { approval } = await json<{ approval: Approval }>('/api/v1/naming/approval?case=street&division=150102'); // prettier-ignore
  expect(approval.authority).toBe('呼和浩特市人民政府');
  await problem('/api/v1/naming/approval?case=nothing', 400);
  await problem('/api/v1/naming/approval?division=150102', 400);
});

describe('the quality of the built-in pack', () => {
  const counted = async (): Promise<Quality> => {
    for (;;) {
      const answer = await json<Quality>('/api/v1/quality');
      if (answer.state !== 'counting') return answer;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  test('all 265,800 entries are looked at; 17 township names occur more than once', async () => {
    const answer = await counted();
    expect(answer.state).toBe('ready');
    expect(answer.entries!.real + answer.entries!.sample).toBe(265_800);
    const { items, total } = await everything<QualityRow>('/api/v1/quality/township-same-name?limit=10');
    expect(items).toHaveLength(total);
    expect(new Set(items.map(({ name }) => name)).size).toBe(17); // domain.md 4.3
  }, 180_000);
  test('every count of a check is the number of its rows', async () => {
    const { checks } = await counted();
    for (const { id, real } of checks.filter((one) => one.real < 1000)) {
      const { items } = await everything<QualityRow>(`/api/v1/quality/${id}?limit=1000`);
      expect([id, items.length]).toEqual([id, real]);
    }
  }, 180_000);
  test('CSV, and what is not understood', async () => {
    await counted();
    const response = await ask('/api/v1/quality/characters?f=csv');
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toContain('髙');
    await problem('/api/v1/quality/nothing', 400);
    await problem('/api/v1/quality/twin?division=15', 400);
    await problem('/api/v1/quality/twin?next=x', 400);
  }, 180_000);
});
