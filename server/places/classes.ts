/** A class takes in its subclasses: codes are padded with zeros on the right, so 12100 (rivers) is 121 and everything below. */
export const classPrefix = (code: string): string => code.replace(/(?<=\d)0+$/, '');
