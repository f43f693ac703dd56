import { sql } from 'kysely';
import { boundaryFiles, loadBoundaries } from './boundaries.ts';
import type { Context } from '../context.ts';
import { logChange } from '../audit/log.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import { refreshDerived } from '../derived.ts';
import type { TileServer } from '../tiles/server.ts';
import { divisionFiles, loadDivisions } from './divisions.ts';
import { facilityFiles, loadFacilities } from './facilities.ts';
import { inspectionFiles, loadInspections } from './inspections.ts';
import { filesHash, openPack, type Pack } from './manifest.ts';
import { loadMarkers, markerFiles } from './markers.ts';
import { loadPlaces, placeFiles } from './places.ts';

interface PackStep {
  id: string;
  title: string;
  files: readonly string[];
  load: (context: Context, pack: Pack, step: Step) => Promise<number>;
}

const atStart = { name: 'pack', from: 'start' };
const loaderVersion = 1; // raise it when a loader changes what it writes

/** What a pack is made of, in the order in which it becomes useful. */
const packSteps: readonly PackStep[] = [
  { id: 'divisions', title: '行政区划', files: divisionFiles, load: loadDivisions },
  { id: 'boundaries', title: '界线与界线拓扑', files: boundaryFiles, load: loadBoundaries },
  { id: 'markers', title: '界桩', files: markerFiles, load: loadMarkers },
  { id: 'inspections', title: '联检 (示例)', files: inspectionFiles, load: loadInspections },
  { id: 'facilities', title: '民政设施', files: facilityFiles, load: loadFacilities },
  { id: 'places', title: '地名', files: placeFiles, load: loadPlaces },
];
const openingSteps = 2; // after divisions and boundaries the page can open

/**
 * Loads the configured packs and everything derived from them (tiles, search keys, nearest distances). A step whose files
 * are unchanged is not loaded again; one that was broken off is.
 * @param markUsable called once the divisions are in and their tiles are built
 */
export async function loadPacks(context: Context, tiles: TileServer, markUsable: () => void): Promise<void> {
  const { progress } = context;
  const packs = context.config.packs.map(openPack);
  for (const step of packs.length === 0 ? [] : packSteps) progress.plan(`pack:${step.id}`, step.title);
  for (const pack of packs) {
    await recordSources(context, pack);
    for (const step of packSteps.slice(0, openingSteps)) await loadStep(context, pack, step);
  }
  const tile = (set: Parameters<TileServer['refresh']>[0], title: string): Promise<void> =>
    progress.run(`tiles:${set}`, title, (step) => tiles.refresh(set, step));
  await tile('divisions', '区划瓦片');
  await tile('boundaries', '界线瓦片');
  markUsable();

  for (const pack of packs)
    for (const step of packSteps.slice(openingSteps)) await loadStep(context, pack, step);
  await refreshDerived(context, 'features');
  await tile('markers', '界桩瓦片');
  await tile('facilities', '设施瓦片');
  const placeTiles = tile('places', '地名瓦片');
  placeTiles.catch(() => undefined); // awaited below
  await refreshDerived(context, 'search');
  await refreshDerived(context, 'coverage');
  await refreshDerived(context, 'road_reach');
  await placeTiles;
  for (const pack of packs) await recordPack(context, pack);
}

async function loadStep(context: Context, pack: Pack, step: PackStep): Promise<void> {
  const id = `pack:${step.id}`;
  const hash = `${loaderVersion}-${filesHash(pack, step.files)}`;
  const known = await context.jobs
    .selectFrom('pack_step')
    .where('pack_id', '=', pack.manifest.id)
    .where('step', '=', step.id)
    .select(['hash', 'row_count'])
    .executeTakeFirst();
  if (known?.hash === hash) {
    context.progress.skip(id, step.title, `${known.row_count.toLocaleString('en')} 条, 已载入`);
    return;
  }
  await context.progress.run(id, step.title, async (report) => {
    const started = Date.now();
    const rows = await step.load(context, pack, report);
    const seconds = (Date.now() - started) / 1000;
    const { id: packId, version } = pack.manifest;
    await transaction(context.jobs, async (trx) => {
      await sql`insert into pack_step (pack_id, step, hash, row_count, seconds)
        values (${packId}, ${step.id}, ${hash}, ${rows}, ${seconds})
        on conflict (pack_id, step) do update set hash = excluded.hash, row_count = excluded.row_count,
          seconds = excluded.seconds, loaded_at = now()`.execute(trx);
      await logChange(trx, atStart, 'load', { type: 'pack', id: packId }, { summary: { step: step.id, version, rows } }); // prettier-ignore
    });
  });
}

/** The sources of a pack, before the records that name them. */
export async function recordSources(context: Context, pack: Pack): Promise<void> {
  for (const { dataDate, ...source } of pack.manifest.sources) {
    const row = { ...source, data_date: dataDate };
    await context.jobs.insertInto('source').values(row).onConflict((oc) => oc.column('id').doUpdateSet(row)).execute(); // prettier-ignore
  }
}

async function recordPack(context: Context, pack: Pack): Promise<void> {
  const { id, version } = pack.manifest;
  const known = await context.jobs
    .selectFrom('pack')
    .where('id', '=', id)
    .select('version')
    .executeTakeFirst();
  if (known?.version === version) return;
  const manifest = JSON.stringify(pack.manifest);
  await transaction(context.jobs, async (trx) => {
    await trx.insertInto('pack').values({ id, version, manifest }).onConflict((oc) => oc.column('id').doUpdateSet({ version, manifest })).execute(); // prettier-ignore
    await logChange(trx, atStart, 'load', { type: 'pack', id }, { summary: { version } });
  });
}
