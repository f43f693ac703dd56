import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImportRefused } from '../../server/imports/report.ts';
import { createScratch, makeDbf, makeShp, makeZip, readSource } from '../support/formats.ts';

const { folder, survive, write, remove } = createScratch();
afterAll(remove);

const effort = Number(process.env['FUZZ'] ?? 1); // FUZZ=20 looks for long
const cuts = Math.round(40 * effort); // offsets at which a file is cut
const changes = Math.round(50 * effort); // files with a few wrong bytes
const geojson = JSON.stringify({
  type: 'FeatureCollection',
  features: Array.from({ length: 8 }, (_, at) => ({
    type: 'Feature',
    id: at,
    properties: { 名称: `新城区"${at}\\`, list: [at, { a: null }] },
    geometry: { type: 'Polygon', coordinates: [[[at, 1], [at, 2], [at + 1, 2], [at, 1]]] },
  })),
}); // prettier-ignore
const kml = `<?xml version="1.0"?><kml><Folder><name>甲</name>${'<Placemark><name>a &amp; b</name><!-- c --><description><![CDATA[<i>]]></description><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 0,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>'.repeat(6)}</Folder></kml>`;
const csv = `名称,"代码",x\n${'新城区,"150102,1",a\n"回民区\n""二""",150103,\n'.repeat(10)}`;
const shp = makeShp(5, Array.from({ length: 6 }, (_, at) => ({ type: 5 as const, parts: [[[at, 0], [at, 9], [at + 9, 9], [at, 0]], [[at + 1, 5], [at + 2, 8], [at + 1, 8], [at + 1, 5]]] as [number, number][][] }))); // prettier-ignore
const dbf = makeDbf([{ name: '名称', length: 12 }, { name: 'N', type: 'N', length: 8 }], Array.from({ length: 6 }, (_, at) => ['新城区', String(at)])); // prettier-ignore
const shapefile = (): Buffer => makeZip([{ path: 'a.shp', data: shp }, { path: 'a.dbf', data: dbf, stored: true }, { path: 'a.cpg', data: 'UTF-8' }, { path: 'a.prj', data: 'GEOGCS["x"]' }]); // prettier-ignore

/** Numbers in [0, 1) that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Sample {
  name: string;
  content: Buffer;
  /** A file that is cut must be refused: its end says that it is whole. */
  strict: boolean;
}
const samples: Sample[] = [
  { name: 'a.csv', content: Buffer.from(csv), strict: false },
  { name: 'a.tsv', content: Buffer.from(csv.replaceAll(',', '\t')), strict: false },
  { name: 'a.geojson', content: Buffer.from(geojson), strict: true },
  { name: 'a.kml', content: Buffer.from(kml), strict: true },
  { name: 'a.kmz', content: makeZip([{ path: 'doc.kml', data: kml }]), strict: true },
  { name: 'stored.kmz', content: makeZip([{ path: 'doc.kml', data: kml, stored: true }]), strict: true },
  { name: 'a.zip', content: shapefile(), strict: true },
];
beforeAll(async () => {
  const rows = [['代码', '名称', '日期'], ...Array.from({ length: 30 }, (_, at) => [150102 + at, `地名${at}`, new Date(Date.UTC(2025, 0, at + 1))])]; // prettier-ignore
  samples.push({ name: 'a.xlsx', content: Buffer.from(await writeXlsx({ sheets: [{ name: '一', rows }] })), strict: true }); // prettier-ignore
  const path = join(folder, 'sample.gpkg');
  const database = new sqlite.Database(path);
  database.exec(`create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
    create table gpkg_contents (table_name text primary key, data_type text, srs_id integer); insert into gpkg_contents values ('a', 'features', 4490);
    create table gpkg_geometry_columns (table_name text, column_name text); insert into gpkg_geometry_columns values ('a', 'g');
    create table a (g blob, name text);`);
  const point = Buffer.concat([Buffer.from([0x47, 0x50, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0]), Buffer.from(Float64Array.of(111, 40).buffer)]); // prettier-ignore
  for (let at = 0; at < 300; at += 1)
    database.run('insert into a values (?, ?)', [point, `地名${at}`.repeat(8)]);
  database.close();
  samples.push({ name: 'a.gpkg', content: readFileSync(path), strict: true });
});

const names = ['a.csv', 'a.tsv', 'a.geojson', 'a.kml', 'a.kmz', 'stored.kmz', 'a.zip', 'a.xlsx', 'a.gpkg'];
const sample = (name: string): Sample => samples.find((one) => one.name === name)!;

