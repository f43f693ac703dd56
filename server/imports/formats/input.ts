import type { Limits, OpenOptions, Row, SourceTable } from './format.ts';
import type { Notices } from './notices.ts';
import { ImportRefused } from '../report.ts';

/** What the reader of a format is given. Errors need not name the file: openSource() does. */
export interface Input {
  file: string;
  bytes: number;
  options: OpenOptions;
  limits: Limits;
  notices: Notices;
  /** Is called when the table is closed; what was opened last is released first. */
  onClose(release: () => void | Promise<void>): void;
}

/** What the reader of a format answers: a table whose rows are not yet guarded. */
export interface Opened extends Omit<SourceTable, 'bytes' | 'rows' | 'notices' | 'close'> {
  rows: AsyncGenerator<Row>;
}

/** Characters that one feature may have in a text: room for as many positions as it may have. */
export const featureChars = ({ documentBytes, positions }: Limits): number =>
  Math.min(documentBytes, 1_000_000 + positions * 40);

/** @throws ImportRefused when the layer that is asked for is not there */
export function chooseLayer(wanted: string | undefined, layers: readonly string[], word: string): string {
  if (wanted === undefined) return layers[0]!;
  if (layers.includes(wanted)) return wanted;
  throw new ImportRefused(`文件中没有名为“${wanted}”的${word}。请从这些中选择: ${layers.join('、')}`);
}

export const headerItems = 1000; // lines or features from which headers are settled
const heldChars = 10_000_000; // of all of them: fewer where they are large

/** The first items, and all items (these included) to go on with; `whole` when there are no more than the first. */
export async function lookAhead<T>(
  source: AsyncGenerator<T>,
  input: Input,
  count: number,
  sizeOf: (item: T) => number,
): Promise<{ first: readonly T[]; whole: boolean; all: AsyncGenerator<T> }> {
  input.onClose(async () => void (await source.return(undefined))); // it may never be read on
  const first: T[] = [];
  let size = 0;
  let whole = false;
  while (first.length < count && size < heldChars && !whole) {
    const { done, value } = await source.next();
    if (done === true) whole = true;
    else size += sizeOf(first[first.push(value) - 1]!);
  }
  async function* all(): AsyncGenerator<T> {
    const held = first.splice(0); // not to be held while the rest is read
    for (const item of held) yield item;
    held.length = 0;
    if (!whole) yield* source;
  }
  return { first: [...first], whole, all: all() };
}
