import type { RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { Problem } from '../http/problem.ts';
import { exchangeOf, libraryHeaders, type Exchange } from './exchange.ts';
import { checkHost } from './origin.ts';

/** Begins single sign-on: the state goes into a cookie and the database. @returns where the browser goes */
export async function beginOidc(
  { accounts }: Context,
  exchange: Exchange,
  returnTo: string,
): Promise<string> {
  const library = await accounts.oidc();
  const { failedSignIn } = await import('./library.ts');
  try {
    const { headers, response } = await library.api.signInSocial({
      body: {
        provider: 'oidc',
        callbackURL: returnTo,
        errorCallbackURL: failedSignIn,
        disableRedirect: true,
      },
      headers: libraryHeaders(exchange),
      returnHeaders: true,
    });
    exchange.setCookies(headers.getSetCookie());
    return response.url!;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    throw new Problem(503, 'Provider unreachable', '统一身份认证服务没有应答, 请稍后再试。The identity provider does not answer.', { retryAfter: 30 }); // prettier-ignore
  }
}

/** Where the provider sends the browser back to: the only path of the library that is open. */
export function oidcCallback({ config, accounts }: Context): RequestHandler {
  return async (request, response) => {
    checkHost(config, request.headers);
    const library = await accounts.oidc();
    const exchange = exchangeOf(request, response);
    const answer = await library.handler(
      new Request(new URL(request.originalUrl, config.accounts.url!), { headers: libraryHeaders(exchange) }),
    );
    exchange.setCookies(answer.headers.getSetCookie());
    response.setHeader('Cache-Control', 'no-store');
    response.redirect(303, answer.headers.get('location') ?? '/');
  };
}
