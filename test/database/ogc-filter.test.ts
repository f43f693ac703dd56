import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporalOperators, type TemporalOperator } from '../../server/ogc/cql2/filter.ts';
import { gazetteerDivisions, makeEntries, randomOf, type Entry } from '../support/gazetteer.ts';
import { openOgcWorld, type OgcAnswer, type OgcWorld } from '../support/ogc.ts';
import { filterOf, textOf, truth, type Row } from '../support/ogc-oracle.ts';

/** OGC API - Features Part 3 and CQL2: the classes that are claimed, against what the test works out itself. */
let world: OgcWorld;
const rows: Row[] = [];
beforeAll(async () => {
  world = await openOgcWorld();
  await load(makeEntries(120));
}, 120_000);
afterAll(() => world.close());

async function load(entries: readonly Entry[]): Promise<void> {
  const random = randomOf(3);
  const names = ['东河村', '西河', 'Bayan Gol', 'bayan', "O'Neil", '100%', 'a_b', '\\', ''];
  await sql`delete from place`.execute(world.db);
  const known = new Set(['150000', '150100', '150102', '150102001', '150200', '150202', '150202001']);
  await sql`insert into source (id, title) values ('甲', 'x'), ('b', 'x'), ('c', 'x')`.execute(world.db);
  for (const [code, level, parent] of gazetteerDivisions) {
    if (!known.has(code)) await sql`insert into division (code, level, name, parent_code, source_id) values (${code}, ${level}, ${code}, ${parent}, 'test')`.execute(world.db); // prettier-ignore
  }
  for (const entry of entries.filter(({ public: shown }) => shown)) {
    const name = names[Math.floor(random() * names.length)]!;
    const roman = random() < 0.3 ? null : names[Math.floor(random() * names.length)]!;
    const [lon, lat] = entry.point ?? [null, null];
    await sql`insert into place (id, class_code, division_code, name, roman, importance, status, position, geom, valid_from, valid_to, source_id, sample) values
      (${entry.id}, ${entry.class}, ${entry.division}, ${name}, ${roman}, ${entry.importance}, ${entry.status}, ${lon === null ? 'unknown' : 'surveyed'},
      ${lon === null ? sql`null` : sql`ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490)`}, ${entry.validFrom}::date, ${entry.validTo}::date, ${entry.source}, ${entry.sample})`.execute(world.db); // prettier-ignore
    rows.push({ id: entry.id, name, roman, class: entry.class, importance: entry.importance, status: entry.status, sample: entry.sample, valid_from: entry.validFrom, valid_to: entry.validTo, point: entry.point }); // prettier-ignore
  }
}

const items = (filter: string, more = ''): Promise<OgcAnswer> =>
  world.get(`/collections/places/items?limit=1000&filter=${encodeURIComponent(filter)}${more}`);
const found = async (filter: string, more = ''): Promise<number[]> => {
  const { status, body, text } = await items(filter, more);
  expect(status, `${filter}: ${text.slice(0, 300)}`).toBe(200);
  return (body.features as { id: number }[]).map(({ id }) => id);
};
const where = (test_: (row: Row) => unknown): number[] => rows.filter((row) => Boolean(test_(row))).map(({ id }) => id); // prettier-ignore
const refused = async (filter: string, more = ''): Promise<string> => {
  const { status, body, type } = await items(filter, more);
  expect(status, filter).toBe(400);
  expect(type).toContain('application/problem+json');
  return body.detail as string;
};

