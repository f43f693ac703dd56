import { describe, expect, test } from 'vitest';
import { writeXlsx } from 'hucre/xlsx';
import type { Verification, VerifiedName } from '../../server/api/verify.ts';
import { ask, json, problem } from '../support/http.ts';

const send = (method: string, path: string, body?: object): Promise<Response> => ask(path, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) }); // prettier-ignore
const sent = async <T = Verification>(method: string, path: string, body?: object): Promise<T> =>
  (await send(method, path, body)).json() as Promise<T>;
const upload = (name: string, bytes: string | Uint8Array): Promise<Response> => ask(`/api/v1/verifications?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes as never }); // prettier-ignore
async function settled(id: number): Promise<Verification> {
  for (;;) {
    const job = await json<Verification>(`/api/v1/verifications/${id}`);
    if (job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const rowsOf = (id: number, query = ''): Promise<{ items: VerifiedName[]; total: number; next: string | null }> => json(`/api/v1/verifications/${id}/rows?${query}`); // prettier-ignore

describe('names at once', () => {
  test('are told with reason, correction and record, on the built-in pack', async () => {
    const names = [['呼和浩特市'], ['Huhehaote'], ['甘旗卡真', '科左后旗'], ['哲里木盟'], ['烏蘭察布市'], ['城关镇'], ['城关镇', '和林格尔县']]; // prettier-ignore
    const { items } = await sent<{ items: VerifiedName[] }>('POST', '/api/v1/verify', {
      names: names.map(([name, division]) => ({ name, ...(division === undefined ? {} : { division }) })),
    });
    expect(items.map(({ outcome, reason, correction, place }) => [outcome, reason.id, correction, place?.name ?? null])).toEqual([
      ['standard', 'exact', null, '呼和浩特市'],
      ['misspelt', 'romanization', 'Hohhot', '呼和浩特市'],
      ['misspelt', 'homophone', '甘旗卡镇', '甘旗卡镇'],
      ['former', 'former', '通辽市', '通辽市'],
      ['misspelt', 'traditional', '乌兰察布市', '乌兰察布市'],
      ['ambiguous', 'several', null, null],
      ['standard', 'exact', null, '城关镇'],
    ]); // prettier-ignore
    expect(items[5]!.candidates).toHaveLength(4);
    expect(items[2]!.place!.path.map(({ name }) => name)).toEqual(['内蒙古自治区', '通辽市', '科尔沁左翼后旗', '甘旗卡镇']); // prettier-ignore
    expect(items[1]!.reason).toMatchObject({ zh: expect.stringContaining('Hohhot') as string, en: expect.stringContaining('Hohhot') as string }); // prettier-ignore
  });
  test('bad input is told with what and where', async () => {
    for (const body of [{}, { names: [] }, { names: [{ name: '' }] }, { names: [{ name: 'a\0b' }] }, { names: [{ name: 'a', county: 'b' }] },
      { names: Array.from({ length: 201 }, () => ({ name: '甲' })) }]) {
      const response = await send('POST', '/api/v1/verify', body);
      expect([body, response.status]).toEqual([body, 400]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    } // prettier-ignore
  });
});

describe('a list', () => {
  test('pasted: verified, paged, filtered, one chosen, both files, deleted', async () => {
    const job = await sent('POST', '/api/v1/verifications/text', { text: '甘旗卡镇\t科左后旗\n呼和浩持市\n城关镇\n归绥\n' }); // prettier-ignore
    expect(job).toMatchObject({ state: 'running', author: 'local', may: { cancel: true } });
    const done = await settled(job.id);
    expect(done).toMatchObject({ state: 'done', done: 4, total: 4, counts: { standard: 1, misspelt: 1, ambiguous: 1, former: 1, alias: 0, not_found: 0 } }); // prettier-ignore
    const first = await rowsOf(job.id, 'limit=3');
    expect([first.items.map(({ n }) => n), first.total]).toEqual([[1, 2, 3], 4]);
    const rest = await rowsOf(job.id, `limit=3&next=${first.next}`);
    expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['归绥'], null]);
    const { items, total } = await rowsOf(job.id, 'outcome=ambiguous');
    expect([items.length, total]).toEqual([1, 1]);
    const row = `/api/v1/verifications/${job.id}/rows/3`;
    const { id } = items[0]!.candidates[2]!;
    expect(await sent<VerifiedName>('PATCH', row, { place: id })).toMatchObject({ outcome: 'standard', chosen: true, place: { id } }); // prettier-ignore
    expect((await send('PATCH', row, { place: 1 })).status).toBe(400);
    expect((await send('PATCH', `/api/v1/verifications/${job.id}/rows/99`, { place: null })).status).toBe(404); // prettier-ignore
    expect((await settled(job.id)).counts).toMatchObject({ standard: 2, ambiguous: 0 });

    const csv = await ask(`/api/v1/verifications/${job.id}/file?f=csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(decodeURIComponent(csv.headers.get('content-disposition')!)).toContain('粘贴的 4 个地名-核验.csv');
    const bytes = new Uint8Array(await csv.arrayBuffer());
    expect(Array.from(bytes.subarray(0, 3))).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toContain('呼和浩持市,,疑似误写,呼和浩特市,“持”应为“特”');
    const xlsx = await ask(`/api/v1/verifications/${job.id}/file`);
    expect(xlsx.headers.get('content-type')).toContain('spreadsheetml');
    expect((await xlsx.arrayBuffer()).byteLength).toBeGreaterThan(1000);

    expect(await sent('DELETE', `/api/v1/verifications/${job.id}`)).toEqual({ done: true });
    await problem(`/api/v1/verifications/${job.id}`, 404);
    await problem(`/api/v1/verifications/${job.id}/rows`, 404);
  });

  test('a workbook: its sheets and columns are told, others can be chosen', async () => {
    const workbook = await writeXlsx({
      sheets: [
        { name: '说明', rows: [['地名'], ['包头市']] },
        { name: '名单', rows: [['号', '村镇', '旗县'], [1, '甘旗卡镇', '科左后旗'], [2, '没有这个名字吧', null]] },
      ],
    }); // prettier-ignore
    const response = await upload('名单.xlsx', workbook);
    expect(response.status).toBe(201);
    const job = (await response.json()) as Verification;
    expect(response.headers.get('location')).toBe(`/api/v1/verifications/${job.id}`);
    expect(job).toMatchObject({ state: 'uploaded', preview: { format: 'xlsx', layers: ['说明', '名单'], layer: '说明' } }); // prettier-ignore
    const path = `/api/v1/verifications/${job.id}`;
    expect((await sent('POST', `${path}/preview`, { layer: '名单' })).preview).toMatchObject({ headers: ['号', '村镇', '旗县'], guess: { division: '旗县' } }); // prettier-ignore
    expect((await send('POST', `${path}/preview`, { layer: '没有' })).status).toBe(400);
    expect((await send('POST', `${path}/start`, { name: '没有' })).status).toBe(400);
    expect((await send('GET', `${path}/file`)).status).toBe(409); // nothing is verified yet
    expect((await send('POST', `${path}/cancel`)).status).toBe(409);
    expect((await send('POST', `${path}/start`, { name: '村镇', division: '旗县' })).status).toBe(202);
    expect(await settled(job.id)).toMatchObject({ state: 'done', done: 2, counts: { standard: 1, not_found: 1 } }); // prettier-ignore
    const { items } = await json<{ items: Verification[] }>('/api/v1/verifications');
    expect(items[0]).toMatchObject({ id: job.id, title: '名单.xlsx' });
    await send('DELETE', path);
  });

  test('what cannot be read is refused in words, and not kept', async () => {
    for (const [name, bytes] of [['a.xlsx', 'PK\u0003\u0004 broken'], ['a.csv', ''], ['../a.csv', '地名\n甲\n']] as const) {
      const response = await upload(name, bytes);
      expect([name, response.status]).toEqual([name, 400]);
    } // prettier-ignore
    expect((await send('POST', '/api/v1/verifications/text', { text: ' \n\n' })).status).toBe(400);
    expect((await send('POST', '/api/v1/verifications/text', { text: '地名\n' })).status).toBe(400);
  });

  test('of more rows than may be is refused; one that runs is stopped by deleting it', async () => {
    const lines = Array.from({ length: 100_001 }, (_, at) => `第${at}村`);
    const many = (await (await upload('多.csv', ['地名', ...lines].join('\n'))).json()) as Verification;
    await send('POST', `/api/v1/verifications/${many.id}/start`, { name: '地名' });
    const refused = await settled(many.id);
    expect(refused).toMatchObject({ state: 'refused', counts: null });
    expect(refused.message).toContain('100000');
    const long = (await (await upload('长.csv', ['地名', ...lines.slice(0, 30_000)].join('\n'))).json()) as Verification; // prettier-ignore
    await send('POST', `/api/v1/verifications/${long.id}/start`, { name: '地名' });
    expect((await send('POST', `/api/v1/verifications/${long.id}/start`, { name: '地名' })).status).toBe(409);
    expect((await send('PATCH', `/api/v1/verifications/${long.id}/rows/1`, { place: null })).status).toBe(409); // prettier-ignore
    for (const { id } of [long, many]) expect((await send('DELETE', `/api/v1/verifications/${id}`)).status).toBe(200); // prettier-ignore
    await problem(`/api/v1/verifications/${long.id}`, 404);
  });
});
