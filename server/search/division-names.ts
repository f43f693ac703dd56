import type { DivisionTree } from '../divisions/tree.ts';
import { fold } from '../places/fold.ts';
import { syllablesOf } from '../places/pinyin.ts';
import type { SearchText } from './query.ts';

/** A query read as the name of a division and the rest of it. */
export interface Split {
  codes: string[];
  rest: string;
}

const generic = /(?:自治区|自治旗|联合旗|街道|苏木|[市区县旗盟镇乡])$/u;
const most = 4; // divisions of the same name that are looked into
const indexes = new WeakMap<DivisionTree, Map<string, string[]>>();

/** Folded names of all divisions: whole, short, without the generic word, romanised and in pinyin. */
function namesOf(tree: DivisionTree): Map<string, string[]> {
  const known = indexes.get(tree);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  const add = (name: string, code: string): void => {
    if ([...name].length < 2) return;
    const codes = index.get(name);
    if (codes === undefined) index.set(name, [code]);
    else if (!codes.includes(code)) codes.push(code);
  };
  // Counties before townships: nodes come by code, and a county's code is the beginning of its townships'.
  const nodes = [...tree.nodes()].sort((a, b) => a.code.length - b.code.length);
  for (const { code, name, short, roman } of nodes) {
    const stem = name.replace(generic, '');
    for (const form of [name, stem, ...short]) {
      const folded = fold(form);
      add(folded, code);
      const sound = syllablesOf(folded).join('');
      if (sound.length >= 5) add(sound, code);
    }
    if (roman !== null) {
      add(fold(roman), code);
      add(fold(roman.replace(/ \S+$/, '')), code);
    }
  }
  indexes.set(tree, index);
  return index;
}

/** Every way to read the query as a division and a name in it; words first, then the longest division at either end. */
export function splitDivision(query: SearchText, tree: DivisionTree): Split[] {
  const names = namesOf(tree);
  const splits: Split[] = [];
  const take = (division: string, rest: string): boolean => {
    const codes = names.get(division);
    if (codes === undefined || rest === '') return false;
    splits.push({ codes: codes.slice(0, most), rest });
    return true;
  };
  const { words, points } = query;
  for (let index = words.length - 1; index >= 1; index -= 1) {
    if (take(words.slice(0, index).join(''), words.slice(index).join(''))) break;
  }
  for (let index = 1; index < words.length; index += 1) {
    if (take(words.slice(index).join(''), words.slice(0, index).join(''))) break;
  }
  if (splits.length > 0 || words.length > 1) return splits;
  for (let length = points.length - 1; length >= 2; length -= 1) {
    if (take(points.slice(0, length).join(''), points.slice(length).join(''))) break;
  }
  for (let length = points.length - 1; length >= 2; length -= 1) {
    if (take(points.slice(-length).join(''), points.slice(0, -length).join(''))) break;
  }
  return splits;
}
