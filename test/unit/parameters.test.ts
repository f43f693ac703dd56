import { describe, expect, test } from 'vitest';
import { BboxParam, PointParam } from '../../server/api/geo.ts';
import { DivisionCode } from '../../server/api/record.ts';
import { decodeCursor, encodeCursor } from '../../server/http/paging.ts';

describe('bbox', () => {
  test('west,south,east,north', () =>
    expect(BboxParam.parse('110,40,112.5,42')).toEqual([110, 40, 112.5, 42]));
  test.each([
    '',
    '1,2,3',
    '112,40,110,42',
    '110,42,112,40',
    '110,40,112,91',
    '-181,40,112,42',
    'a,b,c,d',
    '1,2,3,4,5',
    '110,,112,42',
    'NaN,1,2,3',
  ])('refuses %j', (text) => expect(BboxParam.safeParse(text).success).toBe(false));
});

describe('point', () => {
  test('longitude,latitude', () => expect(PointParam.parse('111.65,40.82')).toEqual([111.65, 40.82]));
  test.each(['40.82', '111,95', '200,10', ',', '1,2,3', 'x,y'])('refuses %j', (text) =>
    expect(PointParam.safeParse(text).success).toBe(false),
  );
});

describe('division code', () => {
  test.each(['150000', '150102', '150102001'])('takes %s', (code) =>
    expect(DivisionCode.parse(code)).toBe(code),
  );
  test.each(['15', '15010', '1501021', '1501020011', '15010a', ''])('refuses %j', (code) =>
    expect(DivisionCode.safeParse(code).success).toBe(false),
  );
});

describe('cursor', () => {
  test('comes back as it went', () => {
    expect(decodeCursor(encodeCursor(['150102', 7]), 'string', 'number')).toEqual(['150102', 7]);
  });
  test.each([
    '',
    'x',
    encodeCursor(['150102']),
    encodeCursor([1, 7]),
    Buffer.from('{}').toString('base64url'),
    encodeCursor(['a', null]),
  ])('refuses %j as a bad request', (text) =>
    expect(() => decodeCursor(text, 'string', 'number')).toThrow('cursor'),
  );
});
