import {
  isSecret,
  parseDay,
  parseSecrecy,
  parseYesNo,
  secrecies,
  secretRefused,
  type Secrecy,
} from './cell-values.ts';
import type { RowCells } from './row-cells.ts';

/** A day; of a month or a year the first one, with what the file says kept beside it. */
export function readDay(cells: RowCells, field: string): string | null {
  const text = cells.text(field);
  if (text === null) return null;
  const day = parseDay(text);
  if (day === null) cells.error('date-form', field, '不是日期', '写成 2013-05-01、2013年5月 或 2013');
  else if (day.partial) cells.keep(field);
  return day?.date ?? null;
}

/**
 * Whether a record may be shown to everybody, from 是否公开 and 密级. Without either it is `usual`; only what is 公开 ever is. A service
 * for the public takes no row of 秘密 or above.
 */
export function publicity(cells: RowCells, usual: boolean): { public: boolean; secrecy: Secrecy } {
  const [text, said] = [cells.text('secrecy'), cells.text('public')];
  const secrecy = text === null ? '公开' : parseSecrecy(text);
  const open = said === null ? null : parseYesNo(said);
  if (secrecy === null)
    cells.error('secrecy-unknown', 'secrecy', '不认识的密级', `改为其中之一: ${secrecies.join(', ')}`);
  else if (text !== null && text !== secrecy) cells.keep('secrecy');
  if (said !== null && open === null) cells.error('public-unknown', 'public', '应为 是 或 否', '改正');
  if (secrecy !== null && isSecret(secrecy) && cells.refusesSecrets)
    cells.error('secret-refused', 'secrecy', secretRefused.reason, secretRefused.remedy);
  if (open === true && secrecy !== '公开') cells.warn('public-secret', 'public', `密级是${secrecy ?? '?'}, 却写着公开: 按不公开载入`, '核对密级'); // prettier-ignore
  return { public: secrecy === '公开' && (open ?? usual), secrecy: secrecy ?? '绝密' };
}
