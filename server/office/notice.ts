import type { Notice } from '../api/filings.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import { approvalOf, duesOf } from './due.ts';
import type { FilingRow } from './filing-store.ts';

const rule = '《地名备案公告管理办法（试行）》(2023)';
const actTitle = { naming: '命名', renaming: '更名', cancelling: '注销' } as const;

/** 2026-03-01 -> 2026年3月1日 */
export function chineseDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** The 公告 of a filing. Lines without a basis are the office's own: no rule that has been read asks for them. */
export function noticeOf(row: FilingRow, tree: DivisionTree, today: string): Notice {
  const path = tree.pathOf(row.division_code).map(({ name }) => name).join(''); // prettier-ignore
  const location = row.location ?? (row.lon === null ? null : `东经 ${row.lon.toFixed(5)}°，北纬 ${row.lat!.toFixed(5)}° (CGCS2000)`); // prettier-ignore
  const all: [id: string, title: string, titleEn: string, text: string | null, basis: string | null][] = [
    ['name', '标准名称', 'Standard name', row.name, rule],
    ['roman', '罗马字母拼写', 'Romanization', row.roman, rule],
    ['division', '所属政区', 'Division', path, rule],
    ['location', '位置描述', 'Location', location, rule],
    ['authority', '批准机关', 'Approved by', row.authority, rule],
    ['approvedOn', '批准时间', 'Approved on', chineseDay(row.approved_on), rule],
    ['mongolian', '蒙古文', 'Mongolian', row.mongolian, null],
    ...(row.act === 'renaming' ? [['formerName', '原名称', 'Former name', row.former_name, null] as [string, string, string, string | null, null]] : []),
    ['meaning', '地名含义', 'Meaning', row.meaning, null],
    ['documentNo', '批准文号', 'Document number', row.document_no, null],
  ]; // prettier-ignore
  const lines = all
    .map(([id, title, titleEn, text, basis]) => ({ id, title, titleEn, text, basis }))
    .filter(({ text, basis }) => basis !== null || text !== null);
  return {
    title: `关于${actTitle[row.act]}“${row.name}”的公告`,
    text: sentenceOf(row),
    lines,
    missing: lines.filter(({ text, basis }) => text === null && basis !== null).map(({ title }) => title),
    by: approvalOf(row, tree).notice.by,
    due: duesOf(row, tree, today).find(({ what }) => what === 'notice') ?? null,
  };
}

function sentenceOf({ act, name, former_name: former, authority }: FilingRow): string {
  const what = act === 'naming' ? `命名“${name}”` : act === 'renaming' ? `将“${former}”更名为“${name}”` : `注销地名“${name}”`; // prettier-ignore
  return `根据《地名管理条例》，经${authority}批准，${what}。现予公告。`;
}
