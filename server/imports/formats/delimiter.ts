/** How a text table is divided, and where it begins. */
export interface Division {
  delimiter: ',' | ';' | '\t';
  skip: number; // characters before the table: Excel's `sep=;`
  ending: '\n' | '\r'; // old Macintosh files know only \r
  /** Quotes may hold delimiters and ends of lines. Most TSV has none: there a quotation mark is a character like any other. */
  quotes: boolean;
}

const candidates = [
  { delimiter: '\t', quotes: false },
  { delimiter: ',', quotes: true },
  { delimiter: ';', quotes: true },
  { delimiter: '\t', quotes: true }, // only if that makes the lines more even
] as const;
const looked = 50; // lines

/** Finds the delimiter that divides most lines into equally many cells; the extension decides where nothing else does. */
export function findDivision(sample: string, extension: string): Division {
  const stated = /^sep=([,;\t])\r?\n/i.exec(sample);
  const ending = sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r';
  if (stated) {
    return { delimiter: stated[1] as Division['delimiter'], skip: stated[0].length, ending, quotes: true };
  }
  const hint = ['.tsv', '.tab'].includes(extension) ? '\t' : ',';
  let best: Pick<Division, 'delimiter' | 'quotes'> = { delimiter: hint, quotes: hint === ',' };
  let highest = 0;
  for (const candidate of candidates) {
    const score = evenness(sample, candidate, ending) * (candidate.delimiter === hint ? 1.01 : 1);
    if (score > highest) [best, highest] = [candidate, score];
  }
  return { ...best, skip: 0, ending };
}

/** Share of lines with the commonest number of delimiters, if that is not 0; more cells win where lines are equally even. */
type Candidate = Pick<Division, 'delimiter' | 'quotes'>;

function evenness(sample: string, candidate: Candidate, ending: string): number {
  const counts = new Map<number, number>();
  let lines = 0;
  for (const count of countPerLine(sample, candidate, ending)) {
    lines += 1;
    counts.set(count, (counts.get(count) ?? 0) + 1);
  }
  const [[commonest, times] = [0, 0]] = [...counts].sort(
    (one, other) => other[1] - one[1] || other[0] - one[0],
  );
  return commonest === 0 ? 0 : times / lines + Math.min(commonest, 100) / 1000;
}

/** Delimiters in each of the first lines, not counting those in quotes. */
function* countPerLine(sample: string, { delimiter, quotes }: Candidate, ending: string): Generator<number> {
  let count = 0;
  let lines = 0;
  let quoted = false;
  let filled = false;
  for (const character of sample) {
    if (character === '"' && quotes) quoted = !quoted;
    if (quoted) continue;
    if (character === delimiter) count += 1;
    if (character !== ending) {
      filled ||= character.trim() !== '';
      continue;
    }
    if (filled) yield count;
    lines += 1;
    if (lines === looked) return;
    count = 0;
    filled = false;
  }
  if (filled && lines === 0) yield count;
}
