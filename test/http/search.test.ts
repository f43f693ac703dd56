import { describe, expect, test } from 'vitest';
import type { SearchHit } from '../../server/api/search.ts';
import { everything, json } from '../support/http.ts';

const find = (q: string, more = ''): Promise<{ items: SearchHit[]; total: number; next: string | null }> =>
  json(`/api/v1/search?q=${encodeURIComponent(q)}${more}`);
const first = async (q: string, more = ''): Promise<SearchHit> => {
  const { items } = await find(q, more);
  if (items[0] === undefined) throw new Error(`nothing found for ${q}`);
  return items[0];
};

describe('the search box finds a division by any of its names', () => {
  test.each([
    ['呼和浩特', '150100', 'standard'],
    ['呼和浩特市', '150100', 'standard'],
    ['hhhts', '150100', 'initials'],
    ['huhehaoteshi', '150100', 'pinyin'],
    ['hū hé hào tè', '150100', 'pinyin'],
    ['Hohhot', '150100', 'roman'],
    ['xilin gol', '152500', 'roman'],
    ['达茂旗', '150223', 'alias'],
    ['科右前旗', '152221', 'alias'],
    ['东乌旗', '152525', 'alias'],
    ['150223', '150223', 'code'],
  ])('%s', async (q, code, by) => {
    const hit = await first(q);
    expect(hit).toMatchObject({ type: 'division', id: code, why: { by } });
  });
  test('in Mongolian script, with or without control characters', async () => {
    const { items } = await json<{ items: { mongolian: string | null; code: string }[] }>(
      '/api/v1/divisions?level=county&limit=200',
    );
    const division = items.find((item) => item.mongolian?.includes('\u180e') === true)!;
    expect((await first(division.mongolian!)).id).toBe(division.code);
    expect((await first(division.mongolian!.replaceAll(/[\u180b-\u180e\u202f]/g, ''))).id).toBe(
      division.code,
    );
  });
});

describe('it says which of its names that is', () => {
  test.each([
    ['归绥', '150100', 'former'],
    ['昭乌达盟', '150400', 'former'],
    ['zhelimumeng', '150500', 'former'],
    ['达茂旗', '150223', 'short'],
    ['dongwuqi', '152525', 'short'],
    ['包头市', '150200', 'standard'],
  ])('%s: %s, %s', async (q, id, of) => {
    expect(await first(q)).toMatchObject({ id, why: { of } });
  });
  test.each([
    ['Huhehaote', '150100', 'Hohhot Shi'],
    ['Wulanchabu Shi', '150900', 'Ulanqab Shi'],
    ['eerduosi', '150600', 'Ordos Shi'],
    ['Xilinguole', '152500', 'Xilin Gol Meng'],
    ['Hohhot', '150100', null],
    ['呼和浩特', '150100', null],
  ])('%s as pinyin: the official romanization of %s is %s', async (q, id, official) => {
    expect(await first(q)).toMatchObject({ id, why: { official } });
  });
});

describe('codes as other systems and old records write them', () => {
  test.each([
    ['150102000000', '150102'],
    ['150121100000', '150121100'],
    ['150000000000', '150000'],
  ])('%s has twelve digits and is %s', async (q, id) => {
    expect(await first(q)).toMatchObject({ type: 'division', id, why: { tier: 'code', of: 'standard' } });
  });
  test.each([
    ['152101', '150702', '152101'], // though markers of the line 1521 begin so
    ['152700', '150600', '152700'],
    ['152700000000', '150600', '152700'],
  ])('%s is abolished: %s today', async (q, id, name) => {
    expect(await first(q)).toMatchObject({ type: 'division', id, why: { tier: 'code', by: 'code', of: 'former', name } }); // prettier-ignore
  });
  test('every answer to one comes once', async () => {
    const { items, total } = await everything<SearchHit>('/api/v1/search?q=152101&limit=4');
    expect(new Set(items.map(({ type, id }) => `${type} ${id}`)).size).toBe(total);
    expect(items.length).toBe(total);
    expect(total).toBeGreaterThan(10);
  });
  test('filters hold for them', async () => {
    expect((await find('152700', '&type=marker')).items.map(({ id }) => id)).not.toContain('150600');
    expect((await find('152700', '&division=150500')).items.map(({ id }) => id)).not.toContain('150600');
  });
});

