import { expect, test } from 'vitest';
import { planFacts } from '../../server/coverage/fact-file-plan.ts';
import type { SaidFact } from '../../server/coverage/fact-file-read.ts';
import type { FactRow } from '../../server/coverage/unit-facts.ts';
import type { FindingInput, Report } from '../../server/imports/report.ts';

const fact = (valid_from: string | null, valid_to: string | null): FactRow =>
  ({ id: 1, type: 'population', division_code: '150102', value: '100', detail: null, document: null, valid_from, valid_to }) as unknown as FactRow; // prettier-ignore
function plan(rows: FactRow[], more: SaidFact['more'], validFrom: string | null = null) {
  const found: FindingInput[] = [];
  const said: SaidFact = { line: 2, division: '150102', type: 'population', value: '200', validFrom, more };
  const question = { gone: 'keep' as const, today: '2026-06-30', inScope: () => true, mayChange: () => true };
  const planned = planFacts({ said: [said], rows: 1, header: (field) => field }, rows, question, { error: (finding: FindingInput) => void found.push(finding) } as Report); // prettier-ignore
  return { planned, found };
}

test('a row without a day is about the fact that holds now', () => {
  const { planned, found } = plan([fact(null, null)], {});
  expect(found).toEqual([]);
  expect(planned).toMatchObject([{ change: 'changed', after: { value: '200', validTo: null } }]);
});

test.each([
  [null, {}],
  [null, { validTo: null }],
  ['2019-01-01', {}],
  ['2019-01-01', { validTo: null }],
])('where the fact has ended (since %s), it is not written over, nor opened again: %j', (from, more) => {
  const { planned, found } = plan([fact(from, '2020-12-31')], more);
  expect(planned.filter(({ change }) => change === 'changed')).toEqual([]);
  expect(found).toMatchObject([{ check: 'days-overlap', line: 2, remedy: '在这一行的“自”写明从哪一天起' }]);
  const mended = plan([fact(from, '2020-12-31')], more, '2021-01-01');
  expect(mended.found).toEqual([]);
  expect(mended.planned).toMatchObject([{ change: 'added', after: { value: '200' } }, { change: 'same' }]);
});
