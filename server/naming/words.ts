import { readFileSync } from 'node:fs';
import { z } from 'zod';

const List = z.object({ title: z.string(), source: z.string(), words: z.array(z.string().min(2)) });
const Lists = z.object({
  leaders: List,
  persons: List,
  foreign: List,
  companies: List,
  grandiose: List,
  famous: List,
});
export type WordListId = keyof z.infer<typeof Lists>;
export type WordLists = Readonly<Record<WordListId, { title: string; source: string; words: readonly string[] }>>; // prettier-ignore

const Change = z.object({ add: z.array(z.string().trim().min(2).max(40)).default([]), remove: z.array(z.string()).default([]) }).strict(); // prettier-ignore
const Changes = z
  .object({
    leaders: Change.optional(),
    persons: Change.optional(),
    foreign: Change.optional(),
    companies: Change.optional(),
    grandiose: Change.optional(),
    famous: Change.optional(),
  })
  .strict();
/** What a department adds to the lists and takes out of them. */
export type WordChanges = z.infer<typeof Changes>;

/** Reads a file such as `{"foreign": {"add": ["普吉岛"], "remove": ["罗马"]}}`. @throws Error that says what is wrong with it */
export function readWordChanges(path: string): WordChanges {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} 不能读取 (JSON): ${(error as Error).message}`, { cause: error });
  }
  const parsed = Changes.safeParse(content);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || '.'} ${message}`);
  throw new Error(
    `${path}: ${wrong.join('; ')}; 可用的词表: ${Object.keys(Lists.shape).join(', ')}, 各有 add 与 remove`,
  );
}

let built: WordLists | null = null;

/** The lists of data/naming/words.json, with the changes of the department. */
export function wordLists(changes: WordChanges = {}): WordLists {
  built ??= Lists.parse(JSON.parse(readFileSync(new URL('../../data/naming/words.json', import.meta.url), 'utf8'))); // prettier-ignore
  const ids = Object.keys(built) as WordListId[];
  return Object.fromEntries(
    ids.map((id) => {
      const { add, remove } = changes[id] ?? { add: [], remove: [] };
      const words = [...new Set([...built![id].words, ...add])].filter((word) => !remove.includes(word));
      return [id, { ...built![id], words }];
    }),
  ) as unknown as WordLists;
}

/** The words of a list that a name holds. */
export const wordsIn = (name: string, { words }: { words: readonly string[] }): string[] =>
  words.filter((word) => name.includes(word));
