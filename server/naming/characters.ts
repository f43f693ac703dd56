import { readFileSync } from 'node:fs';
import { isHanzi } from '../places/fold.ts';
import { simplified } from '../places/variants.ts';

const file = new URL('../../data/characters/general-standard.txt', import.meta.url);

let known: ReadonlyMap<string, number> | null = null;

/** 《通用规范汉字表》: its 8,105 characters with their level, 1 to 3. */
export function generalStandard(): ReadonlyMap<string, number> {
  known ??= new Map(
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .flatMap((line, level) => [...line].map((character): [string, number] => [character, level + 1])),
  );
  return known;
}

export interface DoubtfulCharacter {
  character: string;
  level: number | null;
  standard: string | null; // the character that stands for it in 通用规范汉字表
}

/** Hanzi of a name that are not in the table, and (level 3) those that few people can read; each once. */
export function doubtfulCharacters(name: string): DoubtfulCharacter[] {
  const table = generalStandard();
  const found = new Map<string, DoubtfulCharacter>();
  for (const character of name) {
    const level = table.get(character) ?? null;
    if (level === 1 || level === 2 || !isHanzi(character)) continue;
    const other = simplified.get(character) ?? null;
    const standard = level === null && other !== null && table.has(other) ? other : null;
    found.set(character, { character, level, standard });
  }
  return [...found.values()];
}
