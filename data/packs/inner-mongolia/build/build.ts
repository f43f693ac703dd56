import path from 'node:path';

/**
 * Builds the files of this pack. `npx tsx data/packs/inner-mongolia/build/build.ts [geometry] [gazetteer] [facilities] [inspections] [manifest]`;
 * without arguments all steps, in this order: the later ones read what the earlier ones wrote.
 */
type Step = (outDir: string) => Promise<void> | void;

const steps: Record<string, () => Promise<Step>> = {
  geometry: async () => pick('./geometry.ts', 'buildGeometry'),
  gazetteer: async () => pick('./gazetteer.ts', 'buildGazetteer'),
  facilities: async () => pick('./facilities.ts', 'buildFacilities'),
  inspections: async () => pick('./inspections.ts', 'buildInspections'),
  manifest: async () => pick('./manifest.ts', 'writeManifest'),
};

/** Loads a step only when it is asked for, so that a broken or missing one does not stop the others. */
async function pick(file: string, name: string): Promise<Step> {
  const module = (await import(new URL(file, import.meta.url).href)) as Record<string, Step | undefined>;
  const step = module[name];
  if (!step) throw new Error(`${file} has no ${name}`);
  return step;
}

const outDir = path.join(import.meta.dirname, '..');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps);
for (const name of wanted) {
  const load = steps[name];
  if (!load) throw new Error(`unknown step ${name}; there are ${Object.keys(steps).join(', ')}`);
  const start = performance.now();
  console.log(`${name} ...`);
  await (
    await load()
  )(outDir);
  console.log(`${name} done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
