// The one entry of every npm script. Plain JavaScript, since nothing is installed yet on a fresh clone: checks Node,
// installs the dependencies if they are missing or out of date, builds the web app if it is stale, then runs TypeScript.
import { spawnSync } from 'node:child_process';
import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [command = 'help', ...rest] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Nutag needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/`);
  process.exit(2);
}

process.chdir(root);
if (cluster.isPrimary) install(); // a worker's primary has done it
if (command === '--install-only') process.exit(0);
if (cluster.isPrimary && (command === '--build-web' || command === 'serve')) buildWeb();
if (command === '--build-web') process.exit(0);

const { register } = await import('tsx/esm/api');
register();
const { run } = await import('./cli/nutag.ts');
process.exitCode = await run(command, rest);

/** `npm ci` when node_modules was not made from this lock file. */
function install() {
  const wanted = digest(['package-lock.json']);
  const mark = join(root, 'node_modules', '.nutag-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log('正在安装依赖 (npm ci) ... Installing dependencies, once');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) fail('npm ci failed; its message stands above. It needs the npm registry this once.');
  writeFileSync(mark, wanted);
}

/** Builds web/dist when its sources differ from those it was made from. */
function buildWeb() {
  const folders = ['web', 'server/api', 'server/coverage']; // all that the page is bundled from
  const wanted = digest(['package-lock.json', ...folders.flatMap(files)]);
  const mark = join(root, 'web', 'dist', '.nutag-sources');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  console.log('正在构建网页 ... Building the web app');
  const vite = spawnSync(
    process.execPath,
    [
      join('node_modules', 'vite', 'bin', 'vite.js'),
      'build',
      '--config',
      'web/vite.config.ts',
      '--logLevel',
      'warn',
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (vite.status !== 0) fail('the web app could not be built; the message stands above.');
  mkdirSync(join(root, 'web', 'dist'), { recursive: true });
  writeFileSync(mark, wanted);
}

function files(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => !relative('web', name).startsWith(`dist${sep}`) && statSync(join(root, name)).isFile())
    .sort();
}

function digest(names) {
  const hash = createHash('sha256');
  for (const name of names)
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

function fail(message) {
  console.error(`Nutag cannot start: ${message}`);
  process.exit(1);
}
