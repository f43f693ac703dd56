/** The file as a whole is refused; nothing was changed. The message is Chinese and says what, where, and how to mend it. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}

export type Severity = 'error' | 'warning';

/** What is wrong with a row: where, what, and how to mend it. */
export interface Finding {
  severity: Severity;
  /** Stable id of the check, kebab-case: 'overlap', 'code-unknown', 'coordinate-range' ... Findings are counted by it. */
  check: string;
  line: number | null;
  field: string | null; // id of the field (columns.ts), or the header in the file
  value: string | null;
  reason: string; // Chinese, without a full stop at the end
  remedy: string; // Chinese
  /** Where it is on the map: degrees, EPSG:4490. */
  lon?: number;
  lat?: number;
  /** Of an overlap, a gap, a hole. */
  areaM2?: number;
}
export type FindingInput = Omit<Finding, 'severity' | 'line' | 'field' | 'value'> &
  Partial<Pick<Finding, 'line' | 'field' | 'value'>>;

/** Findings of one check: how many, and the first of them. */
export interface CheckSummary {
  check: string;
  severity: Severity;
  count: number;
  examples: Finding[];
}

/**
 * Everything found while a file is checked. All of it is written to the database as it comes (`flush`), so that a file of
 * millions of bad rows costs no memory; counts and the first few of each check are kept.
 */
export interface Report {
  error(finding: FindingInput): void;
  warning(finding: FindingInput): void;
  count(severity: Severity): number;
  /** Findings of one check so far. */
  countOf(check: string): number;
  summary(): CheckSummary[];
  /** Writes what is waiting. */
  flush(): Promise<void>;
  /** In words, at most `limit` of each check. */
  lines(limit?: number): string[];
}

const kept = 10;
const longest = 200; // characters of a value that are kept

/** @param write stores findings, in their order */
export function createReport(write: (findings: readonly Finding[]) => Promise<void>): Report {
  const checks = new Map<string, CheckSummary>();
  let waiting: Finding[] = [];
  const add = (severity: Severity, input: FindingInput): void => {
    const { line = null, field = null, value = null, ...rest } = input;
    const finding: Finding = { severity, line, field, value: value?.slice(0, longest) ?? null, ...rest };
    waiting.push(finding);
    const key = `${severity} ${finding.check}`;
    const known = checks.get(key);
    if (known === undefined) {
      checks.set(key, { check: finding.check, severity, count: 1, examples: [finding] });
    } else {
      known.count += 1;
      if (known.examples.length < kept) known.examples.push(finding);
    }
  };
  const all = (): CheckSummary[] => [...checks.values()];
  return {
    error: (finding) => add('error', finding),
    warning: (finding) => add('warning', finding),
    count: (severity) => sum(all().filter((check) => check.severity === severity)),
    countOf: (id) => sum(all().filter((check) => check.check === id)),
    summary: () =>
      all().sort((one, other) => one.severity.localeCompare(other.severity) || other.count - one.count),
    flush: async () => {
      const batch = waiting;
      waiting = [];
      if (batch.length > 0) await write(batch);
    },
    lines: (limit = 5) =>
      all().flatMap(({ examples, count }) => [
        ...examples.slice(0, limit).map(inWords),
        ...(count > limit ? [`  ... 另有 ${count - limit} 条同类问题 (${examples[0]!.reason})`] : []),
      ]),
  };
}

const sum = (checks: readonly CheckSummary[]): number =>
  checks.reduce((total, { count }) => total + count, 0);

export function inWords(finding: Finding): string {
  const where = [finding.line === null ? null : `第 ${finding.line} 行`, finding.field, finding.value === null ? null : `"${finding.value}"`]; // prettier-ignore
  return `  ${finding.severity === 'error' ? '错误' : '提醒'} ${where.filter((part) => part !== null).join(' ')}: ${finding.reason}。${finding.remedy}`;
}
