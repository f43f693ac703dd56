import { ImportRefused } from '../report.ts';
import type { Input } from './input.ts';

export const nameOfColumn = (index: number): string => `列 ${index + 1}`;

/**
 * Names that differ: the second of two equal ones gets ` (2)`, with a notice; one without a name is called by its number.
 * @throws ImportRefused when there are too many, or a name cannot be read
 */
export function distinctHeaders(
  names: readonly (string | null)[],
  input: Input,
  line: number | null,
): string[] {
  checkColumnCount(names.length, input);
  const garbled = names.findIndex((name) => name?.includes('\uFFFD') === true);
  if (garbled !== -1) {
    throw new ImportRefused(
      `第 ${garbled + 1} 列的列名是乱码。请换一种编码 (常见的是 gbk 和 utf-8), 或另存为 UTF-8 后再导入`,
    );
  }
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((given, index) => {
    const name = given ?? nameOfColumn(index);
    let distinct = name;
    for (let number = 2; seen.has(distinct); number += 1) {
      const next = `${name} (${number})`;
      if (!taken.has(next)) distinct = next;
    }
    seen.add(distinct);
    if (distinct !== name) {
      input.notices.add('header-duplicate', {
        line,
        field: distinct,
        value: name,
        reason: `列名“${name}”出现多次`,
        remedy: `后一列按“${distinct}”读取; 请改成不同的列名`,
      });
    }
    return distinct;
  });
}

/** @throws ImportRefused */
export function checkColumnCount(count: number, { limits }: Input): void {
  if (count <= limits.columns) return;
  throw new ImportRefused(`列数超过 ${limits.columns}。请删去不需要的列, 或检查分隔符和引号`);
}
