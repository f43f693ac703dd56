import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jar, pageOf, type Answer, type Page } from './page.ts';

export const clientId = 'nutag';
export const clientSecret = 'provider-secret';

/** An OpenID provider that signs in whoever `subject` says, at once. */
export interface OidcProvider {
  issuer: string;
  subject: Record<string, string>;
  nonce: string | null; // instead of the one that was asked for
  close(): void;
}

export async function startOidcProvider(subject: Record<string, string>): Promise<OidcProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { challenge: string; nonce: string; redirectUri: string }>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: OidcProvider = { issuer, subject, nonce: null, close: () => server.close() };

  const authorize = (url: URL, response: ServerResponse): void => {
    const asked = (name: string): string => url.searchParams.get(name) ?? '';
    const code = randomUUID();
    codes.set(code, { challenge: asked('code_challenge'), nonce: asked('nonce'), redirectUri: asked('redirect_uri') }); // prettier-ignore
    response.writeHead(302, { location: `${asked('redirect_uri')}?code=${code}&state=${asked('state')}` }).end(); // prettier-ignore
  };
  const exchange = async (request: IncomingMessage, send: (body: object, status?: number) => void) => {
    const fields = new URLSearchParams(await textOf(request));
    const asked = (name: string): string => fields.get(name) ?? '';
    const code = codes.get(asked('code'));
    codes.delete(asked('code'));
    const isClient = asked('client_id') === clientId && asked('client_secret') === clientSecret;
    const challenge = createHash('sha256').update(asked('code_verifier')).digest('base64url');
    if (!isClient || code?.challenge !== challenge || code.redirectUri !== asked('redirect_uri')) {
      send({ error: 'invalid_grant' }, 400);
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, iat: now, exp: now + 60, nonce: provider.nonce ?? code.nonce, ...provider.subject }; // prettier-ignore
    const text = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`;
    const signature = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url');
    send({ access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: `${text}.${signature}` });
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url!, issuer);
    const send = (body: object, status = 200): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration') {
      send({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, id_token_signing_alg_values_supported: ['RS256'] }); // prettier-ignore
    } else if (url.pathname === '/jwks') {
      send({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] });
    } else if (url.pathname === '/authorize') authorize(url, response);
    else await exchange(request, send);
  };
  return provider;
}

/** Goes through the provider as a browser does. @param meddle changes the address at which it comes back */
export async function signInThrough(
  service: string,
  meddle: (callback: URL) => void = () => undefined,
  keepState = true,
): Promise<{ authorization: URL; callback: URL; answer: Answer; user: Page }> {
  const begun = await pageOf(service)('POST', '/api/v1/session/oidc', { returnTo: '/?view=1#x' });
  const authorization = new URL(String(begun.body['url']));
  const atProvider = await fetch(authorization, { redirect: 'manual' });
  const callback = new URL(atProvider.headers.get('location')!);
  meddle(callback);
  const browser = pageOf(service, keepState ? jar(begun.cookies) : '');
  const answer = await browser('GET', callback.pathname + callback.search);
  return { authorization, callback, answer, user: pageOf(service, jar(answer.cookies)) };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
