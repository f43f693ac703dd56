import type { DraftChange } from '../api/drafts.ts';
import type { FacilityChange, FacilityContent, FacilityRecord } from '../api/facility-edits.ts';
import type { PlaceChange, PlaceContent } from '../api/place-edits.ts';
import { changeFacility } from '../edits/facility-record.ts';
import { changePlace, isStandard, type StoredPlace } from '../edits/place-record.ts';
import { badRequest } from '../http/problem.ts';
import { languageOf } from '../imports/kinds/place-names.ts';
import type { Proposal } from './store.ts';

/** The place as it will be when the proposal is published on `today`. */
export function proposedPlace(present: StoredPlace | null, proposal: Proposal, today: string): PlaceContent {
  const fields = proposal.fields as PlaceChange;
  const day = proposal.effectiveOn ?? today;
  switch (proposal.change) {
    case 'add':
      return changePlace(null, { ...fields, validFrom: fields.validFrom ?? proposal.effectiveOn });
    case 'cancel':
      return changePlace(present!.content, { ...fields, status: 'abolished', validTo: day });
    case 'rename':
      return renamed(present!, fields, day);
    case 'change':
      return changePlace(present!.content, fields);
  }
}

/** The old name stays as a former one, with its days; an alias that becomes the standard name is no longer an alias. */
function renamed(present: StoredPlace, fields: PlaceChange, day: string): PlaceContent {
  const before = present.content;
  const content = changePlace(before, { reading: null, ...fields });
  if (content.name === before.name) return content;
  const since = present.names.find((name) => isStandard(name, before.name))?.validFrom ?? null;
  const former = { text: before.name, kind: 'former', lang: languageOf(before.name), reading: before.reading, validFrom: since, validTo: day } as const; // prettier-ignore
  const mongolian = before.mongolian !== null && content.mongolian !== before.mongolian ? [{ text: before.mongolian, kind: 'former', lang: languageOf(before.mongolian), reading: null, validFrom: null, validTo: day } as const] : []; // prettier-ignore
  const others = content.names.filter(({ text, kind }) => text !== content.name || kind === 'former');
  return { ...content, names: [...others, former, ...mongolian] };
}

/** The facility as it will be when the proposal is published on `today`. */
export function proposedFacility(
  present: FacilityRecord | null,
  proposal: Proposal,
  today: string,
): FacilityContent {
  const fields = proposal.fields as FacilityChange;
  if (proposal.change === 'add') return changeFacility(null, fields);
  if (proposal.change === 'cancel') return changeFacility(present!.content, { ...fields, status: 'closed', closedOn: proposal.effectiveOn ?? today }); // prettier-ignore
  return changeFacility(present!.content, fields);
}

const words: Readonly<Record<DraftChange, string>> = { add: '命名', rename: '更名', cancel: '注销', change: '变更' }; // prettier-ignore

/** 更名: 东村 → 新村 */
export function titleOf(change: DraftChange, before: string | null, after: string): string {
  const name = before === null || before === after ? after : `${before} → ${after}`;
  return `${words[change]}: ${name}`;
}

/** @throws Problem 400 when the record is missing, or is one too many, or a name that is needed is not there */
export function checkShape(
  { change, fields }: Pick<Proposal, 'change' | 'fields'>,
  recordId: number | null,
  needed: readonly string[],
): void {
  if (change === 'add' && recordId !== null) throw badRequest('body: recordId is of a record that there is; a new one has none.'); // prettier-ignore
  if (change !== 'add' && recordId === null) throw badRequest('body: recordId must name the record that is to change.'); // prettier-ignore
  const wanted = change === 'add' ? needed : change === 'rename' ? ['name'] : [];
  const missing = wanted.filter((name) => fields[name] === undefined || fields[name] === null);
  if (change === 'rename' && missing.length > 0) throw badRequest('body: fields.name: a renaming gives the new name.', [{ where: 'body: fields.name', what: '更名须写新的名称, 与现名不同; 不改名称时事项选“其他变更” A renaming gives a new name' }]); // prettier-ignore
  if (missing.length > 0)
    throw badRequest(
      `body: fields.${missing.join(', fields.')} must be given.`,
      missing.map((name) => ({ where: `body: fields.${name}`, what: '必填 must be given' })),
    );
}