describe('cql2/conf/basic-cql2, advanced-comparison-operators, case-insensitive-comparison, property-property', () => {
  test.each<[string, (row: Row) => unknown]>([
    ["name = '东河村'", ({ name }) => name === '东河村'],
    ["name <> '东河村'", ({ name }) => name !== '东河村'],
    ["name = 'O''Neil'", ({ name }) => name === "O'Neil"],
    ["name = 'O\\'Neil'", ({ name }) => name === "O'Neil"],
    ['importance > 10', ({ importance }) => importance > 10],
    ['importance >= 10.5', ({ importance }) => importance >= 10.5],
    ['importance<=-1', () => false],
    ['1e1 < importance', ({ importance }) => importance > 10],
    ['sample = TRUE', ({ sample }) => sample],
    ['sample = false AND importance < 5', ({ sample, importance }) => !sample && importance < 5],
    ["status = 'current' OR importance = 3 AND sample = true", ({ status, importance, sample }) => status === 'current' || (importance === 3 && sample)], // prettier-ignore
    ["NOT (status = 'current' OR importance = 3)", ({ status, importance }) => status !== 'current' && importance !== 3], // prettier-ignore
    ['roman IS NULL', ({ roman }) => roman === null],
    ['roman IS NOT NULL', ({ roman }) => roman !== null],
    ["NOT roman = 'bayan'", ({ roman }) => roman !== null && roman !== 'bayan'], // of null nothing is known
    ["name LIKE '%河%'", ({ name }) => name.includes('河')],
    ["name NOT LIKE '_河村'", ({ name }) => !/^.河村$/.test(name)],
    ["name LIKE '100\\%'", ({ name }) => name === '100%'],
    ["name LIKE 'a\\_b'", ({ name }) => name === 'a_b'],
    ["name LIKE '\\\\'", ({ name }) => name === '\\'],
    ["CASEI(name) = CASEI('BAYAN gol')", ({ name }) => name.toLowerCase() === 'bayan gol'],
    ["CASEI(name) LIKE casei('BAYAN%')", ({ name }) => name.toLowerCase().startsWith('bayan')],
    ["name IN ('西河', 'bayan')", ({ name }) => name === '西河' || name === 'bayan'],
    ['importance NOT IN (1, 2, 3)', ({ importance }) => importance > 3],
    ['importance BETWEEN 3 AND 5', ({ importance }) => importance >= 3 && importance <= 5],
    ["importance > 3 AND importance BETWEEN 1 AND 5 AND status = 'current'", ({ importance, status }) => importance > 3 && importance <= 5 && status === 'current'], // prettier-ignore
    ['importance NOT BETWEEN 3 AND 5', ({ importance }) => importance < 3 || importance > 5],
    ["valid_from >= DATE('1950-01-01')", ({ valid_from: from }) => from !== null && from >= '1950-01-01'],
    ["valid_from BETWEEN DATE('1950-01-01') AND DATE('1960-12-31')", ({ valid_from: from }) => from !== null && from >= '1950-01-01' && from <= '1960-12-31'], // prettier-ignore
    ["updated_at > TIMESTAMP('2000-01-01T00:00:00Z')", () => true],
    ["updated_at < DATE('2000-01-01')", () => false],
    ['name = roman', ({ name, roman }) => name === roman],
    ['id IN (1, 8, 15)', ({ id }) => [1, 8, 15].includes(id)],
    ['"importance" = 3', ({ importance }) => importance === 3],
    ['true', () => true],
    ['NOT TRUE', () => false],
    ['valid_from < valid_to', ({ valid_from: from, valid_to: to }) => from !== null && to !== null && from < to], // prettier-ignore
  ])('%s', async (filter, expected) => {
    expect(await found(filter)).toEqual(where(expected));
  });
  test('filters of chance, as text and as JSON, find what they say', async () => {
    await fc.assert(
      fc.asyncProperty(filterOf, async (filter) => {
        const expected = where((row) => truth(filter, row) === true);
        expect(await found(JSON.stringify(filter), '&filter-lang=cql2-json'), JSON.stringify(filter)).toEqual(expected); // prettier-ignore
        expect(await found(textOf(filter), '&filter-lang=cql2-text'), textOf(filter)).toEqual(expected);
      }),
      { numRuns: 150, seed: 4490 },
    );
  }, 120_000);
  test('a filter is one condition beside the others', async () => {
    expect(await found('importance > 10 OR sample = true', '&sample=false')).toEqual(where(({ importance, sample }) => importance > 10 && !sample)); // prettier-ignore
    const { body } = await items('importance > 10', '&bbox=110,40,112,42');
    expect(body.numberMatched).toBe(where(({ importance, point }) => importance > 10 && (point === null || (point[0] >= 110 && point[0] <= 112 && point[1] >= 40 && point[1] <= 42))).length); // prettier-ignore
  });
});

