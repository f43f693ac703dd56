import { sql } from 'kysely';
import type { Checked, CheckRun, Kind, PublishRun, RollBackRun } from '../kind.ts';
import { ImportRefused } from '../report.ts';
import { checkAgainstPresent, checkEdited, checkInside, checkNames } from './facility-checks.ts';
import { facilityFields } from './facility-fields.ts';
import { addKinds, facilityKinds } from './facility-kinds.ts';
import { readFacility, type FacilityRow } from './facility-row.ts';
import { knownDivisions } from './known-divisions.ts';
import {
  compareStaged,
  mostRows, openStage, publishStaged, rollBackRows, stageOf, stageRefused, stageRows, type SmallTable,
} from './small-table.ts'; // prettier-ignore

const batch = 500; // rows a statement
const slice = 100; // rows that are read at a stretch: some milliseconds

const table: SmallTable = {
  name: 'facility',
  dataset: 'facilities',
  key: ['external_id'],
  columns: {
    kind: 'text', name: 'text', code: 'text', county_code: 'text', township_code: 'text', address: 'text', position: 'text',
    ownership: 'text', level: 'text', status: 'text', opened_on: 'date', closed_on: 'date', capacity: 'int4', serves: 'list',
    hosted_in: 'text', phone: 'text', hours: 'text', condition: 'text', equipment_year: 'int2', approval_no: 'text', env_compliant: 'boolean',
    credit_code: 'text', services: 'list', status_history: 'jsonb',
    public: 'boolean', secrecy: 'text', verified_on: 'date', external_id: 'text', original: 'jsonb', attributes: 'jsonb',
  }, // prettier-ignore
  geometry: 'point',
  own: (sourceId) => sql`p.source_id = ${sourceId}`,
  divisions: ['county_code'],
  takesOver: false,
  edited: true,
};

/** Civil-affairs facilities (domain.md 7.6). One without a known position is kept, listed, and has no point on the map. */
export const facilities: Kind = {
  id: 'facilities',
  title: '民政设施',
  fields: facilityFields,
  obfuscated: true,
  needsCrs: false,
  reads: ['facilities', 'divisions'],
  tiles: ['facilities'],
  check,
  publish,
  rollBack: (run: RollBackRun) => rollBackRows(run, table),
};

async function check(run: CheckRun): Promise<Checked> {
  await openStage(run, table);
  const { rows, read } = await stageFile(run);
  checkNames(run, rows);
  await checkInside(run, rows);
  await checkAgainstPresent(run, rows);
  await checkEdited(run);
  const counts = await compareStaged(run, table, read);
  const placed = rows.filter((row) => row.position !== 'unknown').length;
  const summary = `设施 ${rows.length} 条, 其中有坐标 ${placed} 条, 坐标未知 ${rows.length - placed} 条`;
  return { counts, summary, publishable: true };
}

/** Reads the file into the staging table. @returns the rows that may be loaded, and how many there were */
async function stageFile(run: CheckRun): Promise<{ rows: FacilityRow[]; read: number }> {
  const { source, columns, report, position } = run;
  const today = new Date().toISOString().slice(0, 10);
  const reader = { columns, report, position, today, kinds: await facilityKinds(run.db), divisions: await knownDivisions(run.db) }; // prettier-ignore
  const rows: FacilityRow[] = [];
  const refused: string[] = [];
  const lines = new Map<string, number>(); // by external id
  let [waiting, read] = [[] as FacilityRow[], 0];
  const flush = async (): Promise<void> => {
    await stageRows(run, table, waiting);
    run.step.advance(waiting.length);
    waiting = [];
    await run.breathe();
  };
  if (source.rowCount !== null) run.step.total(source.rowCount);
  if (reader.divisions.empty) report.warning({ check: 'divisions-absent', reason: '数据库中没有行政区划, 没有核对政区代码', remedy: '先导入行政区划' }); // prettier-ignore
  for await (const row of source.rows()) {
    read += 1;
    if (read > mostRows) throw new ImportRefused(`设施超过 ${mostRows} 行, 不像是设施表。`);
    const facility = readFacility(reader, row);
    if (facility.row === null) {
      if (facility.id !== null) refused.push(facility.id);
    } else if (lines.has(facility.row.external_id)) {
      const { code, name, external_id: id } = facility.row;
      report.error({ check: 'duplicate-row', line: row.line, field: columns.header(code === null ? 'name' : 'code'), value: code ?? name, reason: `与第 ${lines.get(id)} 行是同一个设施`, remedy: '只留一行; 若是两个设施, 给出各自的设施编码' }); // prettier-ignore
    } else {
      lines.set(facility.row.external_id, row.line);
      rows.push(facility.row);
      waiting.push(facility.row);
    }
    if (waiting.length >= batch) await flush();
    else if (read % slice === 0) await run.breathe();
  }
  await flush();
  await stageRefused(
    run,
    table,
    refused.map((id) => [id]),
  );
  return { rows, read };
}

async function publish(run: PublishRun): Promise<void> {
  const { rows } = await sql<{
    kind: string;
  }>`select distinct kind from ${stageOf(run)} where accepted`.execute(run.db);
  await publishStaged(run, table, { before: (trx) => addKinds(trx, rows.map(({ kind }) => kind)) }); // prettier-ignore
}
