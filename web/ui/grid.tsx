import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { inOrder, type Ordered } from '../../server/coverage/shared/order.ts';
import type { Order } from './order.ts';
import { useVirtual } from './virtual.ts';

export interface GridColumn<T> extends Ordered<T> {
  id: string;
  label: string;
  title?: string; // the whole of a label that is short
  width: string; // of CSS
  falls?: boolean; // the greatest first, when it is first chosen
  figures?: boolean;
  cell: (row: T) => ComponentChildren;
}

const VIRTUAL_FROM = 150; // rows: fewer are all there, so that they are printed and found by the browser's own search

interface Grid<T> {
  label: string;
  rows: readonly T[];
  columns: readonly GridColumn<T>[];
  keyOf: (row: T) => string;
  order: Order;
  sort: (order: Order) => void;
  rowPx?: number;
  classOf?: (row: T) => string;
  /** Rows that stay under the head whatever the order is: the whole, the leagues. */
  fixed?: readonly T[];
}

/** A table that is sorted by its heads and walked through by the arrow keys; Enter does what the button in a cell does. */
export function GridTable<T>({ label, rows, columns, keyOf, order, sort, rowPx = 34, classOf, fixed = [] }: Grid<T>): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [[atRow, atColumn], setAt] = useState<[number, number]>([0, 0]);
  const sorted = inOrder(rows, columns.find(({ id }) => id === order.column), order.down);
  const isVirtual = sorted.length > VIRTUAL_FROM;
  const { rows: seen, height } = useVirtual(scroller, isVirtual ? sorted.length : 0, rowPx);
  const [first, last] = isVirtual ? [seen[0]?.index ?? 0, (seen.at(-1)?.index ?? -1) + 1] : [0, sorted.length];
  const all = [...fixed, ...sorted];
  const move = (row: number, column: number): void => {
    const to: [number, number] = [clamp(row, -1, all.length - 1), clamp(column, 0, columns.length - 1)];
    setAt(to);
    const box = scroller.current;
    const index = to[0] - fixed.length;
    if (box && isVirtual && index >= 0 && (index * rowPx < box.scrollTop || (index + 3) * rowPx > box.scrollTop + box.clientHeight))
      box.scrollTop = Math.max(0, index * rowPx - box.clientHeight / 2);
    requestAnimationFrame(() => requestAnimationFrame(() => box?.querySelector<HTMLElement>(`[data-at="${to.join()}"]`)?.focus()));
  };
  const rowOf = (row: T, at: number): VNode => (
    <tr key={keyOf(row)} data-code={keyOf(row)} class={classOf?.(row)} aria-rowindex={at + 2} style={isVirtual ? { height: `${rowPx}px` } : undefined}>
      {columns.map(({ id, cell, figures }, index) => {
        const Cell = index === 0 ? 'th' : 'td';
        return (
          <Cell key={id} {...(index === 0 ? { scope: 'row' } : { role: 'gridcell' })} class={figures ? 'figures' : undefined} data-column={id} data-at={`${at},${index}`}
            tabIndex={at === atRow && index === atColumn ? 0 : -1} onFocus={() => setAt([at, index])}>
            {cell(row)}
          </Cell>
        );
      })}
    </tr>
  );
  return (
    <div class={`grid${isVirtual ? ' virtual' : ''}`} ref={scroller}>
      <table role="grid" style={{ minWidth: leastWidth(columns) }} aria-label={label} aria-rowcount={all.length + 1} aria-colcount={columns.length} onKeyDown={(event) => walk(event, [atRow, atColumn], all.length, move)}>
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <Head key={column.id} column={column} at={`-1,${index}`} reached={atRow === -1 && atColumn === index} order={order} sort={sort} seen={() => setAt([-1, index])} />
            ))}
          </tr>
        </thead>
        {fixed.length > 0 && <tbody class="fixed">{fixed.map(rowOf)}</tbody>}
        <tbody>
          {first > 0 && <Spacer px={first * rowPx} columns={columns.length} />}
          {sorted.slice(first, last).map((row, index) => rowOf(row, fixed.length + first + index))}
          {isVirtual && last < sorted.length && <Spacer px={height - last * rowPx} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
} // prettier-ignore

/** Columns in pixels are at least that wide: on a narrow page the table scrolls. */
const leastWidth = <T,>(columns: readonly GridColumn<T>[]): string =>
  `${columns.reduce((sum, { width }) => sum + (width.endsWith('px') ? parseInt(width) : 0), 0)}px`;

const Spacer = ({ px, columns }: { px: number; columns: number }): VNode => (
  <tr class="spacer" aria-hidden="true">
    <td colSpan={columns} style={{ height: `${px}px` }} />
  </tr>
);

function Head<T>({ column, at, reached, order, sort, seen }: { column: GridColumn<T>; at: string; reached: boolean; order: Order; sort: (order: Order) => void; seen: () => void }): VNode {
  const { id, label, title, value, falls = false } = column;
  const isSorted = order.column === id;
  const tabIndex = reached ? 0 : -1;
  if (value === undefined) return <th scope="col" data-column={id} data-at={at} tabIndex={tabIndex} title={title} onFocus={seen}>{label}</th>;
  return (
    <th scope="col" data-column={id} aria-sort={isSorted ? (order.down ? 'descending' : 'ascending') : 'none'} title={title}>
      <button data-at={at} tabIndex={tabIndex} onFocus={seen} onClick={() => sort({ column: id, down: isSorted ? !order.down : falls })}>
        {label}
        <span aria-hidden="true">{isSorted ? (order.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
} // prettier-ignore

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

const PAGE = 10;

function walk(event: KeyboardEvent, [row, column]: [number, number], rows: number, move: (row: number, column: number) => void): void {
  const { key, ctrlKey } = event;
  if (key === 'Enter' && row >= 0) {
    const cell = event.target as HTMLElement;
    if (cell.dataset['at'] !== undefined) cell.querySelector<HTMLElement>('button, a, select, input')?.click();
    return;
  }
  const steps: Record<string, [number, number]> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - PAGE, column],
    PageDown: [row + PAGE, column],
    Home: [ctrlKey ? -1 : row, 0],
    End: [ctrlKey ? rows - 1 : row, Infinity],
  };
  const to = steps[key];
  if (to === undefined || (event.target as HTMLElement).matches('input, select, textarea')) return;
  event.preventDefault();
  move(...to);
} // prettier-ignore