describe.each(names)('%s', (name) => {
  test('whole: its rows', async () => {
    const found = await survive(name, sample(name).content);
    expect(found?.rows.length).toBeGreaterThan(5);
  });
  test('cut anywhere: refused, or the rows before', async () => {
    const { content, strict } = sample(name);
    for (let cut = 1; cut <= cuts; cut += 1) {
      const length = Math.max(4, Math.floor((content.length * cut) / (cuts + 1)));
      const found = await survive(name, content.subarray(0, length));
      if (strict) expect(found, `cut at ${length} of ${content.length}`).toBeNull();
    }
    const last = await survive(name, content.subarray(0, content.length - 1));
    if (strict) expect(last).toBeNull();
  });
  test('with wrong bytes: refused, or rows', async () => {
    const { content } = sample(name);
    const next = random(content.length + effort);
    for (let round = 0; round < changes; round += 1) {
      const changed = Buffer.from(content);
      for (let count = 0; count <= round % 4; count += 1) changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256); // prettier-ignore
      await survive(name, changed);
    }
  });
  test('under another extension, or with other content behind it', async () => {
    const { content } = sample(name);
    for (const other of names) {
      const found = await survive(`x-${other}`, content);
      expect(found === null ? 0 : found.rows.length).toBeGreaterThan(5);
    }
    await survive(name, Buffer.concat([content, content]));
    await survive(name, Buffer.concat([content, Buffer.alloc(5000)]));
  });
});

test('parts of a shapefile that are cut or changed within a sound zip', async () => {
  const next = random(7 + effort);
  for (const [part, content] of [['a.shp', shp], ['a.dbf', dbf]] as const) {
    for (let cut = 0; cut < content.length - 1; cut += 29) {
      const parts = { 'a.shp': shp, 'a.dbf': dbf, [part]: content.subarray(0, cut) };
      expect(await survive('cut.zip', makeZip(Object.entries(parts).map(([path, data]) => ({ path, data }))))).toBeNull(); // prettier-ignore
    }
    for (let round = 0; round < changes; round += 1) {
      const changed = Buffer.from(content);
      changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256);
      const parts = { 'a.shp': shp, 'a.dbf': dbf, [part]: changed };
      await survive('changed.zip', makeZip(Object.entries(parts).map(([path, data]) => ({ path, data }))));
    }
  }
}); // prettier-ignore

test('a .shp beside its other parts that is cut', async () => {
  write('bare.dbf', dbf);
  for (let cut = 101; cut < shp.length; cut += 37) {
    writeFileSync(join(folder, 'bare.shp'), shp.subarray(0, cut));
    await expect(readSource(join(folder, 'bare.shp'), { name: 'bare.shp' })).rejects.toThrow(ImportRefused);
  }
});

test('XML of a workbook that is cut within a sound zip', async () => {
  const sheet = '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>'; // prettier-ignore
  const relation = (type: string, target: string): string => `<Relationships><Relationship Id="r1" Type="x/${type}" Target="${target}"/></Relationships>`; // prettier-ignore
  for (let cut = 0; cut < sheet.length; cut += 5) {
    const book = makeZip([
      { path: '[Content_Types].xml', data: '<Types/>' },
      { path: '_rels/.rels', data: relation('officeDocument', 'xl/workbook.xml') },
      { path: 'xl/workbook.xml', data: '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>' },
      { path: 'xl/_rels/workbook.xml.rels', data: relation('worksheet', 'sheet.xml') },
      { path: 'xl/sheet.xml', data: sheet.slice(0, cut) },
    ]);
    expect(await survive('cut.xlsx', book)).toBeNull();
  }
});

test('noise of any kind', async () => {
  const next = random(3 + effort);
  for (let round = 0; round < 2 * changes; round += 1) {
    const starts = ['', 'PK\x03\x04', 'SQLite format 3\0', '{', '[', '<kml>', 'a,b\n', '\xff\xfe', '\xef\xbb\xbf', '\x00\x00\x27\x0a', '"'];
    const start = Buffer.from(starts[round % starts.length]!, 'latin1');
    const noise = Buffer.from(Array.from({ length: Math.floor(next() * 3000) }, () => Math.floor(next() * 256)));
    await survive(['n.csv', 'n.zip', 'n.gpkg', 'n.json', 'n.shp', 'n'][round % 6]!, Buffer.concat([start, noise]));
  }
}); // prettier-ignore
