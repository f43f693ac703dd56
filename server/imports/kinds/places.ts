import type { ImportCounts } from '../../api/imports.ts';
import { createLocator, readCountyAreas } from '../../divisions/locate.ts';
import type { Checked, CheckRun, Kind } from '../kind.ts';
import { ImportRefused } from '../report.ts';
import { findChanges, isPackSource } from './place-changes.ts';
import { checkTogether } from './place-checks.ts';
import { readPlaceClasses } from './place-class.ts';
import { readPlaceDivisions } from './place-divisions.ts';
import { placeFields } from './place-fields.ts';
import { incomingArchive, incomingFile } from './place-incoming.ts';
import { publishPlaces } from './place-publish.ts';
import { createRomanCheck } from './place-roman.ts';
import { createPlaceReader, type Place, type PlaceKnowledge } from './place-row.ts';
import { countStaged, createStage, insertPlaces } from './place-stage.ts';

/** Place names: the census, the national database, GeoNames, the statistical codes (domain.md 1, 3). */
export const places: Kind = {
  id: 'places',
  title: '地名',
  fields: placeFields,
  obfuscated: true,
  needsCrs: false,
  reads: ['divisions', 'places'],
  tiles: ['places'],
  check,
  publish: (run) => publishPlaces(run, incomingFile(run), true),
  rollBack: async (run) => publishPlaces(run, await incomingArchive(run), false),
};

const batch = 2000; // rows a statement
const readingShare = 700; // of 1,000 on the progress bar

async function check(run: CheckRun): Promise<Checked> {
  if (await isPackSource(run)) throw new ImportRefused(`来源 ${run.job.sourceId} 属于数据包, 导入会替换它的地名。请另用一个来源标识。`); // prettier-ignore
  run.step.total(1000);
  run.step.message('读取与逐行检查');
  await createStage(run);
  const { rows, leftOut, numbered } = await stageRows(run, await readKnowledge(run));
  run.step.message('整体核对');
  await checkTogether(run, numbered);
  run.step.advance(200);
  run.step.message('与现有数据比较');
  const changes = await findChanges(run);
  const { accepted, located } = await countStaged(run);
  run.step.advance(100);
  const counts: ImportCounts = {
    rows,
    accepted,
    rejected: rows - accepted,
    ...changes,
    unchanged: accepted - changes.added - changes.changed,
  };
  return { counts, summary: summaryOf(accepted, located, leftOut), publishable: true };
}

async function readKnowledge({ db }: CheckRun): Promise<PlaceKnowledge> {
  const divisions = await readPlaceDivisions(db);
  return {
    divisions,
    classes: await readPlaceClasses(db),
    locator: createLocator(await readCountyAreas(db)),
    checkRoman: createRomanCheck(divisions.present),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Reads the file once, row by row; while a batch is being written the next one is read. */
async function stageRows(run: CheckRun, knowledge: PlaceKnowledge) {
  const read = createPlaceReader(run, knowledge);
  const count = { rows: 0, leftOut: 0, numbered: false };
  let waiting: Place[] = [];
  let writing: Promise<void> = Promise.resolve();
  let shown = 0;
  const write = async (): Promise<void> => {
    const next = insertPlaces(run, waiting);
    next.catch(() => undefined); // awaited in the next round
    await writing;
    writing = next;
    waiting = [];
    const share =
      run.source.progress() ?? (run.source.rowCount === null ? 0 : count.rows / run.source.rowCount);
    const done = Math.floor(Math.min(1, share) * readingShare);
    run.step.advance(done - shown);
    shown = done;
    await run.breathe();
  };
  try {
    for await (const row of run.source.rows()) {
      count.rows += 1;
      const place = read(row);
      if (place === 'left out') count.leftOut += 1;
      else if (place !== 'rejected') {
        if (place.numbered) count.numbered = true;
        waiting.push(place);
      }
      if (count.rows % batch === 0) await write();
    }
    await write();
  } finally {
    await writing; // nothing is still on its way when the tables are dropped
  }
  run.step.advance(readingShare - shown);
  return count;
}

function summaryOf(accepted: number, located: number, leftOut: number): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const rest = leftOut === 0 ? '' : `; 略去虚拟单位 ${number(leftOut)} 条`;
  return `地名 ${number(accepted)} 条, 其中有坐标 ${number(located)} 条, 坐标未知 ${number(accepted - located)} 条${rest}`;
}
