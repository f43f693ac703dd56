import type { Account } from '../accounts/account.ts';
import { can, isWithin } from '../accounts/policy.ts';
import type { Inspection, InspectionDetail, InspectionMay, InspectionStep } from '../api/inspections.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Db } from '../database/open.ts';
import { todayInChina } from '../naming/today.ts';
import { markerChecks, pointChecks, segmentChecks } from './checks.ts';
import { divisionNames, type NameOf } from '../boundaries/division-names.ts';
import { isWhole, listSignatures } from './signatures.ts';
import { findInspection, type InspectionRow } from './store.ts';

const thisYear = (): number => Number(todayInChina().slice(0, 4));

export const toInspection = (row: InspectionRow, nameOf: NameOf): Inspection => ({
  id: row.id,
  version: row.version,
  kind: row.kind,
  state: row.state,
  round: row.round_id === null ? null : { id: row.round_id, level: row.round_level!, number: row.round_number!, yearFrom: row.round_from!, yearTo: row.round_to! },
  line: { code: row.line_code, name: row.line_name ?? row.line_code, level: row.line_level },
  year: row.year,
  cause: row.cause,
  lead: nameOf(row.lead_code),
  partner: nameOf(row.partner_code),
  officeOn: row.office_on,
  fieldFrom: row.field_from,
  fieldTo: row.field_to,
  signedOn: row.signed_on,
  filedTo: row.filed_to,
  filedOn: row.filed_on,
  filingNo: row.filing_no,
  reportNo: row.report_no,
  done: row.state === 'filed',
  overdue: row.kind === 'regular' && row.state !== 'filed' && row.state !== 'cancelled' && row.year < thisYear(),
  markers: row.markers,
  segments: row.segments,
  findings: row.findings,
  sample: row.sample,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
}); // prettier-ignore

/** Whom the results are filed with: whoever has approved lines of the level (令353 art. 2, 12). */
export const approvingBodyOf = (level: string | null): string => level === 'province' ? '国务院 (民政部)' : '内蒙古自治区人民政府'; // prettier-ignore

/** From which states a step starts. */
export const steps: Readonly<Record<InspectionStep, readonly InspectionRow['state'][]>> = {
  office: ['planned'],
  field: ['office'],
  sign: ['field'],
  file: ['signed'],
  cancel: ['planned', 'office', 'field'],
  back: ['office', 'field', 'signed'],
};

/** An inspection with everything that its page and its next step need. */
export async function describe(
  db: Db,
  account: Account,
  id: number,
  names?: NameOf,
): Promise<InspectionDetail> {
  const row = await findInspection(db, id);
  const nameOf = names ?? (await divisionNames(db));
  const looked = { id, line_code: row.line_code, year: row.year };
  const points = await pointChecks(db, looked, nameOf);
  const signatures = await listSignatures(db, { inspection: id }, nameOf);
  const whole = new Set(signatures.filter(isWhole).map(({ party }) => party.code));
  const unsigned = [row.lead_code, row.partner_code].filter((party) => !whole.has(party)).map(nameOf);
  const known = points.filter(({ check }) => check !== null && check.condition !== null && check.condition !== 'unknown'); // prettier-ignore
  const recorded = points.filter(({ check }) => check !== null).length;
  return {
    ...toInspection(row, nameOf),
    team: row.team,
    observance: row.observance,
    upkeep: row.upkeep,
    terrain: row.terrain,
    landUse: row.land_use,
    other: row.other,
    conclusion: row.conclusion,
    cancelReason: row.cancel_reason,
    cancelledOn: row.cancelled_on,
    points: { total: points.length, checked: known.length, unknown: recorded - known.length, signed: points.filter(({ check, unsigned: left }) => check !== null && left.length === 0).length },
    signatures,
    unsigned,
    missing: row.state === 'filed' || row.state === 'signed' || row.state === 'cancelled' ? [] : await missingOf(db, row, nameOf, { unsigned: unsigned.map(({ name }) => name), points }),
    approvingBody: approvingBodyOf(row.line_level),
    attachments: (await listAttachments(db, 'inspection', id)).map(toAttachment),
    may: mayOf(account, row, await divisionsOfLine(db, row.line_code), signatures.map(({ party }) => party.code)),
  }; // prettier-ignore
}

const parts = { observance: '一、界线管理 observance', upkeep: '二、界桩及方位物 upkeep', terrain: '三、地形地物变化 terrain', land_use: '四、跨界生产建设 land use', other: '五、其他 other', conclusion: '结论 conclusion' } as const; // prettier-ignore

/** What an inspection still needs before it can be signed, in words. Of a special one only what was looked at has to be written. */
async function missingOf(
  db: Db,
  row: InspectionRow,
  nameOf: NameOf,
  { unsigned, points }: { unsigned: string[]; points: Awaited<ReturnType<typeof pointChecks>> },
): Promise<string[]> {
  const missing: string[] = [];
  const looked = { id: row.id, line_code: row.line_code, year: row.year };
  if (row.field_from === null || row.field_to === null || row.field_to > todayInChina()) missing.push('外业起止日期 field dates'); // prettier-ignore
  if (row.team.length === 0) missing.push('参加人员 team');
  if (row.kind === 'regular') {
    for (const [name, title] of Object.entries(parts)) if (row[name as keyof typeof parts] === null) missing.push(title); // prettier-ignore
    const markers = (await markerChecks(db, looked, nameOf)).filter(({ check }) => check === null).map(({ marker }) => marker.number); // prettier-ignore
    if (markers.length > 0)
      missing.push(`界桩未检查 markers not checked (${markers.length}): ${some(markers)}`);
    const segments = (await segmentChecks(db, looked, nameOf)).filter(({ check }) => check === null).map(({ sides }) => sides.map(({ name }) => name).join('—')); // prettier-ignore
    if (segments.length > 0) missing.push(`界线段未检查 segments not checked (${segments.length}): ${some(segments)}`); // prettier-ignore
    for (const { name, check, unsigned: left } of points) {
      if (check === null) missing.push(`交会点未检查 meeting point not checked: ${name}`);
      else if (left.length > 0) missing.push(`交会点未签字 meeting point not signed: ${name} (${left.map((one) => one.name).join('、')})`); // prettier-ignore
    }
  } else if (row.conclusion === null) missing.push(parts.conclusion);
  if (unsigned.length > 0) missing.push(`未签字 (扫描签字须附件) not signed: ${unsigned.join('、')}`);
  return missing;
}

const some = (names: readonly string[]): string => names.length > 6 ? `${names.slice(0, 6).join('、')} …` : names.join('、'); // prettier-ignore

/** What can be offered to this account. The routes ask again. */
function mayOf(account: Account, row: InspectionRow, divisions: readonly string[], signed: readonly string[]): InspectionMay[] {
  if (!can(account, 'inspection.edit', { divisions }).allowed) return [];
  const may: InspectionMay[] = Object.entries(steps).filter(([, from]) => from.includes(row.state)).map(([step]) => `step.${step as InspectionStep}` as const);
  const isOpen = row.state === 'planned' || row.state === 'office' || row.state === 'field';
  if (isOpen && signed.length === 0) may.push('edit');
  if (row.state !== 'cancelled') may.push('finding');
  const left = [row.lead_code, row.partner_code].filter((party) => !signed.includes(party));
  if (row.state !== 'field' || left.length === 0) return may;
  const { jurisdiction } = account;
  if (jurisdiction !== null && left.some((party) => isWithin(party, jurisdiction))) may.push('sign');
  return [...may, 'scan'];
} // prettier-ignore
