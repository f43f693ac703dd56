import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Position } from 'geojson';
import type { BoundaryRows, LineRow } from '../../../../server/boundaries/topology.ts';
import { alongLine, type Station } from './along.ts';
import { dayIn, seeded, type Random } from './random.ts';
import { inCgcs2000, inXian1980 } from './survey.ts';

const target = 4000; // markers in all
const spacing = { province: 5.5, prefecture: 7, county: 10 } as const; // km, before they are scaled to the target
type MarkedLevel = keyof typeof spacing;
const isMarked = (line: LineRow): line is LineRow & { level: MarkedLevel } => line.level in spacing;

const columns = [
  'number', 'line_code', 'sequence', 'type', 'type_letter', 'material', 'condition', 'county_a', 'county_b',
  'managing_code', 'x', 'y', 'crs', 'height', 'lon', 'lat', 'chainage_km', 'accuracy_m', 'survey_method',
  'established_on', 'checked_on', 'reference_objects',
] as const; // prettier-ignore
type Row = Record<(typeof columns)[number], string>;

/** Writes the sample markers of all lines but the state border. Deterministic. @returns how many */
export async function buildMarkers(outDir: string, boundaries: BoundaryRows): Promise<number> {
  const lines = boundaries.lines.filter(isMarked);
  const expected = lines.reduce((sum, line) => sum + line.lengthKm / spacing[line.level] + 1, 0);
  const junctions = holders(boundaries);
  const rows = lines.flatMap((line) => {
    const random = seeded(`markers ${line.code}`);
    const step = spacing[line.level] * (expected / target) * random.between(0.85, 1.15);
    return lineMarkers(line, alongLine(line, boundaries.segments, step, random), junctions, random);
  });
  const text = [
    columns.join('\t'),
    ...rows.map((row) => columns.map((column) => row[column]).join('\t')),
  ].join('\n');
  await writeFile(path.join(outDir, 'markers.tsv.gz'), gzipSync(`${text}\n`, { level: 9 }));
  return rows.length;
}

/** One line holds the marker of a meeting point: the highest, then the first by code. */
function holders({ lines, meetingPoints }: BoundaryRows): Map<string, string> {
  const order: MarkedLevel[] = ['province', 'prefecture', 'county'];
  const ends = new Map<string, string>();
  const points = new Set(meetingPoints.map(({ point }) => point.join()));
  for (const level of order) {
    for (const line of lines.filter((one) => one.level === level)) {
      for (const end of line.lines.flatMap((part) => [part[0]!, part.at(-1)!])) {
        if (points.has(end.join()) && !ends.has(end.join())) ends.set(end.join(), line.code);
      }
    }
  }
  return ends;
}

function lineMarkers(
  line: LineRow & { level: MarkedLevel },
  stations: readonly Station[],
  junctions: ReadonlyMap<string, string>,
  random: Random,
): Row[] {
  const years = { province: [1996, 1998], prefecture: [1997, 2000], county: [1998, 2001] }[line.level];
  const checked = { province: [2023, 2026], prefecture: [2019, 2024], county: [2018, 2025] }[line.level];
  const established = dayIn(random, years[0]!, years[1]!, [5, 10]).slice(0, 4);
  const checkYear = random.integer(checked[0]!, checked[1]!); // one round a line: its markers are visited in the same year
  let sequence = 0;
  return stations.flatMap((station) => {
    const end = station.isEnd ? junctions.get(station.point.join()) : undefined;
    if (station.isEnd && end !== line.code) return []; // another line holds this meeting point, or it is the region's edge
    const form = end === undefined ? random.weighted([['single', 94], ['double', 6]] as const) : random.weighted([['single', 70], ['triple', 30]] as const); // prettier-ignore
    sequence += 1;
    const dates = {
      established: `${established}-${dayIn(random, 2000, 2000, [5, 10]).slice(5)}`,
      checked: `${checkYear}-${dayIn(random, 2000, 2000, checkYear === 2026 ? [4, 6] : [5, 10]).slice(5)}`,
    };
    return letters[form].map((letter, index) =>
      marker(line, station, { sequence, form, letter, index, ...dates }, random),
    );
  });
}

