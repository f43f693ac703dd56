// `npm run bench [NAME ...]`: runs the benchmarks of this folder one after the other; each prints a table.
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const folder = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const options = words.findIndex((word) => word.startsWith('--'));
const wanted = options < 0 ? words : words.slice(0, options);
if (words[0] === '--help') {
  console.log(
    'Usage: npm run bench [-- NAME ... [options of the benchmark]]\n\nBenchmarks: ' + names().join(', '),
  );
  process.exit(0);
}
console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
for (const name of names().filter((name) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(folder, `${name}.ts`), ...words.slice(wanted.length)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}

function names() {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}
