import type { DraftDetail, Papers } from '../api/drafts.ts';
import type { PlaceContent } from '../api/place-edits.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import type { DraftRow } from '../drafts/store.ts';
import { todayInChina } from '../naming/today.ts';
import { insertFiling, updateFiling } from './filing-store.ts';

const acts = { add: 'naming', rename: 'renaming', cancel: 'cancelling', change: 'renaming' } as const;

interface Published {
  row: DraftRow;
  naming: NonNullable<DraftDetail['naming']>;
  papers: Papers | null;
  before: string | null; // the name until now
  content: PlaceContent;
  place: number;
}

/** Notes what was published among the filings, so that 备案 and 公告 fall due; in the transaction of the publication. */
export async function fileDraft(trx: Db, actor: Actor, { row, naming, papers, before, content, place }: Published): Promise<void> {
  const { filing, change, statement } = row.content;
  const record = (id: number) => ({ type: 'filing', id: String(id), divisions: [content.division] });
  if (filing !== undefined) {
    await updateFiling(trx, filing, { place_id: place });
    return logChange(trx, actor, 'filing.enter', record(filing), { after: { placeId: place }, summary: { name: content.name } });
  }
  const { approval } = naming;
  if (approval === null) return;
  const isReceived = approval.by === 'other_department';
  const made = await insertFiling(
    trx,
    {
      channel: isReceived ? 'received' : 'own',
      case: approval.case,
      act: acts[change],
      name: content.name,
      roman: content.roman,
      mongolian: content.mongolian,
      formerName: change === 'add' || change === 'cancel' ? null : before,
      class: content.class,
      division: content.division,
      location: content.attributes['address'] ?? null,
      meaning: content.attributes['meaning'] ?? null,
      significance: statement?.significance ?? null,
      point: content.point,
      authority: papers?.authority ?? approval.authority,
      documentNo: papers?.number ?? null,
      approvedOn: papers?.approvedOn ?? decidedOn(row),
      department: isReceived ? (papers?.authority ?? null) : null,
      receivedOn: isReceived ? todayInChina() : null,
      placeId: place,
    },
    { by: row.author, draft: row.id, reviewedBy: row.decided_by },
  );
  await logChange(trx, actor, 'filing.register', record(made), { after: { placeId: place, ...papers }, summary: { name: content.name, draft: row.id } });
} // prettier-ignore

/** The day in China on which it was approved here. */
const decidedOn = ({ decided_at }: DraftRow): string =>
  decided_at === null ? todayInChina() : new Date(Date.parse(decided_at) + 8 * 3_600_000).toISOString().slice(0, 10); // prettier-ignore
