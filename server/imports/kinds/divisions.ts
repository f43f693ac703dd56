import { sql } from 'kysely';
import type { Checked, CheckRun, Kind, PublishRun, RollBackRun, Run } from '../kind.ts';
import { ImportRefused } from '../report.ts';
import { checkCoverage } from './coverage-check.ts';
import { isCoverage, publishCoverage, rollBackCoverage } from './coverage-publish.ts';
import { divisionFields } from './division-fields.ts';
import { checkHistory, publishHistory } from './division-history.ts';
import { checkList } from './division-list.ts';
import { publishList } from './division-list-publish.ts';
import { rollBackDivisions } from './division-swap.ts';

/** What a file of divisions is: polygons of banners, a list of codes, or what became of codes. */
type Shape = 'coverage' | 'list' | 'history';

const works: Readonly<
  Record<Shape, { check: (run: CheckRun) => Promise<Checked>; publish: (run: PublishRun) => Promise<void> }>
> = {
  coverage: { check: checkCoverage, publish: publishCoverage },
  list: { check: checkList, publish: publishList },
  history: { check: checkHistory, publish: publishHistory },
};

/** Divisions: three kinds of file, told apart by what is in them. */
export const divisions: Kind = {
  id: 'divisions',
  title: '行政区划',
  fields: divisionFields,
  obfuscated: true,
  needsCrs: false,
  reads: ['divisions'],
  tiles: ['divisions', 'boundaries'],
  check: async (run) => {
    const shape = shapeOf(run);
    const checked = await works[shape].check(run);
    await sql`drop table if exists ${sql.table(run.stage('shape_of_file'))}`.execute(run.db);
    await sql`create table ${sql.table(run.stage('shape_of_file'))} as select ${shape}::text as shape`.execute(
      run.db,
    );
    return checked;
  },
  publish: async (run) => works[await stagedShape(run)].publish(run),
  rollBack: (run: RollBackRun) => (isCoverage(run.archived) ? rollBackCoverage(run) : rollBackDivisions(run)),
};

function shapeOf({ source, columns }: CheckRun): Shape {
  if (source.hasGeometry) return 'coverage';
  if (columns.has('status') && columns.has('ended')) return 'history';
  if (columns.has('code') && columns.has('name')) return 'list';
  throw new ImportRefused(`文件既没有几何, 也没有代码与名称两列, 不知道是哪一种区划文件。文件的列: ${source.headers.join(', ')}。用列映射指明。`); // prettier-ignore
}

async function stagedShape(run: Run): Promise<Shape> {
  const { rows } = await sql<{
    shape: Shape;
  }>`select shape from ${sql.table(run.stage('shape_of_file'))}`.execute(run.db);
  return rows[0]!.shape;
}
