import { ImportRefused } from '../report.ts';

/** A piece of a JSON text, not parsed yet. */
export interface JsonItem {
  /**
   * `item`: one of the array at the top, or of `features` in the object at the top. `head`: what stands before the items, closed;
   * `document`: a whole value at the top, without its items.
   */
  kind: 'head' | 'item' | 'document';
  text: string;
  line: number;
}

const deepest = 500; // arrays and objects within one another
const keyChars = 200; // in which `"features" :` must have room
const [quote, comma, backslash, newline] = [34, 44, 92, 10];
const [arrayStart, arrayEnd, objectStart, objectEnd] = [91, 93, 123, 125];

/**
 * Cuts a JSON text into its features, or the elements of an array, or one value per line: a document of any size is read in the
 * memory of one feature, and a feature that is broken does not cost the others. What is cut is left to JSON.parse.
 * @param limit characters of one item
 * @throws ImportRefused when the text is no JSON or ends too early
 */
export async function* jsonItems(chunks: AsyncIterable<string>, limit: number): AsyncGenerator<JsonItem> {
  let depth = 0;
  let base = 0; // depth between items; 0: not in an array of items
  let line = 1;
  let inString = false;
  let escaped = false;
  let document: string[] = [];
  let documentLine = 1;
  let item: string[] = [];
  let itemLine = 1;
  let target: string[] | null = null; // where the text goes: null between documents and between items
  let held = 0; // characters in target

  const keep = (text: string): void => {
    target!.push(text);
    held += text.length;
    if (held > limit) {
      throw new ImportRefused(`第 ${itemLine} 行开始的一个要素超过 ${limit} 个字符。请简化或拆分后再导入`);
    }
  };
  /** What is in target, with this last piece. */
  const finish = (text: string): string => {
    keep(text);
    const whole = target!.length === 1 ? target![0]! : target!.join('');
    target = null;
    return whole;
  };

  for await (const chunk of chunks) {
    let from = 0; // of what is not in target yet
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) inString = false;
        continue;
      }
      if (code === newline) line += 1;
      if (target === null && code > 32 && code !== comma && code !== arrayEnd && code !== objectEnd) {
        if (depth === 0 && code !== objectStart && code !== arrayStart) throw notJson(line);
        [from, held, itemLine] = [at, 0, line];
        if (depth === 0) [target, documentLine] = [(document = []), line];
        else target = item = [];
      }
      if (code === quote) {
        inString = true;
      } else if (code === objectStart || code === arrayStart) {
        depth += 1;
        if (depth > deepest) throw new ImportRefused(`第 ${line} 行嵌套过深, 不能读取`);
        if (
          code === arrayStart &&
          base === 0 &&
          depth <= 2 &&
          holdsItems(depth, document, chunk.slice(Math.max(from, at - keyChars), at))
        ) {
          keep(chunk.slice(from, at + 1));
          yield { kind: 'head', text: document.join('') + (depth === 2 ? ']}' : ']'), line: documentLine };
          [base, target] = [depth, null];
        }
      } else if (code === comma) {
        if (target === item && base > 0 && depth === base) {
          yield { kind: 'item', text: finish(chunk.slice(from, at)), line: itemLine };
        }
      } else if (code === objectEnd || code === arrayEnd) {
        if (depth === 0) throw notJson(line);
        if (base > 0 && depth === base) {
          if (target === item) yield { kind: 'item', text: finish(chunk.slice(from, at)), line: itemLine };
          [base, target, from, held] = [0, document, at, 0];
        }
        depth -= 1;
        if (base > 0 && depth === base) {
          yield { kind: 'item', text: finish(chunk.slice(from, at + 1)), line: itemLine };
        }
        if (depth === 0) {
          yield { kind: 'document', text: finish(chunk.slice(from, at + 1)), line: documentLine };
        }
      }
    }
    if (target !== null) keep(chunk.slice(from));
  }
  if (depth > 0) throw new ImportRefused('文件不完整, JSON 在中途结束。请重新导出或重新传输');
}

/** Whether the array that begins is the one at the top or `features` of the object at the top. */
function holdsItems(depth: number, document: readonly string[], piece: string): boolean {
  if (depth === 1) return true;
  let before = piece;
  for (let at = document.length - 1; at >= 0 && before.length < keyChars; at -= 1) {
    before = document[at]!.slice(-keyChars) + before;
  }
  return /(^|[^\\])"features"\s*:\s*$/.test(before);
}

const notJson = (line: number): ImportRefused =>
  new ImportRefused(`第 ${line} 行不是 JSON。请检查文件内容, 或用原软件重新导出 GeoJSON`);
