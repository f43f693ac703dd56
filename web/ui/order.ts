export type Sortable = number | string | null;

/** What rows are sorted by. */
export interface Ordered<T> {
  value?: (row: T) => Sortable;
}

export interface Order {
  column: string;
  down: boolean;
}

/** Unknown values stand last whichever way the column is sorted; equal ones keep the order that they came in. */
export function inOrder<T>(rows: readonly T[], column: Ordered<T> | undefined, down: boolean): T[] {
  const value = column?.value;
  if (value === undefined) return [...rows];
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order = x < y ? -1 : x > y ? 1 : 0;
    return down ? -order : order;
  });
}

/** As it stands in the link: `beyond-` is by `beyond`, falling. */
export const readOrder = (text: string | null, otherwise: Order): Order =>
  text === null ? otherwise : { column: text.replace(/-$/, ''), down: text.endsWith('-') };
export const writeOrder = ({ column, down }: Order): string => `${column}${down ? '-' : ''}`;