describe('cql2/conf/basic-spatial-functions, basic-spatial-functions-plus, spatial-functions', () => {
  const inBox = ({ point }: Row): boolean => point !== null && point[0] >= 111 && point[0] <= 112 && point[1] >= 41 && point[1] <= 42; // prettier-ignore
  test.each<[string, string]>([
    ['S_INTERSECTS(geometry, BBOX(111,41,112,42))', ''],
    ['s_intersects(BBOX(111,41,0,112,42,10), geometry)', ''],
    ['S_WITHIN(geometry, POLYGON((111 41, 112 41, 112 42, 111 42, 111 41)))', ''],
    ['S_INTERSECTS(geometry, MULTIPOLYGON(((111 41, 112 41, 112 42, 111 42, 111 41))))', ''],
    ['S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(0 0), POLYGON((111 41, 112 41, 112 42, 111 42, 111 41))))', ''], // prettier-ignore
    ['S_CONTAINS(POLYGON((111 41, 112 41, 112 42, 111 42, 111 41)), geometry)', ''],
    ['NOT S_DISJOINT(geometry, BBOX(111,41,112,42))', ''],
    ['S_INTERSECTS(geometry, BBOX(41,111,42,112))', '&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4490'],
    ['{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[111,41,112,42]}]}', '&filter-lang=cql2-json'], // prettier-ignore
    ['{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[111,41],[112,41],[112,42],[111,42],[111,41]]]}]}', '&filter-lang=cql2-json'], // prettier-ignore
  ])('%s %s', async (filter, more) => {
    expect(await found(filter, more)).toEqual(where(inBox));
  });
  test('each relation, on polygons and lines', async () => {
    const divisions = async (filter: string): Promise<number[]> => (await world.get(`/collections/divisions/items?filter=${encodeURIComponent(`id IN (150102, 150202) AND ${filter}`)}`)).body.features.map(({ id }: { id: number }) => id); // prettier-ignore
    const [east, west] = [150102, 150202]; // 111..112 and 109..111, 40..41
    expect(await divisions('S_EQUALS(geometry, POLYGON((111 40, 112 40, 112 41, 111 41, 111 40)))')).toEqual([east]); // prettier-ignore
    expect(await divisions('S_TOUCHES(geometry, POLYGON((111 40, 112 40, 112 41, 111 41, 111 40)))')).toEqual([west]); // prettier-ignore
    expect(await divisions('S_OVERLAPS(geometry, POLYGON((110 40, 111.5 40, 111.5 41, 110 41, 110 40)))')).toEqual([east, west]); // prettier-ignore
    expect(await divisions('S_CROSSES(geometry, LINESTRING(108 40.5, 110 40.5))')).toEqual([west]);
    expect(await divisions('S_CONTAINS(geometry, MULTIPOINT(111.5 40.5, 111.6 40.6))')).toEqual([east]);
    expect(await divisions('S_INTERSECTS(geometry, MULTILINESTRING((108 40.5, 108.5 40.5),(111.5 40.5, 111.6 40.5)))')).toEqual([east]); // prettier-ignore
    expect(await divisions('S_DISJOINT(geometry, POINT(111.5 40.5))')).toEqual([west]);
    expect(await divisions('S_INTERSECTS(geometry, POINT Z (111.5 40.5 1000))')).toEqual([east]);
    expect(await divisions('S_INTERSECTS(POINT(1 1), POINT(1 1))')).toEqual([east, west]);
  });
  test('geometry IS NULL', async () => {
    expect(await found('geometry IS NULL')).toEqual(where(({ point }) => point === null));
  });
  test.each([
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))', // crosses itself
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 2)))', // not closed
    'S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 0 0)))',
    'S_INTERSECTS(geometry, POINT(200 0))',
    'S_INTERSECTS(geometry, POINT(40 111))',
    'S_INTERSECTS(geometry, BBOX(2,2,1,1))',
    'S_INTERSECTS(geometry, BBOX(1,2,3))',
    'S_INTERSECTS(geometry, POINT(1))',
    'S_INTERSECTS(name, POINT(1 1))',
    'S_CROSSES(geometry, GEOMETRYCOLLECTION(POINT(1 1)))',
    'S_DWITHIN(geometry, POINT(1 1))',
    "geometry = 'a'",
    'S_INTERSECTS(geometry, POINT(1e999 0))',
  ])('%s is refused', async (filter) => {
    await refused(filter);
  });
});

