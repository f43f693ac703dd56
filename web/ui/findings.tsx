import type { VNode } from 'preact';
import type { EditFinding } from '../../server/api/edits.ts';
import { ed, fieldName } from '../i18n/edits.ts';

/** What checks have found: where, what, and how to mend it. */
export const Findings = ({ findings }: { findings: readonly EditFinding[] }): VNode => (
  <ul class="edit-findings">
    {findings.map(({ severity, check, field, value, reason, remedy }, at) => (
      <li key={at} class={severity} data-check={check}>
        <b>{ed(`severity.${severity}`)}</b> {field !== null && <span>{fieldName(field)}</span>}
        {value !== null && value !== '' && <q>{value}</q>} {reason}。{remedy}
      </li>
    ))}
  </ul>
);
