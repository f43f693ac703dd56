import { Readable } from 'node:stream';
import type { Account } from '../../server/accounts/account.ts';
import type { Audience } from '../../server/accounts/audience.ts';
import type { Context } from '../../server/context.ts';
import { Problem } from '../../server/http/problem.ts';
import type { Download, Route } from '../../server/http/route.ts';

export interface Given {
  params?: object;
  query?: object;
  body?: unknown;
  match?: string;
  upload?: Buffer | string | Readable;
}

/** What the HTTP layer hands to an operation: query, path and body checked on the way in. */
export const inputOf = ({ endpoint }: Route, context: Context, { params = {}, query = {}, body, match = '', upload = '' }: Given, account: Account, audience: Audience = 'staff') =>
  ({
    params: endpoint.params.parse(params),
    query: endpoint.query.parse(query),
    body: endpoint.body?.parse(body),
    match,
    upload: upload instanceof Readable ? upload : Readable.from([Buffer.from(upload)]),
    account,
    audience,
    exchange: { address: '10.0.0.9', isSecure: false, headers: {}, setCookies: () => undefined },
    context,
  }) as never; // prettier-ignore

/** Asks operations as the HTTP layer does, as one account. */
export function caller(context: Context, routes: readonly Route[]) {
  const found = (id: string, account: Account, given: Given) => {
    const route = routes.find(({ endpoint }) => endpoint.id === id)!;
    return { route, input: inputOf(route, context, given, account) };
  };
  return {
    ask: async <T>(id: string, account: Account, given: Given = {}): Promise<T> => {
      const { route, input } = found(id, account, given);
      return route.endpoint.response.parse(await route.handle(input)) as T;
    },
    download: async (id: string, account: Account, given: Given = {}): Promise<Omit<Download, 'body'> & { body: Buffer }> => {
      const { route, input } = found(id, account, given);
      const { body, ...rest } = await route.file!(input);
      const chunks: Buffer[] = [];
      for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
      await rest.release?.();
      return { ...rest, body: Buffer.concat(chunks) };
    },
    csv: async (id: string, account: Account, given: Given = {}): Promise<string> => {
      const { route, input } = found(id, account, given);
      let text = '';
      for await (const part of route.csv!(input)) text += part;
      return text;
    },
  };
} // prettier-ignore

/** The problem that something was refused with. */
export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => new Error('was not refused'),
    (problem: unknown) => problem,
  );
  if (!(error instanceof Problem)) throw error;
  return error;
}
