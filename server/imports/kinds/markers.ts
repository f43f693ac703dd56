import { sql, type RawBuilder } from 'kysely';
import { ImportRefused } from '../report.ts';
import type { Checked, CheckRun, Kind, RollBackRun } from '../kind.ts';
import { knownDivisions } from './known-divisions.ts';
import type { Db } from '../../database/open.ts';
import { editSource } from '../../edits/source.ts';
import { deriveConditions, hasEvents, repeatChanges } from '../../markers/derive.ts';
import { checkPlaces, checkSamples, checkSides, checkTaken, measureAlong } from './marker-checks.ts';
import { keepMoved, reopenListed } from './marker-events.ts';
import { markerFields } from './marker-fields.ts';
import { lineBook } from './marker-line.ts';
import { readMarker, type MarkerReader, type MarkerRow } from './marker-row.ts';
import {
  compareStaged, mostRows, openStage, publishStaged, refuseStaged, rollBackRows, stageRefused, stageRows, type SmallTable,
} from './small-table.ts'; // prettier-ignore

const batch = 500; // rows a statement
const slice = 100; // rows that are read at a stretch: some milliseconds

const table: SmallTable = {
  name: 'boundary_marker',
  dataset: 'markers',
  key: ['line_code', 'number'],
  columns: {
    number: 'text', line_code: 'text', sequence: 'int2', type: 'text', type_letter: 'text', material: 'text', stated_condition: 'text',
    county_a: 'text', county_b: 'text', county_c: 'text', managing_code: 'text', registered_x: 'numeric', registered_y: 'numeric',
    registered_crs: 'int4', registered_height: 'numeric', transform_status: 'text', transform_method: 'text', chainage_km: 'float8',
    accuracy_m: 'float8', survey_method: 'text', established_on: 'date', stated_on: 'date', description: 'text',
    reference_objects: 'jsonb', public: 'boolean', secrecy: 'text', attributes: 'jsonb',
  }, // prettier-ignore
  geometry: 'point',
  own: (sourceId) => sql`p.source_id = ${sourceId}`,
  divisions: ['county_a', 'county_b', 'county_c'],
  takesOver: sql`p.source_id = ${editSource}`,
  history: hasEvents,
};

/** What events have made of markers, after they were loaded. */
async function followEvents(trx: Db, own: RawBuilder<unknown>): Promise<void> {
  await repeatChanges(trx, own);
  await deriveConditions(trx, own);
}

/** Boundary markers, 界桩成果表 (domain.md 5.5). Registered coordinates stay as they are; the point is derived from them. */
export const markers: Kind = {
  id: 'markers',
  title: '界桩',
  fields: markerFields,
  obfuscated: false,
  needsCrs: true,
  reads: ['markers', 'boundaries', 'divisions'],
  tiles: ['markers'],
  check,
  // Sample markers of the same numbers give way: one row for each number of a line.
  publish: (run) =>
    publishStaged(run, table, {
      superseded: (replaced) => sql`p.sample and p.valid_to is null and ${replaced}`,
      after: async (trx) => {
        await reopenListed(run, trx);
        await followEvents(trx, sql`m.source_id = ${run.job.sourceId}`);
      },
    }),
  rollBack: (run: RollBackRun) =>
    rollBackRows(run, table, {
      after: (trx) =>
        followEvents(
          trx,
          sql`(m.source_id = ${run.job.sourceId} or m.id in (select id from ${sql.table(run.archive('rows'))}))`,
        ),
    }),
};

async function check(run: CheckRun): Promise<Checked> {
  const { columns, report, position } = run;
  const reader: MarkerReader = { columns, report, position, divisions: await knownDivisions(run.db), lines: await lineBook(run.db) }; // prettier-ignore
  const { rows, refused, read } = await readFile(run, reader);
  await measureAlong(run, rows, reader.lines);
  await openStage(run, table);
  for (let from = 0; from < rows.length; from += batch) {
    await stageRows(run, table, rows.slice(from, from + batch));
    await run.breathe();
  }
  await stageRefused(run, table, refused);
  const taken = new Set(await checkTaken(run));
  await refuseStaged(run, [...taken]);
  await checkSides(run, rows);
  await checkPlaces(run);
  await checkSamples(run);
  const counts = await compareStaged(run, table, read, () => keepMoved(run));
  const good = rows.filter((row) => !taken.has(row.line));
  const placed = good.filter((row) => row.lon !== null).length;
  const legacy = good.filter((row) => row.lon === null && row['registered_x'] !== null).length;
  const summary = `界桩 ${good.length} 根, 其中有坐标 ${placed} 根, 未转换 ${legacy} 根, 坐标未知 ${good.length - placed - legacy} 根`;
  return { counts, summary, publishable: true };
}

interface FileRows {
  rows: MarkerRow[];
  refused: (readonly [string, string])[];
  read: number;
}

async function readFile(run: CheckRun, reader: MarkerReader): Promise<FileRows> {
  const { source, report, columns } = run;
  const rows = new Map<string, MarkerRow>(); // by line and number
  const refused: FileRows['refused'] = [];
  let read = 0;
  if (source.rowCount !== null) run.step.total(source.rowCount);
  for await (const row of source.rows()) {
    read += 1;
    if (read > mostRows) throw new ImportRefused(`界桩超过 ${mostRows} 行, 不像是界桩成果表。`);
    const marker = readMarker(reader, row);
    if (marker.row === null) {
      if (marker.key !== null) refused.push(marker.key);
    } else {
      const key = `${marker.row.line_code} ${marker.row.number}`;
      const first = rows.get(key);
      if (first === undefined) rows.set(key, marker.row);
      else {
        const where = { line: row.line, field: columns.header('number'), value: marker.row.number };
        if (content(first) === content(marker.row)) report.warning({ ...where, check: 'number-repeated', reason: `与第 ${first.line} 行完全相同`, remedy: '只载入一次; 删去重复的行' }); // prettier-ignore
        else report.error({ ...where, check: 'number-duplicate', reason: `与第 ${first.line} 行同界线、同编号, 内容却不同`, remedy: '同一条界线上编号唯一: 改正编号, 或只留一行' }); // prettier-ignore
      }
    }
    run.step.advance();
    if (read % slice === 0) await run.breathe();
  }
  return { rows: [...rows.values()], refused, read };
}

const content = ({ line: _line, ...rest }: MarkerRow): string => JSON.stringify(rest);
