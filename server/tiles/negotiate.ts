export type Coding = 'br' | 'gzip' | 'identity';

interface Accepted {
  br: boolean;
  gzip: boolean;
}

const known = new Map<string, Accepted>(); // browsers send a handful of different headers
const knownLimit = 64;

/** The best stored coding that a client takes (RFC 9110 12.5.3); without the header, none. */
export function pickCoding(header: string | string[] | undefined, hasBr: boolean): Coding {
  if (header === undefined) return 'identity';
  const accepted = accept(String(header));
  if (accepted.br && hasBr) return 'br';
  return accepted.gzip ? 'gzip' : 'identity';
}

function accept(header: string): Accepted {
  const found = known.get(header);
  if (found !== undefined) return found;
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  const takes = (name: string): boolean => (weights.get(name) ?? weights.get('*') ?? 0) > 0;
  const accepted = { br: takes('br'), gzip: takes('gzip') || (weights.get('x-gzip') ?? 0) > 0 };
  if (known.size >= knownLimit) known.clear();
  known.set(header, accepted);
  return accepted;
}

/** Whether If-None-Match names this tag. The comparison is weak: proxies put W/ before a tag when they compress. */
export function isUnchanged(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
