import { sql } from 'kysely';
import { runTask } from '../../task.ts';
import type { Run } from '../kind.ts';
import type { Face } from './coverage-faces.ts';
import { decimals, isRealHole } from './coverage-geometry.ts';
import { facesOf } from './coverage-plane.ts';
import { areasOf, healedOf, remake } from './coverage-stage.ts';
import type { AssignResult, CoverageTask } from './coverage-worker.ts';

const batchPoints = 20_000; // of faces that one statement brings
const worker = new URL('./coverage-worker.ts', import.meta.url);

/** m² of a division before healing, and what it has got and given. */
export interface HealedArea {
  code: string;
  before: number;
  gained: number;
  lost: number;
}

/**
 * Makes a coverage without overlaps and gaps of the areas: every face of the plane that their edges cut is given to one
 * division (coverage-faces.ts), and the faces of a division are united. Runs on PostGIS 3.3. Needs cutPlane().
 * @returns what each division gains and loses
 */
export async function healCoverage(run: Run, codes: readonly string[]): Promise<HealedArea[]> {
  run.step.message('修复重叠与缝隙');
  const areas = await areasM2(run);
  const owners = await runTask<AssignResult>(worker, {
    task: 'assign',
    faces: await readFaces(run),
    areas,
  } satisfies CoverageTask);
  await run.breathe();
  await sql`update ${facesOf(run)} f set owner = t.owner
    from unnest(${owners.map((_, index) => index + 1)}::int4[], ${owners}::text[]) as t(n, owner) where f.n = t.n`.execute(
    run.db,
  );
  await sql`create index on ${facesOf(run)} (owner)`.execute(run.db);
  await remake(run, 'healed', 'code text primary key, geom geometry(MultiPolygon, 4490)');
  for (const code of codes) {
    await sql`insert into ${healedOf(run)} select ${code}, ST_Multi(ST_CollectionExtract(ST_Union(geom), 3))
      from ${facesOf(run)} where owner = ${code} having count(*) > 0`.execute(run.db);
    await run.breathe();
  }
  return healedAreas(run, areas);
}

type SentFace = Omit<Face, 'rings'> & { geometry: string };

/** All faces in the order of their numbers. */
async function readFaces(run: Run): Promise<SentFace[]> {
  const { rows: sizes } = await sql<{
    points: number;
  }>`select ST_NPoints(geom) as points from ${facesOf(run)} order by n`.execute(run.db);
  const faces: SentFace[] = [];
  for (let from = 0; from < sizes.length;) {
    let [to, points] = [from, 0];
    while (to < sizes.length && (to === from || points + sizes[to]!.points <= batchPoints))
      points += sizes[to++]!.points;
    const { rows } = await sql<{ codes: string[]; m2: number; perimeter: number; geometry: string }>`
      select codes, m2, perimeter, ST_AsGeoJSON(geom, ${decimals}, 0) as geometry from ${facesOf(run)}
      where n > ${from} and n <= ${to} order by n`.execute(run.db);
    faces.push(...rows.map(({ perimeter, ...face }) => ({ ...face, hole: face.codes.length === 0 && isRealHole(face.m2, perimeter) }))); // prettier-ignore
    from = to;
    await run.breathe();
  }
  return faces;
}

/** m² of each area, by code. */
async function areasM2(run: Run): Promise<Map<string, number>> {
  const { rows } = await sql<{ code: string; m2: number }>`select code, ST_Area(geom::geography) as m2 from ${areasOf(run)}`.execute(run.db); // prettier-ignore
  return new Map(rows.map(({ code, m2 }) => [code, m2]));
}

/** By the faces: areas before and after would differ by the vertices that are added to long edges, too. */
async function healedAreas(run: Run, areas: ReadonlyMap<string, number>): Promise<HealedArea[]> {
  const face = facesOf(run);
  const { rows } = await sql<{ code: string; gained: number; lost: number }>`
    select code, sum(gained) as gained, sum(lost) as lost from (
      select owner as code, m2 as gained, 0 as lost from ${face} where owner is not null and not (owner = any(codes))
      union all select code, 0, m2 from ${face}, unnest(codes) as code where owner is distinct from code) x
    group by code`.execute(run.db);
  const changes = new Map(rows.map((row) => [row.code, row]));
  return [...areas].sort(([one], [other]) => (one < other ? -1 : 1)).map(([code, before]) => ({ code, before, gained: changes.get(code)?.gained ?? 0, lost: changes.get(code)?.lost ?? 0 })); // prettier-ignore
}
