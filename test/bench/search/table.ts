/** Prints rows under their titles, columns aligned. */
export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '); // prettier-ignore
  console.log([titles, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n'));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const mean = (values: readonly number[]): string =>
  values.length === 0 ? '-' : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);

/** Rows by type in the order of their first; those without a filter, those with one, and all of them together. */
export function groups<T extends { query: { type: string; filter: object } }>(
  rows: readonly T[],
): [string, T[]][] {
  const isFiltered = ({ query }: T): boolean => Object.keys(query.filter).length > 0;
  const byType = new Map<string, T[]>();
  for (const row of rows) byType.set(row.query.type, [...(byType.get(row.query.type) ?? []), row]);
  const some = [['no filter', rows.filter((row) => !isFiltered(row))], ['one filter', rows.filter(isFiltered)]] as const; // prettier-ignore
  return [...byType, ...some.filter(([, own]) => own.length > 0).map(([name, own]): [string, T[]] => [name, own]), ['all', [...rows]]]; // prettier-ignore
}
