import { describe, expect, test } from 'vitest';
import { CrsError } from '../../server/crs/crs.ts';
import { parseDatumShift } from '../../server/crs/config.ts';

describe('parseDatumShift', () => {
  test.each([
    ['12.646,-155.176,-80.863', [12.646, -155.176, -80.863, 0, 0, 0, 0], null],
    ['12.646,-155.176,-80.863;1', [12.646, -155.176, -80.863, 0, 0, 0, 0], 1],
    ['1,2,3,0.1,-0.2,+0.3,-4.5;0.25', [1, 2, 3, 0.1, -0.2, 0.3, -4.5], 0.25],
    [' 1 , 2 , 3 , 0 , 0 , 1e-3 , 0 ; 2 ', [1, 2, 3, 0, 0, 0.001, 0], 2],
    ['１，２，３；１', [1, 2, 3, 0, 0, 0, 0], 1],
  ])('%s', (text, parameters, accuracyM) => {
    expect(parseDatumShift(text)).toEqual({ parameters, accuracyM });
  });
  test.each([
    ['', /转换参数应为/],
    ['1,2', /转换参数应为/],
    ['1,2,3,4', /转换参数应为/],
    ['1,2,3,4,5,6,7,8', /转换参数应为/],
    ['1,2,', /转换参数应为/],
    ['1,2,x', /转换参数应为/],
    ['1,2,Infinity', /转换参数应为/],
    ['1,2,0x10', /转换参数应为/],
    ['1,2,3;1;2', /转换参数应为/],
    ['1,2,3;', /精度应为正数/],
    ['1,2,3;0', /精度应为正数/],
    ['1,2,3;-1', /精度应为正数/],
    ['1,2,3;about 1', /精度应为正数/],
    ['12646,-155176,-80863', /在呼和浩特的位移为 \d+ m/],
    ['1,2,3,0,0,60,0', /请检查单位/],
    ['1,2,3,0,0,0,1000', /请检查单位/],
  ])('refuses "%s"', (text, reason) => {
    expect(() => parseDatumShift(text)).toThrow(CrsError);
    expect(() => parseDatumShift(text)).toThrow(reason);
  });
});
