import type { EditFinding } from '../api/edits.ts';
import { Problem } from '../http/problem.ts';
import { createReport, type Finding, type Report } from '../imports/report.ts';

/** A check that only warns of a row of a file, and refuses an edit that has just typed it. */
export type Grave = Readonly<Record<string, readonly string[]>>; // check -> fields of the content that may not be changed to this

/** Runs checks that report as imports do. @param fieldOf name of an import's field in the content */
export async function gather(
  work: (report: Report) => Promise<void> | void,
  fieldOf: Readonly<Record<string, string>>,
): Promise<EditFinding[]> {
  const found: Finding[] = [];
  const report = createReport((some) => Promise.resolve(void found.push(...some)));
  await work(report);
  await report.flush();
  return found.map(({ severity, check, field, value, reason, remedy }) => ({
    severity,
    check,
    field: field === null ? null : (fieldOf[field] ?? field),
    value,
    reason,
    remedy,
  }));
}

/** What warns where a file has it is an error where somebody has just typed it. */
export const escalate = (
  findings: readonly EditFinding[],
  grave: Grave,
  changed: ReadonlySet<string>,
): EditFinding[] =>
  findings.map((finding) =>
    grave[finding.check]?.some((field) => changed.has(field)) === true
      ? { ...finding, severity: 'error' }
      : finding,
  );

/** @throws Problem 422 with every error, where there is one */
export function refuseErrors(findings: readonly EditFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new Problem(
    422,
    'Refused by the checks',
    errors.map(({ reason, remedy }) => `${reason}: ${remedy}。`).join(' '),
    {
      errors: errors.map(({ field, reason, remedy }) => ({
        where: `body: ${field ?? ''}`,
        what: `${reason}。${remedy}`,
      })),
    },
  );
}

/** Fields in which two contents differ; all of them for a new record. */
export function changedFields<T extends object>(before: T | null, after: T): Set<string> {
  const names = Object.keys(after) as (keyof T & string)[];
  return new Set(
    before === null
      ? names
      : names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])),
  );
}

/** Attributes of which some change: null takes one away. */
export function mergeAttributes(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const merged: Record<string, string> = { ...before };
  for (const [name, text] of Object.entries(change)) {
    if (text === null || text === '') delete merged[name];
    else merged[name] = text;
  }
  return merged;
}

/** Texts of a jsonb column: what is no text is shown as JSON. */
export const textsOf = (attributes: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((attributes ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
