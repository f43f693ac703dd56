import type { DraftNaming } from '../api/drafts.ts';
import type { EditFinding } from '../api/edits.ts';
import type { Approval, NameFinding, NameProposal } from '../api/naming.ts';
import type { PlaceContent } from '../api/place-edits.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import type { StoredPlace } from '../edits/place-record.ts';
import { approvalFor } from '../naming/approval.ts';
import { caseOf } from '../naming/cases.ts';
import { checkName } from '../naming/check.ts';
import { wordLists } from '../naming/words.ts';
import type { DraftRow, Proposal } from './store.ts';

const acts = { add: 'naming', rename: 'renaming', cancel: 'cancelling', change: 'naming' } as const;

/** Who names what without a document of somebody else's: this office, and what the region has yet to say (art. 12 items 1, 3). */
const ownHand: ReadonlySet<Approval['by']> = new Set(['place_name_department', 'by_regional_rule']);

/** A proposal about a place against the rules; null for one about something else. */
export async function draftNaming(
  context: Context,
  { record_type, content }: Pick<DraftRow, 'record_type' | 'content'>,
  present: object | null,
  proposed: object,
): Promise<DraftNaming | null> {
  if (record_type !== 'place') return null;
  const [before, after] = [present as StoredPlace | null, proposed as PlaceContent];
  const proposal = proposalOf(content, before, after);
  const check = await checkName(context.db, proposal, wordLists(context.config.namingWords));
  const findings = check.findings.map(graver);
  const of = caseOf({ name: after.name, class: after.class, ...given(content) });
  const isNaming = content.change !== 'change' || proposal.act === 'renaming';
  const approval = of === null || !isNaming ? null : approvalFor(of, after.division, await divisionTree(context.db)); // prettier-ignore
  return {
    check: { ...check, findings },
    blocking: findings.filter((finding) => blocks(finding, content)).map((finding) => toEditFinding(finding, after.name)), // prettier-ignore
    approval,
    needsPapers: approval !== null && !ownHand.has(approval.by),
  };
}

const given = ({ statement }: Proposal) => ({ famous: statement?.famous ?? false, border: statement?.border ?? false }); // prettier-ignore

/** A correction that touches the name is a renaming as far as the rules go. */
function proposalOf(content: Proposal, before: StoredPlace | null, after: PlaceContent): NameProposal {
  const isRenamed = before !== null && before.content.name !== after.name;
  const isNew = content.change !== 'change' || isRenamed;
  const text = (value: string | null | undefined): string | undefined => (value === null || value === '' ? undefined : value); // prettier-ignore
  const { statement, reason } = content;
  return {
    name: content.change === 'cancel' ? before!.content.name : after.name,
    act: content.change === 'change' && isRenamed ? 'renaming' : acts[content.change],
    mode: isNew ? 'new' : 'existing',
    class: after.class,
    division: after.division,
    point: after.point ?? undefined,
    origin: statement?.origin ?? undefined,
    reading: text(after.reading),
    roman: text(after.roman),
    mongolian: text(after.mongolian),
    meaning: text(after.attributes['meaning']),
    reason: text(reason),
    famous: statement?.famous ?? false,
    significant: (statement?.significance ?? null) !== null,
    place: before?.id,
  };
}

/** Without the statement a building or facility is no place name (art. 3 items 6 to 8). */
const graver = (finding: NameFinding): NameFinding =>
  finding.rule === 'significant' ? { ...finding, severity: 'error' } : finding;

/** What nobody can explain away. */
const formal = new Set(['required', 'form', 'significant', 'cancelled']);

const blocks = ({ rule, severity }: NameFinding, { statement }: Proposal): boolean =>
  severity === 'error' && (formal.has(rule) || (statement?.explanation ?? null) === null);

const fieldOfRule: Readonly<Record<string, string>> = {
  romanization: 'roman', position: 'point', class: 'class', significant: 'statement.significance',
}; // prettier-ignore

const toEditFinding = ({ rule, article, reason, remedy }: NameFinding, name: string): EditFinding => ({
  severity: 'error',
  check: `naming-${rule}`,
  field: rule === 'required' || rule === 'cancelled' ? null : (fieldOfRule[rule] ?? 'name'),
  value: name,
  reason: article === null ? reason : `${reason} (${article})`,
  remedy: formal.has(rule) ? remedy : `${remedy}；确有理由的在说明中写明`,
});
