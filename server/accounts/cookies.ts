export const sessionCookie = 'nutag.session_token';

/** The value of a cookie in a Cookie header, as it stands there; null when there is none. */
export function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

/** Cookies of a request that came over https never travel over http. */
export const secured = (line: string, isSecure: boolean): string =>
  isSecure && !/;\s*secure(;|$)/i.test(line) ? `${line}; Secure` : line;
