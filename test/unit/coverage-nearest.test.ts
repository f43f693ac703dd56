import { distance } from '@turf/turf';
import { describe, expect, test } from 'vitest';
import { nearest, placeOnEllipsoid } from '../../server/coverage/nearest.ts';
import { createTwinFinder, type Settlement } from '../../server/coverage/settlements.ts';
import { seeded } from '../../data/packs/inner-mongolia/build/random.ts';

const random = seeded('nearest');
const scatter = (count: number) => ({
  lon: Float64Array.from({ length: count }, () => random.between(97.2, 126.1)),
  lat: Float64Array.from({ length: count }, () => random.between(37.4, 53.3)),
});

describe('nearest facility', () => {
  const [settlements, facilities] = [scatter(400), scatter(60)];
  const found = nearest(placeOnEllipsoid(settlements), placeOnEllipsoid(facilities));
  const between = (settlement: number, facility: number): number =>
    1000 * distance([settlements.lon[settlement]!, settlements.lat[settlement]!], [facilities.lon[facility]!, facilities.lat[facility]!]); // prettier-ignore

  test('is the nearest by turf, which the browser uses, within 0.5 %', () => {
    for (let settlement = 0; settlement < 400; settlement += 1) {
      const all = Array.from({ length: 60 }, (_, facility) => between(settlement, facility));
      const least = Math.min(...all);
      expect(Math.abs(found.metres[settlement]! - least) / least).toBeLessThan(0.005);
      expect(all[found.index[settlement]!]!).toBeLessThan(least * 1.005);
    }
  });
  test('without a facility there is none', () => {
    const none = nearest(placeOnEllipsoid(settlements), new Float64Array());
    expect([...new Set(none.index)]).toEqual([-1]);
  });
  test('a facility on the spot is 0 m away', () => {
    const spot = { lon: Float64Array.of(111.65), lat: Float64Array.of(40.82) };
    expect([...nearest(placeOnEllipsoid(spot), placeOnEllipsoid(spot)).metres]).toEqual([0]);
  });
});

describe('twins', () => {
  const settlement = (id: number, name: string, classCode: string, more: Partial<Settlement> = {}): Settlement => ({ id, name, classCode, divisionCode: '150102001', lon: 111.65, lat: 40.82, ...more }); // prettier-ignore
  const kept = (...all: Settlement[]): number[] => {
    const twins = createTwinFinder();
    all.forEach(twins.add);
    return all.filter((one) => !twins.isTwin(one)).map(({ id }) => id);
  };
  const village = settlement(1, '东升村', '21610');
  test.each([
    ['same name', settlement(2, '东升村', '27610'), [1]],
    ['with the word committee', settlement(2, '东升村村民委员会', '27610'), [1]],
    ['another name', settlement(2, '西升村', '27610'), [1, 2]],
    ['another township', settlement(2, '东升村', '27610', { divisionCode: '150102002' }), [1, 2]],
    ['too far away', settlement(2, '东升村', '27610', { lat: 40.9 }), [1, 2]],
    ['a natural village is no committee', settlement(2, '东升村', '22200'), [1, 2]],
  ])('%s', (_title, other, ids) => {
    expect(kept(village, other)).toEqual(ids);
    expect(kept(other, village)).toEqual(ids.toReversed());
  });
});
