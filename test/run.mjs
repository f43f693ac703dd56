// `npm test`: types, lint, format, dead code, then every suite. Ends with one plain line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const onPostgres = (process.env.TEST_DATABASE_URL ?? '') !== '';
const bin = (name) => join('node_modules', '.bin', name);
const checks = [
  ['types: server, test', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types: web', bin('tsc'), ['-p', 'web/tsconfig.json']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['dead code', bin('knip'), []],
];

// Said again at the end: whoever sees only the tail of a long log is to know what failed, and where the minutes went.
function tellFailed(files) {
  for (const file of files) {
    const name = relative(process.cwd(), file.name);
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    if (file.status === 'failed' && tests.length === 0)
      console.log(`FAILED ${name}: ${firstLines(file.message)}`);
    for (const test of tests)
      console.log(`FAILED ${name} > ${test.fullName}\n  ${firstLines(test.failureMessages[0])}`);
  }
}

function tellSlow(files) {
  const slow = files
    .map((file) => ({
      name: relative(process.cwd(), file.name),
      seconds: (file.endTime - file.startTime) / 1000,
    }))
    .filter((file) => Number.isFinite(file.seconds))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, 12);
  console.log(`slowest files: ${slow.map((file) => `${file.name} ${file.seconds.toFixed(0)} s`).join(', ')}`);
}

const firstLines = (message) => (message ?? 'no message').split('\n').slice(0, 6).join('\n  ');

let passed = 0;
let failed = 0;
if (!onPostgres) {
  for (const [title, command, args] of checks) {
    const started = Date.now();
    const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    console.log(`${status === 0 ? '✓' : '✗'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (status === 0) passed += 1;
    else failed += 1;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'nutag-test-'));
const report = join(folder, 'report.json');
const { status } = spawnSync(
  bin('vitest'),
  [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
try {
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  passed += summary.numPassedTests;
  failed += summary.numFailedTests + (status !== 0 && summary.numFailedTests === 0 ? 1 : 0);
  tellFailed(summary.testResults);
  tellSlow(summary.testResults);
  if (summary.numPendingTests > 0)
    console.log(
      `${summary.numPendingTests} skipped: they belong to the other engine, or read ../shared/data where it is absent`,
    );
} catch {
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
