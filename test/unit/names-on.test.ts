import { expect, test } from 'vitest';
import { namesOn } from '../../server/places/names-on.ts';

const name = (text: string, kind: 'standard' | 'former' | 'alias', validFrom: string | null = null, validTo: string | null = null, lang = 'zh-Hans') =>
  ({ text, kind, lang, reading: null, validFrom, validTo }); // prettier-ignore
const standard = (at: string, ...names: ReturnType<typeof name>[]) => namesOn(at, names).standard;

const renamed = [name('新村', 'standard', '1984-05-01'), name('旧村', 'former', '1950-01-01', '1984-05-01')];

test.each([
  ['1949-12-31', null],
  ['1950-01-01', { text: '旧村', certainty: 'certain' }],
  ['1984-04-30', { text: '旧村', certainty: 'certain' }],
  ['1984-05-01', { text: '新村', certainty: 'certain' }],
  ['2025-12-31', { text: '新村', certainty: 'certain' }],
])('a place that was renamed on a known day, on %s', (at, wanted) =>
  expect(standard(at, ...renamed)).toEqual(wanted),
);

test.each([
  ['1953-12-31', { text: '归绥市', certainty: 'certain' }],
  ['1954-06-01', { text: '呼和浩特市', certainty: 'possible' }],
  ['1955-01-01', { text: '呼和浩特市', certainty: 'certain' }],
])('one of which only the year is known, on %s', (at, wanted) =>
  expect(
    standard(at, name('呼和浩特市', 'standard', '1954'), name('归绥市', 'former', null, '1954')),
  ).toEqual(wanted),
);

test('without any days the standard name is in force; where another was before it, perhaps', () => {
  expect(standard('1900-01-01', name('甲村', 'standard'))).toEqual({ text: '甲村', certainty: 'undated' });
  expect(standard('1900-01-01', name('甲村', 'standard'), name('乙村', 'former'))).toEqual({ text: '甲村', certainty: 'possible' }); // prettier-ignore
});

test('a former name whose end is known comes before a standard one whose beginning is not', () =>
  expect(standard('1960-01-01', name('甲村', 'standard'), name('乙村', 'former', null, '1970-01-01'))).toEqual({ text: '乙村', certainty: 'certain' })); // prettier-ignore

test('the present name is not among those of a day on which a former one is known to have been in force', () => {
  const { names } = namesOn('1960-01-01', [name('甲村', 'standard'), name('乙村', 'former', null, '1970-01-01'), name('短', 'alias')]); // prettier-ignore
  expect(names.map(({ text, certainty }) => [text, certainty])).toEqual([['乙村', 'certain'], ['短', 'undated']]); // prettier-ignore
});

test('of two former names the one that ended first counts on an early day', () =>
  expect(standard('1900-01-01', name('丙', 'standard', '1980'), name('乙', 'former', null, '1980'), name('甲', 'former', null, '1920'))?.text).toBe('甲')); // prettier-ignore

test('names of the day: months and years leave a doubt, other scripts do not become the standard name', () => {
  const { names, standard: found } = namesOn('1984-06-15', [
    name('新村', 'standard', '1984-06'),
    name('新屯', 'alias', null, '1984-05'),
    name('老屯', 'alias', null, '1984-06'),
    name('ᠰᠢᠨ᠎ᠡ', 'standard', null, null, 'mn-Mong'),
  ]);
  expect(names.map(({ text, certainty }) => [text, certainty])).toEqual([
    ['新村', 'possible'],
    ['老屯', 'possible'],
    ['ᠰᠢᠨ᠎ᠡ', 'undated'],
  ]);
  expect(found).toEqual({ text: '新村', certainty: 'possible' });
});
