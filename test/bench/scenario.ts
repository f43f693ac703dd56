/**
 * Scenarios and next best sites on the built-in pack (91,000 settlements, 77 funeral homes): what the browser's worker computes, in this
 * process. Times are medians of the process's own CPU time. Embedded engine, or the PostgreSQL that BENCH_DATABASE_URL names.
 */
import type { ScenarioChange } from '../../server/api/scenarios.ts';
import { unpackGround } from '../../server/coverage/shared/ground.ts';
import { nextSites } from '../../server/coverage/shared/next-sites.ts';
import { computeOutcome } from '../../server/coverage/shared/what-if.ts';
import { refreshDerived } from '../../server/derived.ts';
import { loadFacilities } from '../../server/packs/facilities.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { loadPlaces } from '../../server/packs/places.ts';
import { scenarioBasis } from '../../server/scenarios/basis.ts';
import { quietStep } from '../support/ask.ts';
import { openOwnDatabase } from './imports/own-database.ts';
import { printTable, quantile } from './search/table.ts';

const kinds = ['funeral_home', 'elderly_care_centre'];
const rounds = 15;
const { context, close } = await openOwnDatabase(process.env['BENCH_DATABASE_URL'] ?? null);
try {
  const pack = openPack('inner-mongolia');
  for (const load of [loadFacilities, loadPlaces]) await load(context, pack, quietStep);
  await refreshDerived(context, 'coverage');
  const rows: string[][] = [];
  for (const kind of kinds) rows.push(...(await measure(kind)));
  printTable(['kind', 'what', 'p50 ms', 'p95 ms'], rows);
} finally {
  await close();
}

async function measure(kind: string): Promise<string[][]> {
  const begun = performance.now();
  const { basis, ground: bytes } = await scenarioBasis(context.db, kind);
  const read = performance.now() - begun;
  const ground = unpackGround(bytes.buffer as ArrayBuffer);
  const [one, two] = basis.facilities.filter(({ now, kind: own }) => own === kind && now === 'operating');
  const asked = { detour: 1.3, changes: [] };
  const changes: ScenarioChange[] = [
    { act: 'add', name: '新', point: [101.1, 41.9], county: '152923', township: null, serves: [] },
    { act: 'move', facility: one!.id, point: [120, 46], county: one!.county_code, township: null },
    { act: 'close', facility: two!.id },
  ];
  const none = { unserved: 0, border: 0, dense: 0, transport: 0 };
  return [
    [kind, `basis read and packed, ${ground.metres.length} settlements`, read.toFixed(0), ''],
    [kind, `scenario of ${changes.length} changes, ${basis.counties.length} banners`, ...timed(() => computeOutcome(basis, ground, { ...asked, threshold: basis.reachKm, changes }))],
    [kind, `ten next best sites of ${basis.candidates.length}, set-up included`, ...timed(() => nextSites(basis, ground, { ...asked, reachKm: basis.reachKm!, steps: 10, priorities: none, candidates: basis.candidates }))],
  ];
} // prettier-ignore

function timed(work: () => unknown): string[] {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return [quantile(times, 0.5).toFixed(0), quantile(times, 0.95).toFixed(0)];
}
