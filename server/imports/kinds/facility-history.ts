import type { StatusSince } from '../../api/facilities.ts';
import { parseDay, plainText } from './cell-values.ts';
import { parseStatus, statusName, statusWords } from './facility-fields.ts';
import type { RowCells } from './row-cells.ts';

/** 状态沿革 as one cell: 运营 2010-05-01; 停用 2020-03-01; 关闭. Null for none. */
export const historyText = (history: readonly StatusSince[]): string | null =>
  history.length === 0 ? null : history.map(({ status, from }) => [statusName(status), from].filter(Boolean).join(' ')).join('; '); // prettier-ignore

/** Reads what historyText() writes; the day may stand before the status. What is not read is kept, with a warning. */
export function readHistory(cells: RowCells, status: string): StatusSince[] {
  const text = cells.text('statusHistory');
  if (text === null) return [];
  const parts = plainText(text).split(/[;；,，、|]/).map((part) => part.trim()).filter((part) => part !== ''); // prettier-ignore
  const history = parts.map((part): StatusSince | null => {
    const day = /\d{4}([-年./]\d{1,2}([-月./]\d{1,2}日?|月)?|年)?/.exec(part)?.[0] ?? null;
    const known = parseStatus(part.replace(day ?? '', '').replace(/[:：自起\s]/g, ''));
    const from = day === null ? null : (parseDay(day)?.date ?? null);
    return known === null || (day !== null && from === null) ? null : { status: known, from };
  });
  const read = history.filter((one) => one !== null);
  if (read.length < history.length) {
    cells.keep('statusHistory');
    cells.warn(
      'status-history',
      'statusHistory',
      '有读不懂的状态',
      `写成 运营 2010-05-01; 停用 2020-03-01, 状态用 ${statusWords}`,
    );
  }
  const days = read.flatMap(({ from }) => (from === null ? [] : [from]));
  if (days.some((day, at) => at > 0 && day < days[at - 1]!)) cells.warn('status-history', 'statusHistory', '日期不是从早到晚', '按时间先后排列'); // prettier-ignore
  const last = read.at(-1);
  if (last !== undefined && last.status !== status) cells.warn('status-history', 'statusHistory', '最后一个状态与现在的状态不同', '核对状态与沿革'); // prettier-ignore
  return read;
}
