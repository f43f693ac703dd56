import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from './account.ts';
import { cookieOf } from './cookies.ts';
import { can } from './policy.ts';

/** For whom something is answered: `staff` sees what is not public as well. */
export type Audience = 'staff' | 'public';

export const audienceOf = (account: Account): Audience =>
  can(account, 'read.staff').allowed ? 'staff' : 'public';

export const audienceCookie = 'nutag_audience';
export const audienceSeconds = 900; // so long tiles stay open after a sign-out elsewhere
const form = /^(staff|public)\.(\d{10})\.([\w-]{43})$/;

/** The value of the cookie that tells a tile request's audience without a query. @param now ms */
export function issueAudience(key: Buffer, audience: Audience, now = Date.now()): string {
  const text = `${audience}.${Math.floor(now / 1000) + audienceSeconds}`;
  return `${text}.${sign(key, text)}`;
}

/** Who the Cookie header says it is, and until when (s); null for none, a forged or an expired one. */
export function verifyAudience(
  key: Buffer,
  header: string | undefined,
  now = Date.now(),
): { audience: Audience; until: number } | null {
  const match = form.exec(cookieOf(header, audienceCookie) ?? '');
  if (match === null) return null;
  const [, audience, until, signature] = match as unknown as [string, Audience, string, string];
  if (Number(until) <= now / 1000) return null;
  const expected = Buffer.from(sign(key, `${audience}.${until}`));
  return timingSafeEqual(expected, Buffer.from(signature)) ? { audience, until: Number(until) } : null;
}

export const audienceLine = (value: string): string =>
  `${audienceCookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${value === '' ? 0 : audienceSeconds}`;

const sign = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');