describe('cql2/conf/temporal-functions', () => {
  const day = 86_400_000;
  const relations: Record<TemporalOperator, (a: number, b: number, c: number, d: number) => boolean> = {
    t_after: (a, _b, _c, d) => a > d,
    t_before: (_a, b, c) => b < c,
    t_contains: (a, b, c, d) => a < c && b > d,
    t_disjoint: (a, b, c, d) => b < c || a > d,
    t_during: (a, b, c, d) => a > c && b < d,
    t_equals: (a, b, c, d) => a === c && b === d,
    t_finishedby: (a, b, c, d) => a < c && b === d,
    t_finishes: (a, b, c, d) => a > c && b === d,
    t_intersects: (a, b, c, d) => a <= d && b >= c,
    t_meets: (_a, b, c) => b === c,
    t_metby: (a, _b, _c, d) => a === d,
    t_overlappedby: (a, b, c, d) => a > c && a < d && b > d,
    t_overlaps: (a, b, c, d) => a < c && b > c && b < d,
    t_startedby: (a, b, c, d) => a === c && b > d,
    t_starts: (a, b, c, d) => a === c && b < d,
  };
  const at = (text: string | null, open: number): number => (text === null ? open : Date.parse(text) / day);
  test.each(temporalOperators)('%s, of an interval of days to others', async (op) => {
    const ends = [...new Set(rows.flatMap(({ valid_from: from, valid_to: to }) => [from, to]))].filter((text) => text !== null).sort(); // prettier-ignore
    const [early, late] = [ends[2]!, ends.at(-3)!];
    for (const [from, to] of [[early, late], ['..', late], [early, '..'], ['1950-01-01', '2010-01-01'], [early, early]] as const) {
      const [c, d] = [at(from === '..' ? null : from, -Infinity), at(to === '..' ? null : to, Infinity)];
      const expected = where(({ valid_from: start, valid_to: end }) => relations[op](at(start, -Infinity), at(end, Infinity), c, d));
      expect(await found(`${op}(INTERVAL(valid_from, valid_to), INTERVAL('${from}', '${to}'))`), `${from} ${to}`).toEqual(expected);
    }
  }); // prettier-ignore
  test('of an instant to an instant, a day and a moment', async () => {
    expect(await found("T_AFTER(valid_from, DATE('1950-01-01'))")).toEqual(where(({ valid_from: from }) => from !== null && from > '1950-01-01')); // prettier-ignore
    expect(await found("T_BEFORE(valid_from, TIMESTAMP('1950-01-01T00:00:00Z'))")).toEqual(where(({ valid_from: from }) => from !== null && from < '1950-01-01')); // prettier-ignore
    expect(await found("T_INTERSECTS(updated_at, INTERVAL('2020-01-01', '..'))")).toHaveLength(rows.length);
    const today = new Date().toISOString().slice(0, 10);
    const yesterday = new Date(Date.now() - day).toISOString().slice(0, 10);
    expect(await found(`T_DURING(updated_at, INTERVAL('${yesterday}', '${today}'))`)).toHaveLength(
      rows.length,
    ); // a day lasts until its end
    expect(await found(`T_AFTER(updated_at, DATE('${today}'))`)).toEqual([]);
  });
  test.each(["T_AFTER(name, DATE('2020-01-01'))", "T_AFTER(valid_from, DATE('2020-02-30'))", "T_AFTER(valid_from, TIMESTAMP('2020-01-01'))", "T_NEVER(valid_from, DATE('2020-01-01'))", "T_AFTER(valid_from, '2020-01-01')", "T_INTERSECTS(valid_from, INTERVAL('x', '..'))"])('%s is refused', async (filter) => {
    await refused(filter);
  }); // prettier-ignore
});

