import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const skipped = new Set(['node_modules', 'dist', 'local', '.git', '.cache']);

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (skipped.has(name)) return [];
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}
const all = walk(root).map((path) => relative(root, path));
const sources = all.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What a file imports, as paths from the root. */
function imports(path: string): string[] {
  return [...text(path).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
    relative(root, resolve(root, dirname(path), match[1]!)),
  );
}

/** What a file imports by value, as paths from the root, and everything that these import. */
function bundled(paths: readonly string[]): Set<string> {
  const reached = new Set(paths);
  const values = /^(?:import|export) (?!type)[^;]*?from '(\.[^']+)'|(?:import\(|^import |new URL\()'(\.[^']+)'/gms; // prettier-ignore
  for (const path of reached) {
    if (!sources.includes(path)) continue;
    for (const [, from, bare] of text(path).matchAll(values))
      reached.add(relative(root, resolve(root, dirname(path), (from ?? bare)!)));
  }
  return reached;
}

const features = [
  'divisions',
  'boundaries',
  'markers',
  'places',
  'search',
  'facilities',
  'coverage',
  'status',
];

describe('the tree', () => {
  test('has no top-level folder besides those that were agreed', () => {
    const folders = readdirSync(root).filter(
      (name) => statSync(join(root, name)).isDirectory() && !name.startsWith('.'),
    );
    expect(folders.filter((name) => name !== 'node_modules').sort()).toEqual([
      'data',
      'migrations',
      'server',
      'test',
      'web',
    ]);
  });
  test('process.env is read in config.ts only', () => {
    const readers = sources.filter(
      (path) => path.startsWith('server/') && text(path).includes('process.env'),
    );
    expect(readers).toEqual(['server/config.ts']);
  });
  test('transactions are opened by transaction() only: it hands over the one connection', () => {
    const openers = sources.filter(
      (path) => /^(server|data)\//.test(path) && /\.transaction\(\)/.test(text(path)),
    );
    expect(openers).toEqual(['server/database/transaction.ts']);
  });
  test('only server/database knows the engine', () => {
    const knowing = sources.filter(
      (path) =>
        path.startsWith('server/') &&
        !path.startsWith('server/database/') &&
        /pglite|engine === /.test(text(path)),
    );
    expect(knowing).toEqual([]);
  });
});

describe('import direction', () => {
  test('web/ imports server/api, and what both compute with', () => {
    const wrong = sources
      .filter((path) => path.startsWith('web/'))
      .flatMap((path) =>
        imports(path).filter(
          (target) => target.startsWith('server/') && !/^server\/(api|coverage\/shared)\//.test(target),
        ),
      );
    expect(wrong).toEqual([]);
  });
  test('what both compute with reaches neither a database nor a package', () => {
    const reached = new Set(sources.filter((path) => path.startsWith('server/coverage/shared/')));
    const values = /^import (?!type)[^;]*?from '([^']+)'/gms;
    for (const path of reached) {
      for (const [, target] of text(path).matchAll(values)) {
        expect(target, path).toMatch(/^\./);
        reached.add(relative(root, resolve(root, dirname(path), target!)));
      }
    }
    expect([...reached].filter((path) => !path.startsWith('server/coverage/'))).toEqual([]);
    expect(reached.size).toBeGreaterThan(4);
  });
  test('the web app is built anew when any file changes that is bundled into it', () => {
    const start = text('server/start.mjs');
    const hashed = [.../const folders = \[(.*)\]/.exec(start)![1]!.matchAll(/'(.+?)'/g)].map(
      ([, name]) => name,
    );
    const reached = [...bundled(sources.filter((path) => path.startsWith('web/')))];
    expect(reached).toContain('server/coverage/nearest.ts'); // reached through another
    expect(reached.filter((path) => !hashed.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  });
  test('the contract imports itself only', () => {
    const wrong = sources
      .filter((path) => path.startsWith('server/api/'))
      .flatMap((path) => imports(path).filter((target) => !target.startsWith('server/api/')));
    expect(wrong).toEqual([]);
  });
  test("features never import each other's routes", () => {
    const wrong = sources
      .filter((path) => features.some((feature) => path.startsWith(`server/${feature}/`)))
      .flatMap((path) =>
        imports(path).filter((target) => target.endsWith('/routes.ts') && dirname(target) !== dirname(path)),
      );
    expect(wrong).toEqual([]);
  });
  test('database/ and http/ import no feature', () => {
    const wrong = sources
      .filter((path) => /^server\/(database|http)\//.test(path))
      .flatMap((path) =>
        imports(path).filter((target) => features.some((feature) => target.startsWith(`server/${feature}/`))),
      );
    expect(wrong).toEqual([]);
  });
});

describe('documents', () => {
  const pages = all.filter((path) => path.endsWith('.md'));
  test.each([
    'README.md',
    'server/README.md',
    'web/README.md',
    'data/README.md',
    'migrations/README.md',
    'test/README.md',
  ])('%s exists', (path) => {
    expect(pages).toContain(path);
  });
  test('every linked file exists', () => {
    const broken = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => join(dirname(page), match[1]!))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