/** Q single, A and B double, C, D and E triple (domain.md 5.3). */
const letters = { single: ['Q'], double: ['A', 'B'], triple: ['C', 'D', 'E'] } as const;

interface Form {
  sequence: number;
  form: keyof typeof letters;
  letter: string;
  index: number;
  established: string;
  checked: string;
}

function marker(line: LineRow, station: Station, form: Form, random: Random): Row {
  const condition = random.weighted([
    ['intact', 86], ['damaged', 4], ['unclear_inscription', 3], ['reference_incomplete', 3], ['missing', 2],
    ['displaced', 1], ['unknown', 1],
  ] as const); // prettier-ignore
  const legacy = random.chance(0.05);
  const offset = form.form === 'single' ? 0 : random.between(30, 120); // m: double and triple markers stand off the line
  const place = aside(station, offset, form);
  const registered = legacy ? inXian1980(place) : inCgcs2000(place);
  const [lon, lat] = registered.point ?? ['', ''];
  return {
    number: `${stem(line)}${String(form.sequence).padStart(3, '0')}${form.letter}`,
    line_code: line.code,
    sequence: String(form.sequence),
    type: form.form,
    type_letter: form.letter,
    material: random.weighted([['钢筋混凝土', 70], ['花岗岩', 25], ['轻质复合材料', 5]] as const), // prettier-ignore
    condition,
    county_a: station.countyA,
    county_b: station.countyB,
    managing_code: random.chance(0.5) ? station.countyA : station.countyB,
    x: registered.x,
    y: registered.y,
    crs: String(registered.crs),
    height: heightAt(place, random).toFixed(2),
    lon,
    lat,
    chainage_km: station.km.toFixed(3),
    accuracy_m: legacy ? '5' : String(random.pick([0.05, 0.1, 0.1, 0.2, 0.5])),
    survey_method: legacy ? '导线测量' : random.pick(['GNSS静态', 'GNSS-RTK', 'GNSS-RTK']),
    established_on: form.established,
    checked_on: condition === 'unknown' ? '' : form.checked,
    reference_objects: JSON.stringify(referenceObjects(random, condition === 'reference_incomplete' ? random.integer(0, 2) : 3)), // prettier-ignore
  };
}

/** An invented relief, m: the plateau falls to the east, with hills. */
const heightAt = ([lon, lat]: Position, random: Random): number =>
  1280 - (lon! - 97) * 22 + 190 * Math.sin(lon! * 5.1) * Math.cos(lat! * 4.3) + random.between(-4, 4);

/** 1521 for the provincial 蒙辽线; lower levels, for which no rule is published: 01020103- for 150102-150103 (ours). */
const stem = (line: LineRow): string =>
  line.level === 'province' ? line.code : `${line.code.slice(2, 6)}${line.code.slice(9, 13)}-`;

const objects = [
  '独立树',
  '敖包',
  '电线杆',
  '水井',
  '棚圈',
  '围栏拐角',
  '山顶',
  '桥头',
  '公路里程碑',
  '通信塔',
  '房角',
  '测量标志',
];

function referenceObjects(
  random: Random,
  count: number,
): { name: string; bearing: number; distanceM: number }[] {
  return Array.from({ length: count }, () => ({
    name: random.pick(objects),
    bearing: Math.round(random.between(0, 3599)) / 10,
    distanceM: Math.round(random.between(20, 4000)) / 10,
  }));
}

/** A point `metres` off the line: on its two sides for doubles, in three directions for triples. */
function aside({ point, bearing }: Station, metres: number, { form, index }: Form): Position {
  if (metres === 0) return point;
  const turn = form === 'double' ? [-90, 90][index]! : index * 120;
  const angle = ((bearing + turn) * Math.PI) / 180;
  const north = (metres * Math.cos(angle)) / 111_195;
  const east = (metres * Math.sin(angle)) / (111_195 * Math.cos((point[1]! * Math.PI) / 180));
  return [point[0]! + east, point[1]! + north];
}
