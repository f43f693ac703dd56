import proj4 from 'proj4';
import { expect, test } from 'vitest';
import { angleText, graticuleOf, multiples, stepOf } from '../../web/map/graticule.ts';
import { KIND_ZOOM, kindOf, PLACE_KINDS } from '../../web/map/place-kinds.ts';
import { barOf, metresPerPixel, MM_PER_PX, scaleOf, scaleToFit, SCALES, zoomOfScale } from '../../web/map/scale.ts'; // prettier-ignore

/** Metres between two points near each other, in a transverse Mercator about them on the ellipsoid of CGCS2000. */
function metres(a: [number, number], b: [number, number]): number {
  const local = `+proj=tmerc +lat_0=${a[1]} +lon_0=${a[0]} +k=1 +ellps=GRS80 +units=m`;
  const [x, y] = proj4('+proj=longlat +ellps=GRS80', local, b) as [number, number];
  return Math.hypot(x, y);
}

test.each([38, 44, 53])('a scale on paper is true on the ellipsoid at %d degrees', (lat) => {
  for (const scale of [5_000, 100_000, 1_000_000]) {
    const zoom = zoomOfScale(lat, scale);
    expect(scaleOf(lat, zoom)).toBeCloseTo(scale, 5);
    const perDegree = (512 * 2 ** zoom) / 360; // CSS px, east and west
    const px = 10 / MM_PER_PX; // 10 mm of paper
    const east = metres([111, lat], [111 + px / perDegree, lat]);
    const north = metres([111, lat], [111, lat + (px / perDegree) * Math.cos((lat * Math.PI) / 180)]);
    const expected = scale / 100;
    expect(Math.abs(east / expected - 1)).toBeLessThan(0.004);
    expect(Math.abs(north / expected - 1)).toBeLessThan(0.006);
    expect(Math.abs(Math.sqrt(east * north) / expected - 1)).toBeLessThan(0.002);
    expect(metresPerPixel(lat, zoom) * px).toBeCloseTo(expected, 5);
  }
});

test('the scale of a sheet is the largest that has everything on it', () => {
  expect(scaleToFit(200_000, 216)).toBe(1_000_000);
  expect(scaleToFit(216_000, 216)).toBe(1_000_000);
  expect(scaleToFit(217_000, 216)).toBe(1_500_000);
  expect(scaleToFit(1e9, 216)).toBe(SCALES.at(-1));
  expect(barOf(10, 180)).toEqual({ metres: 1000, px: 100 });
  expect(barOf(0.3, 180)).toEqual({ metres: 50, px: 50 / 0.3 });
});

test('a graticule has round steps, and labels with the parts that they need', () => {
  expect(stepOf(10, 7)).toBe(7200);
  expect(stepOf(0.1, 9)).toBe(60);
  expect(stepOf(0.001, 9)).toBe(1);
  expect(multiples(111.49, 112.01, 1800)).toEqual([111.5 * 3600, 112 * 3600]);
  expect(graticuleOf([111, 40, 111.2, 40.1], 9)).toEqual({ step: 120, meridians: [0, 1, 2, 3, 4, 5, 6].map((at) => (111 * 60 + at * 2) * 60), parallels: [0, 1, 2, 3].map((at) => (40 * 60 + at * 2) * 60) }); // prettier-ignore
  expect(angleText(111.5 * 3600, 'lon', 1800)).toBe('111°30′E');
  expect(angleText(111 * 3600, 'lon', 3600)).toBe('111°E');
  expect(angleText(40 * 3600 + 5, 'lat', 5)).toBe('40°00′05″N');
});

test('every prefix of classes names one sign, the longer before the shorter', () => {
  const all = Object.values(PLACE_KINDS).flatMap(({ classes }) => [...classes] as string[]);
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((prefix) => prefix.length === 3 || prefix.length === 4)).toBe(true);
  expect(kindOf('13410', 'terrain')).toBe('kind|pass');
  expect(kindOf('13400', 'terrain')).toBe('kind|mountain');
  expect(kindOf('21610', 'settlement')).toBe('kind|village');
  expect(kindOf('99999', 'other')).toBe('place|other');
  expect(KIND_ZOOM).toBe(12);
});
