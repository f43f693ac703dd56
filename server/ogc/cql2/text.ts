import peggy from 'peggy';
import { grammar } from './grammar.ts';

let parser: peggy.Parser | null = null; // made when the first filter comes

/** CQL2 text as CQL2 JSON, not yet checked. @throws SyntaxError that says where and what was expected; RangeError when nested too deeply */
export function parseCql2Text(text: string): unknown {
  parser ??= peggy.generate(grammar);
  try {
    return parser.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error;
    throw new SyntaxError(`character ${error.location.start.offset + 1}: ${error.message}`);
  }
}
