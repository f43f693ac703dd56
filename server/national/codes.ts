import type { Level } from '../api/divisions.ts';

/** A code of the portal (2, 4, 6, 9 or 12 digits) as it is stored here: 6 digits, or 9 for townships. */
export function storedCode(code: string): string {
  const nine = code.padEnd(9, '0').slice(0, 9);
  return nine.endsWith('000') ? nine.slice(0, 6) : nine;
}

const digits = { province: 2, prefecture: 4, county: 6, township: 9 } as const;

/** A stored code as the portal writes it: 12 digits, or only those that say something. */
export const portalCode = (code: string, level: Level, trim: boolean): string =>
  trim ? code.slice(0, digits[level]) : code.padEnd(12, '0');

/** The portal's ids are 32 hexadecimal digits. */
export const portalId = (id: number): string => id.toString(16).padStart(32, '0');

/** @returns null when it cannot be an id of ours */
export function storedId(id: string): number | null {
  const value = Number.parseInt(id, 16);
  return value >= 1 && value <= 2_147_483_647 ? value : null;
}
