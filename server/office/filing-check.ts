import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { approvalRules } from '../naming/approval.ts';
import { onlySignificant } from '../naming/kinds.ts';
import { todayInChina } from '../naming/today.ts';
import type { FilingContent } from './filing-store.ts';
import { isPlace, refuseFields } from './record-check.ts';

/** @throws Problem 400 with every field that cannot be so */
export async function checkFiling({ db }: Context, content: FilingContent): Promise<void> {
  const errors = [...tellDates(content), ...tellNeeded(content)];
  if ((await divisionTree(db)).get(content.division) === undefined) errors.push(['division', `没有现行的政区 ${content.division} unknown division`]); // prettier-ignore
  if (content.placeId != null && !(await isPlace(db, content.placeId))) errors.push(['placeId', `没有地名条目 ${content.placeId} unknown entry`]); // prettier-ignore
  refuseFields(errors);
}

type Told = [field: string, what: string];

function tellDates({ approvedOn, receivedOn }: FilingContent): Told[] {
  const today = todayInChina();
  const told: Told[] = [];
  if (approvedOn > today) told.push(['approvedOn', '批准日期在今天以后 must not be after today']);
  if (receivedOn != null && receivedOn > today) told.push(['receivedOn', '收到日期在今天以后 must not be after today']); // prettier-ignore
  if (receivedOn != null && receivedOn < approvedOn) told.push(['receivedOn', '收到早于批准 must not be before approvedOn']); // prettier-ignore
  return told;
}

/** What another department files has a day and a number; a building only enters with the statement (art. 3 items 6 to 8). */
function tellNeeded(content: FilingContent): Told[] {
  const { kind } = approvalRules.find((rule) => rule.case === content.case)!;
  const told: Told[] = [];
  const need = (field: keyof FilingContent, why: string): void => {
    if ((content[field] ?? null) === null) told.push([field, why]);
  };
  if (content.act === 'renaming') need('formerName', '更名须写明原名 must be given');
  if (content.act === 'renaming' && content.formerName === content.name) told.push(['formerName', '与新名相同 is the new name']); // prettier-ignore
  if (content.act !== 'cancelling' && onlySignificant.has(kind)) need('significance', '须说明具有重要地理方位意义 (《地名管理条例》第三条) must say why it matters for orientation'); // prettier-ignore
  if (content.channel === 'received')
    for (const [field, title] of [['receivedOn', '收到日期'], ['documentNo', '批准文号'], ['department', '报备部门']] as const) need(field, `${title}必填 must be given`); // prettier-ignore
  return told;
}
