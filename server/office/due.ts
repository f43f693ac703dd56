import type { ApprovalCase, Approval } from '../api/naming.ts';
import type { Due } from '../api/filings.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import { approvalFor, deadlines } from '../naming/approval.ts';

/** Bodies that file with nobody, and whose names the State Council's department makes public (art. 13, 14). */
export const noticedAbove: readonly ApprovalCase[] = ['province', 'county_and_above', 'natural_famous', 'village_border']; // prettier-ignore

interface Dated {
  approval_case: ApprovalCase;
  division_code: string;
  approved_on: string;
  filed_on: string | null;
  noticed_on: string | null;
}

export const approvalOf = ({ approval_case, division_code }: Dated, tree: DivisionTree): Approval => approvalFor(approval_case, division_code, tree); // prettier-ignore

/** What is still to be done, and until when: 15 days for 备案, 15 for 公告. */
export function duesOf(row: Dated, tree: DivisionTree, today: string): Due[] {
  const approval = approvalOf(row, tree);
  const until = deadlines(row.approved_on, approval, row.filed_on);
  const dues: Due[] = [];
  if (until.filing !== null && row.filed_on === null) dues.push({ what: 'filing', on: until.filing, days: daysBetween(today, until.filing), article: approval.filing.article }); // prettier-ignore
  if (until.notice !== null && row.noticed_on === null && !noticedAbove.includes(row.approval_case)) dues.push({ what: 'notice', on: until.notice, days: daysBetween(today, until.notice), article: approval.notice.article }); // prettier-ignore
  return dues;
}

/** Whether it was filed, or is still not filed, after the 15 days. */
export function isLate(row: Dated, tree: DivisionTree, today: string): boolean {
  const { filing } = deadlines(row.approved_on, approvalOf(row, tree), row.filed_on);
  return filing !== null && (row.filed_on ?? today) > filing;
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000); // prettier-ignore
