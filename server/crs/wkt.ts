import { CrsError } from './crs.ts';

/** An element of well-known text: `DATUM["D_China_2000", SPHEROID[...]]`. Keywords are in upper case. */
export interface WktNode {
  keyword: string;
  values: (string | number)[];
  children: WktNode[];
}

const longest = 20_000; // characters; PROJ's longest text of a Gauss-Kruger zone has 2,300
const deepest = 16; // levels; WKT2 of a bound compound CRS has 8
const token =
  /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_]\w*)|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([[\](),]))/y;

/**
 * Reads WKT1 (OGC, ESRI .prj) and WKT2: all are nested elements, in square or round brackets. Of several the first: ArcGIS
 * writes `PROJCS[...],VERTCS[...]`.
 * @throws {CrsError} when it is not well formed
 */
export function parseWkt(text: string): WktNode {
  if (text.length > longest) throw malformed('太长');
  const tokens = tokenize(text.replace(/^\uFEFF/, '').trim());
  let at = 0;

  const element = (keyword: string, depth: number): WktNode => {
    if (depth > deepest) throw malformed('嵌套太深');
    const node: WktNode = { keyword: keyword.toUpperCase(), values: [], children: [] };
    at += 1; // the opening bracket
    for (;;) {
      const { word, value } = tokens[at++] ?? {};
      if (word !== undefined && opens(tokens[at])) node.children.push(element(word, depth + 1));
      else if (word !== undefined) node.values.push(word);
      else if (value !== undefined) node.values.push(value);
      else throw malformed('括号不配对');
      const separator = tokens[at++]?.mark;
      if (separator === ']' || separator === ')') return node;
      if (separator !== ',') throw malformed('缺少逗号或括号');
    }
  };

  const whole = (): WktNode => {
    const { word } = tokens[at++] ?? {};
    if (word === undefined || !opens(tokens[at])) throw malformed('不以关键字开头');
    return element(word, 1);
  };
  const root = whole();
  while (tokens[at]?.mark === ',') {
    at += 1;
    whole();
  }
  if (at !== tokens.length) throw malformed('末尾有多余的内容');
  return root;
}

/** The child of one of these keywords that comes first. */
export const child = (node: WktNode, ...keywords: string[]): WktNode | undefined =>
  node.children.find((each) => keywords.includes(each.keyword));

/** The element and everything inside it. */
export const elements = (node: WktNode): WktNode[] => [node, ...node.children.flatMap(elements)];

interface Token {
  word?: string; // a keyword, or a bare value such as NORTH
  value?: string | number;
  mark?: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw malformed(`“${text.slice(from, from + 20)}”`);
    const [, quoted, word, number, mark] = match;
    if (quoted !== undefined) tokens.push({ value: quoted.replaceAll('""', '"') });
    else if (word !== undefined) tokens.push({ word });
    else if (number !== undefined) tokens.push({ value: Number(number) });
    else if (mark !== undefined) tokens.push({ mark });
  }
  return tokens;
}

const opens = (token: Token | undefined): boolean => token?.mark === '[' || token?.mark === '(';

const malformed = (why: string): CrsError => new CrsError(`坐标系的 WKT 文本不完整或有误: ${why}`);
