import type { Wanted } from './walk.ts';

/** Another tile server on this machine. */
export interface Peer {
  name: string;
  origin: string;
  pathOf(tile: Wanted): string;
}

/** @param text NAME=http://127.0.0.1:PORT/...{z}/{x}/{y}..., with {set} where it has the sets apart. @throws Error when it is not of this machine */
export function parsePeer(text: string): Peer {
  const at = text.indexOf('=');
  const [name, template] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || !['{z}', '{x}', '{y}'].every((part) => template.includes(part))) throw new Error(`--peer ${text}: NAME=URL with {z}, {x} and {y}`); // prettier-ignore
  const { origin, hostname } = new URL(template);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) throw new Error(`--peer ${text}: only an address of this machine`); // prettier-ignore
  const path = template.slice(origin.length);
  return {
    name,
    origin,
    pathOf: ({ set, z, x, y }) => path.replace('{set}', set).replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)), // prettier-ignore
  };
}