describe('what is refused', () => {
  test.each([
    ['', ''],
    ['name', ''],
    ["name = 'a' AND", ''],
    ["name = 'a'; drop table place", "character 11"],
    ["bogus = 'a'", 'bogus'],
    ["public.name = 'a'", ''],
    ['name = 1', 'compares'],
    ["importance = 'a'", 'compares'],
    ['sample > 1', 'compares'],
    ["valid_from = '2020-01-01'", "DATE('2025-12-31')"],
    ['name LIKE roman', 'pattern'],
    ["name LIKE 'a\\'", ''],
    ["importance LIKE 'a'", ''],
    ['name IN ()', ''],
    ["name BETWEEN 'a' AND 'b'", 'BETWEEN'],
    ['importance = 1e999', ''],
    ['version() = 1', ''],
    ['importance + 1 = 2', ''],
    ["ACCENTI(name) = 'a'", ''],
    ['NOT '.repeat(2000) + 'true', 'levels deep'],
    [`${'('.repeat(4000)}true${')'.repeat(4000)}`, ''],
    [`name = '${'x'.repeat(10_001)}'`, 'characters'],
  ])('%.60s', async (filter, says) => {
    expect(await refused(filter)).toContain(says);
  }); // prettier-ignore
  test.each([
    '',
    '{',
    '[]',
    'null',
    '"a"',
    '{"op":"=","args":[]}',
    '{"op":"evil","args":[{"property":"name"},"a"]}',
    '{"op":"=","args":[{"property":"name"},"a"],"more":1}',
    '{"op":"=","args":[{"property":"name"},"a\\u0000"]}',
    '{"op":"=","args":[{"property":"name"},{"op":"casei","args":[{"op":"lower","args":["a"]}]}]}',
    '{"op":"like","args":[{"property":"name"},"a\\\\"]}',
    '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["1","2"]}]}',
    `${'{"op":"not","args":['.repeat(40)}true${']}'.repeat(40)}`,
    `{"op":"in","args":[{"property":"importance"},[${'1,'.repeat(2100)}1]]}`,
  ])('as JSON %.60s', async (filter) => {
    await refused(filter, '&filter-lang=cql2-json');
  });
  test('languages and CRSs that are not known', async () => {
    expect(await refused('true', '&filter-lang=cql-text')).toContain('cql2-text');
    expect(await refused('true', '&filter-crs=EPSG:4490')).toContain('filter-crs');
  });
});

describe('whatever is asked', () => {
  const word = fc.constantFrom('name', 'importance', 'geometry', 'AND', 'OR', 'NOT', '(', ')', ',', '=', '<>', 'LIKE', 'IN', 'IS', 'NULL', 'BETWEEN', "'", '"', "''", '\\', '%', '1', '-1e5', 'S_INTERSECTS', 'POINT', 'BBOX', 'POLYGON', 'T_AFTER', 'DATE', 'INTERVAL', 'CASEI', '--', '/*', ';', '$1', '${x}', 'pg_sleep(9)', '\u0000', '东'); // prettier-ignore
  const answersOf = async (filter: string, language: string): Promise<void> => {
    const { status, text } = await items(filter, `&filter-lang=${language}`);
    expect([200, 400], `${filter}: ${text.slice(0, 300)}`).toContain(status);
    expect(text, filter).not.toMatch(/ST_\w+\(|select |syntax error|operator does not exist/i);
  };
  test('a filter of words in any order is answered or refused, and no answer shows SQL', async () => {
    await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 30 }), (words) => answersOf(words.join(' '), 'cql2-text')), { numRuns: 400 }); // prettier-ignore
  }, 120_000);
  test('any JSON is answered or refused', async () => {
    await answersOf('{"op":"=","args":[{"property":"name"},"\\ud800"]}', 'cql2-json');
    await fc.assert(fc.asyncProperty(fc.jsonValue(), (json) => answersOf(JSON.stringify(json), 'cql2-json')), { numRuns: 200 }); // prettier-ignore
  }, 120_000);
  test('a good filter with one part replaced is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(filterOf, fc.jsonValue(), fc.nat(), async (filter, other, at) => {
        let left = at % 12;
        const text = JSON.stringify(filter, (_key, value: unknown) => ((left -= 1) === 0 ? other : value));
        await answersOf(text ?? 'null', 'cql2-json');
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
