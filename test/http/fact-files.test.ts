import { expect, test } from 'vitest';
import type { FactFile } from '../../server/api/unit-facts.ts';
import { ask, askFile, everything } from '../support/http.ts';

const send = (path: string, body: string | Uint8Array, { name = '表.csv', type = 'tag', ...headers }: Record<string, string> = {}): Promise<Response> => ask(`/api/v1/unit-fact-files${path}?type=${type}&name=${encodeURIComponent(name)}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...headers }, body: body as never }); // prettier-ignore
async function check(body: string | Uint8Array, more: Record<string, string> = {}): Promise<FactFile> {
  const response = await send('/check', body, more);
  expect(response.status).toBe(200);
  return (await response.json()) as FactFile;
}

test('all townships in one go; the same file again changes nothing', async () => {
  const { items } = await everything<{ code: string }>('/api/v1/divisions?level=township&limit=1000');
  const tag = `试验${Date.now()}`; // of a year that is over: no answer of today is touched
  const text = ['区划代码,标签,自,至', ...items.map(({ code }) => `${code}000,${tag},2001-01-01,2001-12-31`)].join('\n'); // prettier-ignore
  const checked = await check(text);
  expect(checked).toMatchObject({ loaded: false, errors: 0, rows: items.length, counts: { added: items.length, changed: 0, same: 0 } }); // prettier-ignore
  const loaded = await send('', text, { 'if-match': `"${checked.version}"` });
  expect(loaded.status).toBe(200);
  expect(((await loaded.json()) as FactFile).loaded).toBe(true);
  expect((await check(text)).counts).toMatchObject({ added: 0, changed: 0, same: items.length });
  expect((await send('', text, { 'if-match': `"${checked.version}"` })).status).toBe(412);
}, 120_000);

test('forms of every type, CSV and XLSX, are taken as they come', async () => {
  for (const type of ['zone', 'person', 'tag', 'population'])
    for (const f of ['csv', 'xlsx']) {
      const form = await askFile(`/api/v1/exports/coverage?of=fact_form&type=${type}&division=150100&f=${f}`);
      const bytes = new Uint8Array(await form.arrayBuffer());
      const { findings, counts } = await check(bytes, { type, name: `表.${f}` });
      expect(findings.filter(({ severity, check: id }) => severity === 'error' && id !== 'no-rows')).toEqual([]); // prettier-ignore
      expect(counts).toMatchObject({ added: 0, changed: 0 });
    }
}, 120_000);

test('without the version of the check, or with a file that is none, it is a problem', async () => {
  expect((await send('', '区划代码,值\n150102001,试验\n')).status).toBe(428);
  expect((await send('/check', 'PK\u0003\u0004 no workbook')).status).toBe(400);
  expect((await send('/check', '区划代码,值\n', { name: '../a.csv' })).status).toBe(400);
});
