import { ImportRefused } from '../report.ts';

/** Told of what an XML document holds, in its order. Names come without prefix. */
export interface XmlHandler {
  open(name: string, attributes: string): void;
  text(text: string): void;
  close(name: string): void;
}

const longestTag = 1_000_000; // characters
const deepest = 200; // elements within elements
const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads XML piece by piece; text may be told in several parts. Knows no DTD: a document that has one is refused, so that no
 * entity can grow and nothing outside is asked for.
 * @throws ImportRefused when the document is not well-formed, or ends too early
 */
function createXmlReader(handler: XmlHandler): { write(chunk: string): void; end(): void } {
  const stack: string[] = [];
  let rest = '';
  let within: { end: string; text: boolean } | null = null; // a comment, an instruction, a CDATA section
  let seen = false;

  /** Handles what is whole from `at` on; answers where the rest begins. */
  const step = (buffer: string, at: number): number => {
    if (within !== null) return inside(buffer, at, within);
    if (buffer.charCodeAt(at) !== 60) return plain(buffer, at);
    if (buffer.charCodeAt(at + 1) === 33) return declaration(buffer, at);
    if (buffer.charCodeAt(at + 1) === 63) {
      within = { end: '?>', text: false };
      return at + 2;
    }
    return tag(buffer, at);
  };
  const inside = (buffer: string, at: number, section: { end: string; text: boolean }): number => {
    const end = buffer.indexOf(section.end, at);
    const until = end === -1 ? Math.max(buffer.length - section.end.length + 1, at) : end;
    if (section.text && until > at) handler.text(buffer.slice(at, until));
    if (end === -1) return until;
    within = null;
    return end + section.end.length;
  };
  const plain = (buffer: string, at: number): number => {
    const end = buffer.indexOf('<', at);
    let until = end === -1 ? buffer.length : end;
    if (end === -1) {
      const ampersand = buffer.lastIndexOf('&'); // an entity may go on in the next chunk
      if (ampersand >= at && buffer.length - ampersand < 12 && !buffer.includes(';', ampersand)) {
        until = ampersand;
      }
    }
    if (until > at && stack.length > 0) handler.text(decodeEntities(buffer.slice(at, until)));
    return until;
  };
  const declaration = (buffer: string, at: number): number => {
    if (buffer.startsWith('<!--', at)) {
      within = { end: '-->', text: false };
      return at + 4;
    }
    if (buffer.startsWith('<![CDATA[', at)) {
      within = { end: ']]>', text: true };
      return at + 9;
    }
    if (buffer.length - at < 9) return at;
    throw new ImportRefused('XML 中有 DOCTYPE 或实体声明, 出于安全不予读取。请用原软件重新导出');
  };
  const tag = (buffer: string, at: number): number => {
    const end = tagEnd(buffer, at);
    if (end === -1) {
      if (buffer.length - at > longestTag) throw malformed('标记过长');
      return at;
    }
    seen = true;
    if (buffer.charCodeAt(at + 1) === 47) {
      const name = localName(buffer.slice(at + 2, end).trim());
      if (stack.pop() !== name) throw malformed(`</${name}> 没有对应的开始标记`);
      handler.close(name);
      return end + 1;
    }
    const empty = buffer.charCodeAt(end - 1) === 47;
    const content = buffer.slice(at + 1, empty ? end - 1 : end);
    const space = content.search(/\s/);
    const name = localName(space === -1 ? content : content.slice(0, space));
    handler.open(name, space === -1 ? '' : content.slice(space));
    if (empty) {
      handler.close(name);
    } else {
      stack.push(name);
      if (stack.length > deepest) throw malformed('元素嵌套过深');
    }
    return end + 1;
  };
  return {
    write: (chunk) => {
      const buffer = rest + chunk;
      let at = 0;
      while (at < buffer.length) {
        const next = step(buffer, at);
        if (next === at) break; // the rest of it comes with the next chunk
        at = next;
      }
      rest = buffer.slice(at);
    },
    end: () => {
      if (!seen) throw malformed('没有任何元素');
      if (stack.length > 0 || within !== null || rest.trim() !== '') {
        throw malformed('文件不完整, 在中途结束');
      }
    },
  };
}

/** Reads a whole stream of XML; between chunks it can be stopped, and what the handler has gathered be used. */
export async function* readXml(text: AsyncIterable<string>, handler: XmlHandler): AsyncGenerator<void> {
  const reader = createXmlReader(handler);
  for await (const chunk of text) {
    reader.write(chunk);
    yield;
  }
  reader.end();
}

/** One attribute out of the text between the name of a tag and its end. */
export function attribute(attributes: string, name: string): string | undefined {
  const match = pattern(name).exec(attributes);
  return match ? decodeEntities(match[1] ?? match[2] ?? '') : undefined;
}

const malformed = (what: string): ImportRefused =>
  new ImportRefused(`XML 内容损坏: ${what}。请用原软件重新导出`);

const patterns = new Map<string, RegExp>();
function pattern(name: string): RegExp {
  const known = patterns.get(name);
  if (known) return known;
  const made = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  patterns.set(name, made);
  return made;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Where the tag that begins at `at` ends: a `>` in quotes is part of a value. */
function tagEnd(buffer: string, at: number): number {
  let quote = 0;
  for (let index = at + 1; index < buffer.length; index += 1) {
    const code = buffer.charCodeAt(index);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 62) return index;
  }
  return -1;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities.get(name as string) ?? (whole as string);
    const code = hex === undefined ? Number(decimal) : parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  });
}