describe('and everything else', () => {
  test('a homophone finds what was meant, and says so', async () => {
    const { items } = await find('西林浩特市');
    const hit = items.find((item) => item.id === '152502');
    expect(hit?.why.tier).toBe('homophone');
  });
  test('a wrong character finds what was meant, and says so', async () => {
    const { items } = await find('达尔罕茂明大联合旗');
    expect(items.find((item) => item.id === '150223')?.why.tier).toBe('misspelt');
  });
  test('a marker by its number', async () => {
    const { items } = await json<{ items: { id: number; number: string }[] }>(
      '/api/v1/markers?line=1521&limit=3',
    );
    expect(await first(items[1]!.number)).toMatchObject({
      type: 'marker',
      id: String(items[1]!.id),
      why: { by: 'number' },
    });
  });
  test('a boundary line and a facility by name', async () => {
    expect(await first('蒙辽线')).toMatchObject({ type: 'boundary-line', id: '1521' });
    const { items } = await json<{ items: { id: number; name: string }[] }>(
      '/api/v1/facilities?kind=funeral_home&limit=1',
    );
    expect(await first(items[0]!.name)).toMatchObject({ type: 'facility', id: String(items[0]!.id) });
  });
  test('name and division together', async () => {
    const { items } = await json<{ items: { name: string; id: number; path: { name: string }[] }[] }>(
      '/api/v1/places?class=22200&division=150223&limit=1',
    );
    const place = items[0]!;
    const hits = await find(`达茂旗 ${place.name}`);
    expect(hits.items.map((hit) => hit.id)).toContain(String(place.id));
  });
  test('division=, class=, type= and bbox= narrow it', async () => {
    const inside = await find('巴彦', '&division=152200&limit=50');
    expect(inside.items.every((hit) => hit.path.some((step) => step.code === '152200'))).toBe(true);
    expect((await find('巴彦', '&type=division')).items.every((hit) => hit.type === 'division')).toBe(true);
    const box = await find('山', '&bbox=111,40,113,42&limit=50');
    expect(box.items.length).toBeGreaterThan(0);
    expect(box.items.every(({ point }) => point![0] >= 111 && point![0] <= 113)).toBe(true);
  });
  test('示例数据 is marked', async () => {
    const { items } = await find('李家', '&limit=50');
    expect(items.some((hit) => hit.sample)).toBe(true);
  });
  test('the highlighted part of the name is what was typed, in hanzi even for pinyin', async () => {
    const hit = await first('达茂旗');
    expect(hit.why.name).toBe('达茂旗');
    const pinyin = await first('huhehaote');
    const [from, to] = pinyin.why.highlight!;
    expect([...pinyin.why.name].slice(from, to).join('')).toBe('呼和浩特');
  });
  test('paging gives every answer exactly once', async () => {
    const { items, total } = await everything<SearchHit>(
      `/api/v1/search?q=${encodeURIComponent('乌兰哈达')}&limit=20`,
    );
    expect(items.length).toBe(total);
    expect(new Set(items.map((hit) => `${hit.type} ${hit.id}`)).size).toBe(total);
    expect(total).toBeGreaterThan(20);
  });
  test('texts that unfold to hundreds of characters and points at the edge of a number are answered', async () => {
    const cases = [
      [`呼和${'㍿'.repeat(98)}`, ''],
      ['呼和', '&near=1e-60,40'],
      ['a'.repeat(100), ''],
    ] as const;
    for (const [q, more] of cases) expect(Array.isArray((await find(q, more)).items)).toBe(true);
  });
  test('nothing sensible finds nothing and fails not', async () => {
    for (const q of [
      "'; drop table place; --",
      '%',
      '_',
      '\\',
      '😀',
      'qqqqqqqqqq',
      '圐圙圐圙圐圙',
      '\u202e',
      '|',
      '~',
    ]) {
      const answer = await find(q);
      expect(Array.isArray(answer.items)).toBe(true);
    }
  });
});
