import type { Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import type { SegmentRow } from '../../server/boundaries/topology.ts';
import { createKnownDivisions } from '../../server/imports/kinds/known-divisions.ts';
import { cutByCounties } from '../../server/imports/kinds/line-cut.ts';
import { parseCarrier, parseLengthKm } from '../../server/imports/kinds/line-fields.ts';
import { joinParts, shapeKey } from '../../server/imports/kinds/line-geometry.ts';
import { createEdgeGrid, findCrossings, looseEnds } from '../../server/imports/kinds/line-net.ts';
import { createRuler } from '../../server/imports/kinds/line-ruler.ts';
import { areApart, canonicalLineCode, lineOfSides, parseLineLevel, resolveSide } from '../../server/imports/kinds/line-sides.ts'; // prettier-ignore

describe('codes and sides of lines', () => {
  test.each([
    ['1521', '1521'], ['2115', '1521'], ['15-21', '1521'], ['150000-210000', '1521'], ['15011502', '150100-150200'], ['1502-1501', '150100-150200'], ['150200-150100', '150100-150200'],
    ['150102150103', '150102-150103'], ['150103—150102', '150102-150103'], ['150102-150221', '150100-150200'], ['150430-211322', '1521'], ['150000-national', '150000-national'], ['150102-outside', '150102-outside'],
    ['1599', null], ['NM-07', null], ['150102-150102', null], ['150100-150102', null],
  ])('%s is %s', (text, code) => expect(canonicalLineCode(text)).toBe(code)); // prettier-ignore
  test('the legal line of two sides', () => {
    const nameOf = (code: string): string => `<${code}>`;
    expect(lineOfSides(['210000', '150430'], false, nameOf)).toMatchObject({ code: '1521', name: '蒙辽线', level: 'province', sideA: '150000', sideB: '210000' }); // prettier-ignore
    expect(lineOfSides(['150221', '150102'], false, nameOf)).toMatchObject({ code: '150100-150200', name: '呼包线', level: 'prefecture' }); // prettier-ignore
    expect(lineOfSides(['150103', '150102'], false, nameOf)).toMatchObject({ code: '150102-150103', name: '<150102>—<150103>线', level: 'county' }); // prettier-ignore
    expect(lineOfSides(['150725'], true, nameOf)).toMatchObject({ code: '150000-national', level: 'national', sideB: null }); // prettier-ignore
    expect(lineOfSides(['150725'], false, nameOf)).toMatchObject({
      code: '150725-outside',
      level: 'unclassified',
    });
  });
  test('a side by its code or name; neighbours by their codes', () => {
    const known = createKnownDivisions(
      [{ code: '150430', name: '敖汉旗', level: 'county', parent: null, short: [] }],
      [],
    );
    expect(['敖汉旗', '211322', '辽宁省', '辽宁', '210000', '110000', '乌有旗', '150431'].map((text) => resolveSide(known, text).code)).toEqual(['150430', '211322', '210000', '210000', '210000', null, null, null]); // prettier-ignore
    expect([areApart('150102', '150100'), areApart('150102', '150103'), areApart('150000', '210000')]).toEqual([false, true, true]); // prettier-ignore
  });
  test('words and lengths', () => {
    expect(['省级', '盟市级', '旗县级', '国界', '省级界线', '乡级'].map(parseLineLevel)).toEqual(['province', 'prefecture', 'county', 'national', 'province', null]); // prettier-ignore
    expect(['界桩连线', '河流', '水渠', '公路', '分水岭', '其它', 'river', '草场'].map(parseCarrier)).toEqual(['markers', 'river', 'ditch', 'road', 'ridge', 'other', 'river', null]); // prettier-ignore
    expect([parseLengthKm('1162.5', 'length_km'), parseLengthKm('800', 'length_m'), parseLengthKm('800', '长度(m)'), parseLengthKm('800米', '长度'), parseLengthKm('1,162.5公里', '长度'), parseLengthKm('12', '长度'), parseLengthKm('12里', '长度')]).toEqual([1162.5, 0.8, 0.8, 0.8, 1162.5, 12, null]); // prettier-ignore
  });
});

describe('measuring', () => {
  const ruler = createRuler([[[110, 40], [111, 40]], [[111.5, 40], [112, 40]]]); // prettier-ignore
  test('distance and chainage go on from part to part', () => {
    const degree = 85.394; // km of longitude at 40 N
    expect(ruler([110.5, 40]).km).toBeCloseTo(degree / 2, 2);
    expect(ruler([111.75, 40.01])).toMatchObject({ at: [111.75, 40] });
    expect(ruler([111.75, 40.01]).km).toBeCloseTo(degree * 1.25, 1);
    expect(ruler([111.75, 40.01]).metres).toBeCloseTo(1110.4, 0);
    expect(ruler([109.9, 40]).km).toBe(0);
  });
  test('a long line gives the same as looking at every edge', () => {
    const line = Array.from({ length: 500 }, (_, at): Position => [
      110 + at * 0.01,
      40 + Math.sin(at / 7) / 20,
    ]);
    const whole = createRuler([line]);
    for (const point of [
      [112.3, 40.4],
      [110, 41],
      [114.99, 39.9],
    ] as Position[]) {
      const all = line.slice(1).map((to, at) => createRuler([[line[at]!, to]])(point).metres);
      expect(whole(point).metres).toBeCloseTo(Math.min(...all), 6);
    }
  });
  test('a whole line is cut where the nearest pair changes; short runs are no pieces', () => {
    const segment = (countyB: string, from: number, to: number): SegmentRow => ({ lineCode: 'x', countyA: '150102', countyB, countyBName: countyB, lengthKm: 1, lines: [[[from, 40], [to, 40]]] }); // prettier-ignore
    const pieces = cutByCounties(
      [
        [
          [110, 40.01],
          [112, 40.01],
        ],
      ],
      [segment('a', 110, 111), segment('b', 111, 112)],
    );
    expect(pieces.map(({ countyB }) => countyB)).toEqual(['a', 'b']);
    const [[first], [second]] = pieces.map(({ parts }) => parts) as [[Position[]], [Position[]]];
    expect(first.at(-1)).toEqual(second[0]);
    expect(first.at(-1)![0]).toBeCloseTo(111, 2);
    expect([first[0], second.at(-1)]).toEqual([[110, 40.01], [112, 40.01]]); // prettier-ignore
  });
});

describe('the net of lines', () => {
  const gridOf = (features: Position[][][]) => {
    const grid = createEdgeGrid();
    for (const [index, parts] of features.entries()) grid.add(index, parts);
    return grid;
  };
  const crossings = (features: Position[][][]) => [...findCrossings(gridOf(features))].flat().map(({ one, other, at }) => [one, other, at.map((value) => Math.round(value * 1e6) / 1e6)]); // prettier-ignore
  test('edges that cross, across cells and in one feature', () => {
    expect(crossings([[[[110, 40], [111, 41]]], [[[110, 41], [111, 40]]]])).toEqual([[0, 1, [110.5, 40.5]]]); // prettier-ignore
    expect(
      crossings([
        [
          [
            [110, 40],
            [110.1, 40.1],
            [110.1, 40],
            [110, 40.1],
          ],
        ],
      ]),
    ).toEqual([[0, 0, [110.05, 40.05]]]);
  });
  test('meeting at ends, or an end on another line, is none', () => {
    expect(crossings([[[[110, 40], [110.1, 40]]], [[[110.1, 40], [110.2, 40.1]]], [[[110.05, 40], [110.05, 40.1]]]])).toEqual([]); // prettier-ignore
  });
  test('ends that meet nothing within 50 m', () => {
    const features: Position[][][] = [[[[110, 40], [110.1, 40]]], [[[110.1, 40.0003], [110.2, 40.1]]], [[[110.05, 40.0002], [110.05, 40.1]]]]; // prettier-ignore
    const loose = (known: Position[]) => looseEnds(features, gridOf(features), known, 50).map(({ at }) => at);
    expect(loose([])).toEqual([[110, 40], [110.2, 40.1], [110.05, 40.1]]); // prettier-ignore
    expect(loose([[110.2, 40.1]])).toEqual([[110, 40], [110.05, 40.1]]); // prettier-ignore
  });
  test('lines are joined end to end and run from west to east', () => {
    expect(joinParts([[[112, 40], [111, 40.1]], [[110, 40], [111, 40.1]]])).toEqual([[[110, 40], [111, 40.1], [112, 40]]]); // prettier-ignore
    expect(shapeKey([[[1, 2], [3, 4]]])).toBe(shapeKey([[[3, 4], [1, 2]]])); // prettier-ignore
  });
});
