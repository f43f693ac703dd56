/** A day as files write it. `partial`: the file gives a month or a year only, the first day stands for it. */
export interface Day {
  date: string; // YYYY-MM-DD
  partial: boolean;
}

const dayForms = [
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/,
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})[-/.年](\d{1,2})月?份?$/,
  /^(\d{4})年?$/,
];

/** Reads 2013-05-01, 2013/5/1, 20130501, 2013年5月1日, 2013年5月, 2013. Null when it is no day. */
export function parseDay(text: string): Day | null {
  const plain = plainText(text).replaceAll(/\s*([年月日])\s*/g, '$1');
  const match = dayForms.map((form) => form.exec(plain)).find((found) => found !== null);
  if (match === undefined || match === null) return null;
  const [year, month = '1', day = '1'] = match.slice(1);
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return null; // 2013-02-30
  return Number(year) < 1800 || Number(year) > 2200 ? null : { date, partial: match[3] === undefined };
}

/** Half width, single spaces, nothing around. */
export const plainText = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();

const yes = new Set(['是', '公开', '可公开', '有', 'y', 'yes', 'true', 't', '1', '√']);
const no = new Set(['否', '不公开', '非公开', '不可公开', '无', 'n', 'no', 'false', 'f', '0', '×']);

/** Null when it is neither. */
export function parseYesNo(text: string): boolean | null {
  const word = plainText(text).toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : null;
}

export const secrecies = ['公开', '内部', '秘密', '机密', '绝密'] as const;
export type Secrecy = (typeof secrecies)[number];

/** 秘密 and above. */
export const isSecret = (secrecy: Secrecy): boolean =>
  secrecies.indexOf(secrecy) >= secrecies.indexOf('秘密');

export const secretRefused = {
  reason: '本服务对公众开放, 不能存放秘密级以上的资料',
  remedy: '从文件中去掉涉密行, 另用不对公众开放的服务',
};

/** 非密 and 公开 are one; a term behind it (秘密★10年) is left to the attributes. Null when it is none of the five. */
export function parseSecrecy(text: string): Secrecy | null {
  const word = plainText(text)
    .replace(/[★☆*].*$/, '')
    .trim();
  if (/^(非密|无密级|不涉密|普通)$/.test(word)) return '公开';
  return secrecies.find((secrecy) => word === secrecy || word === `${secrecy}级` || (secrecy === '内部' && /^内部(使用|资料|公开)$/.test(word))) ?? null; // prettier-ignore
}

/** A number with or without its unit behind: 250, 250张, 1,162.5 km. Null when it does not begin with one. */
export function parseQuantity(text: string): { value: number; unit: string } | null {
  const match = /^约?([+-]?\d[\d,]*(?:\.\d+)?)\s*(.*)$/.exec(plainText(text));
  if (match === null) return null;
  const value = Number(match[1]!.replaceAll(',', ''));
  return Number.isFinite(value) ? { value, unit: match[2]! } : null;
}

/** Codes or names in one cell: 150102|150103, 新城区、回民区. */
export const parseList = (text: string): string[] =>
  plainText(text)
    .split(/[|;,、/\s]+/)
    .filter((part) => part !== '');

const creditDigits = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether a unified social credit code is well formed and its check character right (GB 32100-2015). */
export function isCreditCode(text: string): boolean {
  const code = plainText(text).toUpperCase();
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  const digits = Array.from(code.slice(0, 17), (sign) => creditDigits.indexOf(sign));
  const sum = digits.reduce((total, digit, at) => total + digit * 3 ** at, 0);
  return creditDigits[(31 - (sum % 31)) % 31] === code[17];
}
