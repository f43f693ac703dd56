import { numberFault } from '../imports/kinds/marker-rules.ts';
import type { CheckedLine, CheckedMarker } from './check-read.ts';
import type { Doubt } from './checks.ts';

const sets: Readonly<Record<'double' | 'triple', readonly string[]>> = { double: ['A', 'B'], triple: ['C', 'D', 'E'] }; // prettier-ignore
const setWords = { double: '同号双立', triple: '同号三立' } as const;

const setOf = ({ letter, type }: CheckedMarker): 'double' | 'triple' | null =>
  letter !== null
    ? sets.double.includes(letter)
      ? 'double'
      : sets.triple.includes(letter)
        ? 'triple'
        : null
    : type === 'double' || type === 'triple'
      ? type
      : null;

const three = (sequence: number): string => String(sequence).padStart(3, '0');

/** The numbers of one line: their form, twice the same, sets that are not whole, numbers that are missing (domain.md 5.3). */
export function checkNumbers(
  line: CheckedLine,
  markers: readonly CheckedMarker[],
  isRetired: (number: string) => boolean,
): Doubt[] {
  const standing = markers.filter(({ retired }) => !retired);
  const bySequence = new Map<number, CheckedMarker[]>();
  for (const marker of standing)
    if (marker.sequence !== null)
      bySequence.set(marker.sequence, [...(bySequence.get(marker.sequence) ?? []), marker]);
  return [
    ...standing.flatMap((marker) => form(line, marker)),
    ...[...bySequence.values()].flatMap((group) => [...duplicates(group), ...incomplete(group)]),
    ...missing(line, markers, new Set(bySequence.keys()), isRetired),
  ];
}

function form(line: CheckedLine, marker: CheckedMarker): Doubt[] {
  const check = numberFault(marker.number, line.code);
  if (check === null) return [];
  const reason = check === 'number-pattern' ? '省级界桩编号一般为 8 位: 界线 4 位 + 序号 3 位 + 类型字母' : `编号以 ${marker.number.slice(0, 4)} 开头, 界线却是 ${line.code}`; // prettier-ignore
  return [{ check, severity: 'warning', marker, reason, rule: 'GB/T 17796 (来源不强, 只提示)' }];
}

/** Of one sequence there is one single marker, or one of each letter of a set. */
function duplicates(group: readonly CheckedMarker[]): Doubt[] {
  const seen = new Map<string, CheckedMarker>();
  return group.flatMap((marker): Doubt[] => {
    const set = setOf(marker);
    const place = set === null ? 'single' : marker.letter === null ? `${set} ${marker.id}` : marker.letter;
    const other = seen.get(place) ?? (set === null ? [...seen.values()][0] : seen.get('single'));
    if (!seen.has(place)) seen.set(place, marker);
    if (other === undefined) return [];
    return [{ check: 'number-duplicate', severity: 'error', marker, reason: `与 ${other.number} 同为第 ${three(marker.sequence!)} 号`, rule: '同一条界线上一号一桩, 双立、三立以字母区分' }]; // prettier-ignore
  });
}

function incomplete(group: readonly CheckedMarker[]): Doubt[] {
  return (['double', 'triple'] as const).flatMap((set): Doubt[] => {
    const own = group.filter((marker) => setOf(marker) === set);
    const [marker] = own;
    if (marker === undefined) return [];
    const letters = own.map(({ letter }) => letter).filter((letter) => letter !== null);
    const lacking = letters.length === 0 ? [] : sets[set].filter((letter) => !letters.includes(letter));
    const wanted = sets[set].length;
    if (letters.length === 0 ? own.length >= wanted : lacking.length === 0) return [];
    const reason = letters.length === 0 ? `${setWords[set]}应有 ${wanted} 根, 只有 ${own.length} 根` : `${setWords[set]}缺 ${lacking.join('、')}`; // prettier-ignore
    return [
      { check: 'set-incomplete', severity: 'warning', marker, reason, rule: '双立 A、B; 三立 C、D、E' },
    ];
  });
}

/** Numbers between the first and the highest that no marker bears: after 报废 that is as it should be. */
function missing(
  line: CheckedLine,
  markers: readonly CheckedMarker[],
  present: ReadonlySet<number>,
  isRetired: (number: string) => boolean,
): Doubt[] {
  const highest = markers.reduce((most, { sequence }) => Math.max(most, sequence ?? 0), 0);
  const gone = new Set(
    markers.flatMap(({ sequence, retired, number }) =>
      sequence !== null && (retired || isRetired(number)) ? [sequence] : [],
    ),
  );
  const absent = Array.from({ length: highest }, (_, at) => at + 1).filter((n) => !present.has(n));
  const told = (check: 'number-missing' | 'number-retired', numbers: number[]): Doubt[] =>
    rangesOf(numbers).map(([from, to]) => ({
      check,
      severity: check === 'number-missing' ? 'warning' : 'note',
      line,
      reason: `${check === 'number-missing' ? '缺第' : '已报废: 第'} ${from === to ? three(from) : `${three(from)}–${three(to)}`} 号`,
      rule: check === 'number-missing' ? '编号从 001 起依次; 与界桩成果表核对' : '报废后编号空缺合规',
    }));
  return [
    ...told('number-missing', absent.filter((n) => !gone.has(n))),
    ...told('number-retired', absent.filter((n) => gone.has(n))),
  ]; // prettier-ignore
}

function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === n - 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges;
}
