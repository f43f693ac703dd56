/** The file as a whole is refused; nothing was changed. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}

/** What is wrong with a row: where, what, and how to mend it. */
export interface Finding {
  severity: 'error' | 'warning';
  line: number | null;
  field: string | null;
  value: string | null;
  reason: string;
  remedy: string;
}

/** Everything found while a file is checked. Errors refuse the import. */
export interface Report {
  findings: Finding[];
  error(
    line: number | null,
    field: string | null,
    value: string | null,
    reason: string,
    remedy: string,
  ): void;
  warning(
    line: number | null,
    field: string | null,
    value: string | null,
    reason: string,
    remedy: string,
  ): void;
  count(severity: Finding['severity']): number;
  /** The findings in words, at most `limit` of each reason. */
  lines(limit?: number): string[];
}

export function createReport(): Report {
  const findings: Finding[] = [];
  const add =
    (severity: Finding['severity']): Report['error'] =>
    (line, field, value, reason, remedy) =>
      void findings.push({ severity, line, field, value: value?.slice(0, 80) ?? null, reason, remedy });
  return {
    findings,
    error: add('error'),
    warning: add('warning'),
    count: (severity) => findings.filter((finding) => finding.severity === severity).length,
    lines: (limit = 5) => {
      const groups = groupByReason(findings);
      return [...groups.values()].flatMap((group) => [
        ...group.slice(0, limit).map(inWords),
        ...(group.length > limit
          ? [`  ... 另有 ${group.length - limit} 条同类问题 (${group[0]!.reason})`]
          : []),
      ]);
    },
  };
}

const key = (finding: Finding): string => `${finding.severity} ${finding.reason}`;

function groupByReason(findings: Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(key(finding));
    if (group === undefined) groups.set(key(finding), [finding]);
    else group.push(finding);
  }
  return groups;
}

function inWords(finding: Finding): string {
  const where = [finding.line === null ? null : `第 ${finding.line} 行`, finding.field, finding.value === null ? null : `"${finding.value}"`]; // prettier-ignore
  return `  ${finding.severity === 'error' ? '错误' : '提醒'} ${where.filter((part) => part !== null).join(' ')}: ${finding.reason}。${finding.remedy}`;
}
