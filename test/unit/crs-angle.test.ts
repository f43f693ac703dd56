import { describe, expect, test } from 'vitest';
import { formatDms, parseAngle } from '../../server/crs/angle.ts';

const hohhot = 111 + 44 / 60 + 52.3 / 3600;

describe('parseAngle', () => {
  test.each([
    ['111.7475', 111.7475],
    ['+111.7', 111.7],
    ['-3.5', -3.5],
    ['−3.5', -3.5],
    [' 111.7475 ', 111.7475],
    ['\u00A0111.7475\u200B', 111.7475],
    ['１１１．７４７５', 111.7475],
    ['111', 111],
    ['0', 0],
    ['-0', 0],
    ['.5', 0.5],
    ['111.7475°', 111.7475],
    ['111.7475度', 111.7475],
    ['111.7475E', 111.7475],
    ['E111.7475', 111.7475],
    ['e 111.7475', 111.7475],
    ['东经111.7475', 111.7475],
    ['东经：111.7475°', 111.7475],
  ])('decimal: %s', (text, degrees) => {
    expect(parseAngle(text)).toEqual({ degrees });
  });
  test.each([
    '111°44′52.30″',
    '111°44\'52.3"',
    "111°44'52.3''",
    '111°44′52.3′′',
    '111°44’52.3”',
    '111º44´52.3"',
    '111˚44ʹ52.3ʺ',
    '111度44分52.30秒',
    '１１１°４４′５２．３″',
    '１１１度４４分５２．３秒',
    '111° 44′ 52.3″',
    '111 ° 44 ′ 52.3 ″',
    '111°44′52.3',
    'E111°44′52.3″',
    'E 111°44′52.3″',
    '111°44′52.3″E',
    '111°44′52.3″ e',
    '东经111°44′52.30″',
    '东经 111度44分52.3秒',
    '东111°44′52.3″',
    '111°44′52.3″东',
    '＋111°44′52.3″',
    '111 44 52.3',
    '111  44  52.3',
    '111-44-52.3',
    '111－44－52.3',
    '111:44:52.3',
    '111：44：52.3',
    '111_44_52.3',
    '111_44_52.3 E',
    'E111-44-52.3',
  ])('degrees, minutes, seconds: %s', (text) => {
    const angle = parseAngle(text);
    expect(angle).toHaveProperty('degrees');
    expect('degrees' in angle ? angle.degrees : NaN).toBeCloseTo(hohhot, 12);
  });
  test.each([
    ['北纬40°50′', 40 + 50 / 60],
    ['40°50′N', 40 + 50 / 60],
    ['40°50.5′', 40 + 50.5 / 60],
    ['40度50分', 40 + 50 / 60],
    ['40°50', 40 + 50 / 60],
    ['0°00′36″', 0.01],
    ['-0°00′36″', -0.01],
    ['-111-44-52.3', -hohhot],
    ['南纬40°30′', -40.5],
    ['S40.5', -40.5],
    ['40°30′S', -40.5],
    ['西经111°30′', -111.5],
    ['111.5W', -111.5],
    ['180°', 180],
    ['90N', 90],
    ['111°59′59.99″', 111 + 59 / 60 + 59.99 / 3600],
  ])('%s', (text, degrees) => {
    const angle = parseAngle(text);
    expect('degrees' in angle ? angle.degrees : angle.error).toBeCloseTo(degrees, 12);
  });
  test.each([
    ['1114452.30', hohhot],
    ['１１１４４５２．３', hohhot],
    ['E1114452.30', hohhot],
    ['405000', 40 + 50 / 60],
    ['0405000', 40 + 50 / 60],
    ['53000', 5.5],
    ['111.7475', 111.7475],
    ['111°44′52.3″', hohhot],
  ])('packed: %s', (text, degrees) => {
    const angle = parseAngle(text, { packed: true });
    expect('degrees' in angle ? angle.degrees : angle.error).toBeCloseTo(degrees, 12);
  });
  test.each([
    ['', /没有值/],
    ['　', /没有值/],
    ['111,7475', /小数点应为/],
    ['111，7475', /小数点应为/],
    ['111°60′00″', /分应小于 60, 写的是 60/],
    ['111°44′60″', /秒应小于 60, 写的是 60/],
    ['111-75-10', /分应小于 60/],
    ['111 44 61.5', /秒应小于 60/],
    ['180.1', /超出 180°/],
    ['180°00′01″', /超出 180°/],
    ['N90.5', /超出 90°/],
    ['1114452.3', /超出 180°.*度分秒连写/],
    ['111.5°30′', /不能识别的角度/],
    ['111°44.5′30″', /不能识别的角度/],
    ['111.5 44 52', /不能识别的角度/],
    ['111 44', /不能识别的角度/],
    ['111.7 40.8', /不能识别的角度/],
    ['111-44:52', /不能识别的角度/],
    ['44′52″', /不能识别的角度/],
    ['1.117475E+02', /不能识别的角度/],
    ['N40°50′ E111°44′', /不能识别的角度/],
    ['E111.7E', /方向写了两次/],
    ['-111.7W', /正负号与方向重复/],
    ['W-111.7', /正负号与方向重复/],
    ['--111', /不能识别的角度/],
    ['E', /不能识别的角度/],
    ['不详', /不能识别的角度/],
    ['NaN', /方向写了两次/],
    ['Infinity', /不能识别的角度/],
    ['0x6F', /不能识别的角度/],
    ['1'.repeat(500), /超出 180°/],
  ])('refuses "%s"', (text, reason) => {
    const angle = parseAngle(text);
    expect('error' in angle ? angle.error : angle).toMatch(reason);
  });
  test('packed minutes and seconds have their limits too', () => {
    expect(parseAngle('1116052', { packed: true })).toHaveProperty('error');
    expect(parseAngle('1114460', { packed: true })).toHaveProperty('error');
  });
});

describe('formatDms', () => {
  test.each([
    [hohhot, '111°44′52.30″'],
    [0, '0°00′00.00″'],
    [-0.000_000_1, '0°00′00.00″'],
    [-3.5, '-3°30′00.00″'],
    [111.999_999_99, '112°00′00.00″'],
    [111 + 44 / 60 + 59.996 / 3600, '111°45′00.00″'],
    [111 + 4 / 60 + 5.006 / 3600, '111°04′05.01″'],
  ])('%f is %s', (degrees, text) => {
    expect(formatDms(degrees)).toBe(text);
  });
  test('reads back to half a hundredth of a second, for 20,000 angles', () => {
    let seed = 20_251_231; // a generator of its own, so that a failure comes again
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let round = 0; round < 20_000; round += 1) {
      const degrees = (random() - 0.5) * 360;
      const text = formatDms(degrees);
      const angle = parseAngle(text);
      if (!('degrees' in angle)) throw new Error(`${text}: ${angle.error}`);
      expect(Math.abs(angle.degrees - degrees) * 3600).toBeLessThan(0.005 + 1e-6);
      expect(formatDms(angle.degrees)).toBe(text);
    }
  });
});
