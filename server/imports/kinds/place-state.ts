import { isSecret, parseDay, parseSecrecy, parseYesNo, secretRefused, type Secrecy } from './cell-values.ts';
import type { PlaceCells } from './place-cells.ts';

export type PlaceStatus = 'current' | 'renamed' | 'abolished' | 'merged' | 'proposed';

const statuses: readonly [RegExp, PlaceStatus][] = [
  [/^(历史|废止|已废|注销|消失|abolished$)/, 'abolished'],
  [/^(现今|现行|现用|在用|使用|有效|current$)/, 'current'],
  [/^(更名|renamed$)/, 'renamed'],
  [/^(合并|并入|merged$)/, 'merged'],
  [/^(拟用|拟命名|proposed$)/, 'proposed'],
];

const days = new Map<string, string | null>(); // registers have few different ones
const mostDays = 5000;

/** A day or a year in a cell, as YYYY-MM-DD. */
export function dayOf(cells: PlaceCells, field: string): string | null {
  const text = cells.get(field);
  if (text === null) return null;
  let day = days.get(text);
  if (day === undefined) {
    day = parseDay(text)?.date ?? null;
    if (days.size >= mostDays) days.clear();
    days.set(text, day);
  }
  if (day === null) cells.tell('warning', field, { check: 'date-form', reason: '不是日期或年份', remedy: '写成 2013、2013-05 或 2013-05-01' }); // prettier-ignore
  return day;
}

/** Whether a name is in use; one that has an end in the past is not. */
export function statusOf(
  cells: PlaceCells,
  validFrom: string | null,
  validTo: string | null,
  today: string,
): PlaceStatus {
  const text = cells.get('status');
  const status = text === null ? undefined : statuses.find(([pattern]) => pattern.test(text))?.[1];
  if (text !== null && status === undefined) cells.keep('status');
  if (text !== null && status === undefined) cells.tell('warning', 'status', { check: 'status-unknown', reason: '使用时间不是“现今”或“历史”', remedy: '改成现今地名或历史地名' }); // prettier-ignore
  if (validFrom !== null && validTo !== null && validTo < validFrom) cells.tell('warning', 'abolished', { check: 'date-order', reason: '废止早于设立', remedy: '核对两个年份' }); // prettier-ignore
  return status ?? (validTo !== null && validTo <= today ? 'abolished' : 'current');
}

/** Who may see a row. What cannot be read, or contradicts itself, is not shown to the public. */
export function secrecyOf(cells: PlaceCells): { secrecy: Secrecy; public: boolean } {
  const secrecyText = cells.get('secrecy');
  const secrecy = secrecyText === null ? '公开' : parseSecrecy(secrecyText);
  if (secrecy === null) cells.keep('secrecy');
  if (secrecy === null) cells.tell('warning', 'secrecy', { check: 'secrecy-unknown', reason: '密级不明, 按内部处理, 不公开', remedy: '写公开、内部、秘密、机密或绝密' }); // prettier-ignore
  if (secrecy !== null && isSecret(secrecy) && cells.refusesSecrets) cells.tell('error', 'secrecy', { check: 'secret-refused', ...secretRefused }); // prettier-ignore
  const publicText = cells.get('public');
  const open = publicText === null ? true : parseYesNo(publicText);
  if (open === null) cells.tell('warning', 'public', { check: 'public-unknown', reason: '是否公开既不是“是”也不是“否”, 按不公开处理', remedy: '写是或否' }); // prettier-ignore
  if (open === true && publicText !== null && secrecy !== '公开') cells.tell('warning', 'public', { check: 'secrecy-differs', reason: `密级为${secrecy ?? '不明'}而标为公开, 按不公开处理`, remedy: '核对密级与是否公开' }); // prettier-ignore
  return { secrecy: secrecy ?? '内部', public: open === true && secrecy === '公开' };
}
