/** An angle in decimal degrees, or why the text is none (in Chinese). */
export type Angle = { degrees: number } | { error: string };

/** `packed`: a number of 5 to 7 digits before the point is read as DDDMMSS.ss. */
export interface AngleOptions {
  packed?: boolean;
}

const forms = '111.7475, 111°44′52.30″, 东经111度44分52.3秒, 111 44 52.3, 111-44-52.3';
const number = String.raw`(\d+(?:\.\d*)?)`;
const marked = new RegExp(`^${number} ?[°度] ?(?:${number} ?(?:['分] ?(?:${number} ?["秒]?)?)?)?$`);
const separated = /^(\d+)(?<separator>[ :_-]) ?(\d+)\k<separator> ?(\d+(?:\.\d*)?)$/;
const decimal = /^(\d+(?:\.\d*)?|\.\d+)$/;
const packedDigits = /^(\d{1,3})(\d{2})(\d{2}(?:\.\d*)?)$/;
const hemispheres = '东经|西经|北纬|南纬|[东西南北EWNS]';
const withHemisphere = new RegExp(`^(${hemispheres})?[: ]*(.*?) ?(${hemispheres})?$`);

/**
 * Reads a longitude or latitude as people write it: decimal degrees; degrees, minutes and seconds with marks (`°′″`, `度分秒`,
 * full width too) or separated by space, hyphen, colon or underscore (the census's `_°_′_″`); hemisphere in front or behind
 * as a letter or in Chinese. South and west are negative. Only the last part may have decimals.
 */
export function parseAngle(text: string, { packed = false }: AngleOptions = {}): Angle {
  const plain = simplify(text);
  if (plain === '') return { error: '没有值' };
  if (/\d,\d/.test(plain)) return { error: `“${short(text)}”: 小数点应为 “.”, 不是逗号` };
  const [, before, middle = '', after] = withHemisphere.exec(plain) ?? [];
  if (before !== undefined && after !== undefined) return { error: `“${short(text)}”: 方向写了两次` };
  const hemisphere = before ?? after;
  const sign = /^[-+]/.exec(middle)?.[0];
  if (hemisphere !== undefined && sign !== undefined) return { error: `“${short(text)}”: 正负号与方向重复` };
  const parts = split(middle.slice(sign?.length ?? 0).trimStart(), packed);
  if (!parts) return { error: `不能识别的角度 “${short(text)}”; 可写 ${forms}` };
  const wrong = check(parts, hemisphere !== undefined && /[北南NS]/.test(hemisphere) ? 90 : 180);
  if (wrong !== null) return { error: `“${short(text)}”: ${wrong}` };
  const [degrees, minutes, seconds] = parts.map(Number) as [number, number, number];
  const size = degrees + minutes / 60 + seconds / 3600;
  const negative = sign === '-' || (hemisphere !== undefined && /[西南WS]/.test(hemisphere));
  return { degrees: negative && size !== 0 ? -size : size };
}

/** `111°44′52.30″` of decimal degrees, rounded to 0.01″ (0.3 m); a minus in front for south and west. */
export function formatDms(degrees: number): string {
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  const seconds = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  const minutes = String(Math.floor(hundredths / 6000) % 60).padStart(2, '0');
  const sign = degrees < 0 && hundredths > 0 ? '-' : '';
  return `${sign}${Math.floor(hundredths / 360_000)}°${minutes}′${seconds}″`;
}

/** One sign for each mark: half width, capitals, ° ' " and -, single spaces. */
function simplify(text: string): string {
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[º˚゜]/g, '°')
    .replaceAll(/[′’‘´`ʹ]/g, "'")
    .replaceAll(/[″”“ʺ〃]|''/g, '"')
    .replaceAll(/[−–—‐‑]/g, '-')
    .replaceAll(/[\s\u200B\u200E\u200F\uFEFF]+/g, ' ')
    .trim()
    .toUpperCase();
}

/** Degrees, minutes and seconds as they are written; '0' where there are none. */
function split(text: string, packed: boolean): [string, string, string] | null {
  const packedMatch = packed ? packedDigits.exec(text) : null;
  if (packedMatch) return [packedMatch[1]!, packedMatch[2]!, packedMatch[3]!];
  const single = decimal.exec(text);
  if (single) return [single[1]!, '0', '0'];
  const apart = separated.exec(text);
  if (apart) return [apart[1]!, apart[3]!, apart[4]!];
  const match = marked.exec(text);
  if (!match) return null;
  const [, degrees = '0', minutes = '0', seconds = '0'] = match;
  const decimalsBeforeTheLast =
    (match[2] !== undefined && degrees.includes('.')) || (match[3] !== undefined && minutes.includes('.'));
  return decimalsBeforeTheLast ? null : [degrees, minutes, seconds];
}

function check([degrees, minutes, seconds]: [string, string, string], most: 90 | 180): string | null {
  if (Number(minutes) >= 60) return `分应小于 60, 写的是 ${minutes}`;
  if (Number(seconds) >= 60) return `秒应小于 60, 写的是 ${seconds}`;
  if (Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600 <= most) return null;
  const packedLike = /^\d{5,7}(?:\.\d*)?$/.test(degrees);
  return `超出 ${most}°${packedLike ? ': 可能是度分秒连写 (DDDMMSS)' : ''}`;
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text).trim();
