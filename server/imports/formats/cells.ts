/** The text of a cell as the port wants it: trimmed, null when nothing is left. */
export function cell(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** A number without exponent: `1.50102e+11` is 150102000000. Text that is no such number stays as it is. */
export function plainNumber(text: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?[eE]([+-]?\d{1,3})$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const before =
    digits
      .slice(0, Math.max(point, 0))
      .padEnd(point, '0')
      .replace(/^0+(?=\d)/, '') || '0';
  const after = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '');
  return (sign === '-' ? '-' : '') + before + (after === '' ? '' : `.${after}`);
}

/** Past 2^53 neighbouring whole numbers cannot be told apart: the last digits of a long code are lost. */
export const isRounded = (number: number): boolean => Math.abs(number) > Number.MAX_SAFE_INTEGER;

export const roundedNotice = {
  reason: '数字超过 15 位, 末尾的数字可能已经丢失',
  remedy: '请在源文件中把这一列存为文本, 重新填写完整的代码',
};

/** A value of JSON or SQLite as text: nested values as JSON. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return cell(value);
  if (typeof value === 'number') return plainNumber(String(value));
  return typeof value === 'object' ? JSON.stringify(value) : String(value as boolean | bigint);
}
