import { badRequest } from '../../http/problem.ts';
import { FilterSchema, type Filter } from './filter.ts';
import { parseCql2Text } from './text.ts';

export const languages = ['cql2-text', 'cql2-json'] as const;
const longest = 10_000; // characters
const deepest = 60; // arrays and objects inside one another; a multipolygon alone has 6
const most = 2000; // values, so that neither the check nor the statement grows beyond reason

/** A filter in either language. @throws Problem 400 that says what is wrong with it, and where */
export function readFilter(text: string, language: string | undefined): Filter {
  if (language !== undefined && !(languages as readonly string[]).includes(language)) throw badRequest(`query: \`filter-lang\` must be ${languages.join(' or ')}.`); // prettier-ignore
  if (text.length > longest) throw badRequest(`query: \`filter\` has ${text.length} characters, at most ${longest} are taken; ask for less.`); // prettier-ignore
  const json = language === 'cql2-json' ? parseJson(text) : parseText(text);
  mustBeSmall(json);
  const checked = FilterSchema.safeParse(json);
  if (checked.success) return checked.data;
  const { path, message } = deepestIssue(checked.error.issues as unknown as Issue[]);
  throw badRequest(`query: \`filter\` ${path.length === 0 ? '' : `at ${path.join('.')} `}is no filter that is answered here: ${message}.`); // prettier-ignore
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('query: `filter` is not JSON.');
  }
}

function parseText(text: string): unknown {
  try {
    return parseCql2Text(text);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    if (error instanceof SyntaxError) throw badRequest(`query: \`filter\` is not CQL2: ${error.message}`);
    throw error;
  }
}

const tooDeep = () => badRequest(`query: \`filter\` is nested more than ${deepest} levels deep; write it flatter.`); // prettier-ignore

/** Without recursion: what is nested too deeply must not end here. */
function mustBeSmall(json: unknown): void {
  const left: { value: unknown; depth: number }[] = [{ value: json, depth: 1 }];
  for (let seen = 0; ; seen += 1) {
    const next = left.pop();
    if (next === undefined) return;
    if (next.depth > deepest) throw tooDeep();
    if (seen > most) throw badRequest(`query: \`filter\` has more than ${most} values; ask for less.`);
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const value of Object.values(next.value)) left.push({ value, depth: next.depth + 1 });
  }
}

interface Issue {
  path: PropertyKey[];
  message: string;
  errors?: Issue[][]; // of the branches of a union
}

/** The issue furthest inside: of the branches of a union, that of the one which came furthest. */
function deepestIssue(issues: readonly Issue[], base: readonly PropertyKey[] = []): { path: PropertyKey[]; message: string } {
  const found = issues.flatMap(({ path, message, errors = [] }) => {
    const here = [...base, ...path];
    const inside = errors.filter((branch) => branch.length > 0).map((branch) => deepestIssue(branch, here));
    return [{ path: here, message }, ...inside];
  });
  return found.reduce((best, each) => (each.path.length > best.path.length ? each : best));
} // prettier-ignore
