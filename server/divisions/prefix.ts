/** LIKE pattern of the codes of a division and everything inside it: 150000 -> 15%, 150100 -> 1501%, 150102 -> 150102%. */
export function codePrefix(code: string): string {
  if (code.length > 6) return code;
  return `${code.replace(/(00){1,2}$/, '')}%`;
}
