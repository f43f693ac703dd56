import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  body: Record<string, any>; // eslint-disable-line typescript/no-explicit-any
  headers: Record<string, string | string[] | undefined>;
  cookies: string[];
}

/** Asks as one client of the service. */
export type Page = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** A request with whatever headers, Host and Origin included (fetch would not send them). A body is sent as JSON, `raw` as it is. */
export function askRaw(
  service: string,
  method: string,
  path: string,
  { headers = {}, body, raw }: { headers?: Record<string, string>; body?: unknown; raw?: string } = {},
): Promise<Answer> {
  const url = new URL(path, service);
  const text = body === undefined ? raw : JSON.stringify(body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: url.port, method, path: url.pathname + url.search, agent: false, headers: { host: url.host, ...type, ...headers } }, // prettier-ignore
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const content = Buffer.concat(chunks).toString('utf8');
          const isJson = (response.headers['content-type'] ?? '').includes('json');
          resolve({
            status: response.statusCode!,
            body: isJson ? (JSON.parse(content) as Answer['body']) : {},
            headers: response.headers,
            cookies: response.headers['set-cookie'] ?? [],
          });
        });
      },
    );
    request.on('error', reject).end(text);
  });
}

/** What a browser would send next time. */
export const jar = (cookies: readonly string[]): string => cookies.map((line) => line.split(';')[0]!).join('; '); // prettier-ignore

/** The service's own page, behind a proxy that tells where it is: each client has its own count of failures. */
export function pageOf(service: string, cookie = '', address = '10.0.0.1'): Page {
  const { origin, host } = new URL(service.replace('127.0.0.1', 'localhost'));
  const headers = { origin, host, 'x-forwarded-for': address, ...(cookie === '' ? {} : { cookie }) };
  return (method, path, body) => askRaw(service, method, path, { headers, body });
}

export async function signInAt(service: string, username: string, password: string): Promise<{ page: Page; cookie: string }> {
  const answer = await pageOf(service)('POST', '/api/v1/session', { username, password });
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  const cookie = jar(answer.cookies);
  return { page: pageOf(service, cookie), cookie };
} // prettier-ignore

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
