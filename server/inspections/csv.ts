import type { Finding } from '../api/findings.ts';
import type { Inspection } from '../api/inspections.ts';
import { byteOrderMark, csvText } from '../http/csv.ts';

const inspectionHead = ['编号 id', '界线 line', '界线代码 code', '级别 level', '类别 kind', '轮次 round', '年度 year', '牵头方 lead', '配合方 partner', '状态 state', '逾期 overdue', '内业 office', '外业开始 field from', '外业结束 field to', '签字 signed', '备案机关 filed to', '备案日期 filed on', '界桩总数 markers', '已查界桩 checked', '未查清 unknown', '界线段 segments', '已查段 checked', '问题 findings', '未办结 open']; // prettier-ignore

const inspectionRow = (one: Inspection): unknown[] => [one.id, one.line.name, one.line.code, one.line.level, one.kind, one.round?.number, one.year, one.lead.name, one.partner.name, one.state, one.overdue, one.officeOn, one.fieldFrom, one.fieldTo, one.signedOn, one.filedTo, one.filedOn, one.markers.total, one.markers.checked, one.markers.unknown, one.segments.total, one.segments.checked, one.findings.total, one.findings.open]; // prettier-ignore

const findingHead = ['编号 id', '界线 line', '界线代码 code', '联检 inspection', '界桩 marker', '类别 kind', '程度 severity', '描述 description', '状态 state', '逾期 overdue', '责任方 assignee', '责任人 person', '期限 due', '文号 order', '通知日期 ordered', '完成 done', '完成人 done by', '办结 closed', '办结人 closed by', '登记人 created by']; // prettier-ignore

const findingRow = (one: Finding): unknown[] => [one.id, one.line.name, one.line.code, one.inspection, one.marker?.number, one.kind, one.severity, one.description, one.state, one.overdue, one.assigneeDivision?.name, one.assignee, one.dueOn, one.orderNo, one.orderedOn, one.doneOn, one.doneBy, one.closedOn, one.closedBy, one.createdBy]; // prettier-ignore

/** A filtered list whole, page by page. */
async function* listed<T>(
  head: readonly string[],
  rowOf: (item: T) => unknown[],
  read: (next: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): AsyncGenerator<string> {
  yield byteOrderMark + csvText([head]);
  let next: string | null | undefined;
  do {
    const page = await read(next ?? undefined);
    if (page.items.length > 0) yield csvText(page.items.map(rowOf));
    next = page.next;
  } while (next !== null);
}

type Read<T> = (next: string | undefined) => Promise<{ items: T[]; next: string | null }>;
export const inspectionsCsv = (read: Read<Inspection>): AsyncIterable<string> => listed(inspectionHead, inspectionRow, read); // prettier-ignore
export const findingsCsv = (read: Read<Finding>): AsyncIterable<string> => listed(findingHead, findingRow, read); // prettier-ignore
