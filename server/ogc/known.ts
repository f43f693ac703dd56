import { createHash } from 'node:crypto';
import type { Db } from '../database/open.ts';
import type { Collection } from './collection.ts';

const kept = 2000; // answers of each database
const longestKey = 500;

/**
 * Answers that hold until the data change: counts and extents of the large tables. Asked for under the version of the dataset, which
 * each change raises in its own transaction, so that none outlives its data. Collections without a dataset are asked each time.
 */
export function createKnown<T>() {
  const known = new WeakMap<Db, Map<string, Promise<T>>>();
  return async (db: Db, { id, dataset }: Collection, question: string, ask: () => Promise<T>): Promise<T> => {
    if (dataset === null) return ask();
    const row = await db.selectFrom('data_version').where('dataset', '=', dataset).select('version').executeTakeFirst(); // prettier-ignore
    const text = question.length < longestKey ? question : createHash('sha256').update(question).digest('base64'); // prettier-ignore
    const key = `${id} ${row?.version ?? 0} ${text}`;
    const answers = known.get(db) ?? new Map<string, Promise<T>>();
    known.set(db, answers);
    const found = answers.get(key);
    if (found !== undefined) return found;
    if (answers.size >= kept) answers.delete(answers.keys().next().value!);
    const answer = ask();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
