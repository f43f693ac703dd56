import type { NameEvidence, NameFinding, NameSeverity } from '../api/naming.ts';
import { ruleOf, type RuleId } from './rules.ts';

/** What one rule has to say; what is left out is as the rule has it. */
export interface Told {
  rule: RuleId;
  reason: string; // Chinese
  remedy?: string;
  severity?: NameSeverity;
  article?: string | null;
  evidence?: Partial<NameEvidence>;
}

const order: readonly NameSeverity[] = ['error', 'warning', 'notice'];

/** Findings, the gravest first. Of an existing name nothing is worse than a warning: official names break some rules (domain.md 4.3). */
export function toFindings(told: readonly Told[], mode: 'new' | 'existing'): NameFinding[] {
  const findings = told.map(({ rule, reason, remedy, severity, article, evidence }): NameFinding => {
    const own = ruleOf(rule);
    const given = severity ?? own.severity;
    return {
      rule,
      severity: mode === 'existing' && given === 'error' ? 'warning' : given,
      article: article === undefined ? own.article : article,
      reason,
      remedy: remedy ?? own.remedy,
      evidence: { places: [], characters: [], words: [], expected: null, ...evidence },
    };
  });
  return findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}
