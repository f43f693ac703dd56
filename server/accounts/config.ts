import { BlockList, isIP } from 'node:net';
import type { RefinementCtx } from 'zod';

/** Who may come in, from where, and how they sign in. */
export interface AccountConfig {
  open: boolean; // bound to loopback, whoever sits at this machine is the local administrator
  public: boolean; // anonymous readers see public records
  url: string | null; // address by which browsers reach the service, without a path
  secret: string | null; // null: made once and kept in the database
  trustedProxies: readonly string[];
  sessionSeconds: number; // without use
  oidc: OidcConfig | null;
}

export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: string | null; // null: a public client, PKCE alone
  scopes: readonly string[];
  label: string; // of the button
  claim: string; // that holds the user name
  create: boolean; // whoever is not known becomes a viewer without a jurisdiction
}

/** The settings as config.ts has checked them one by one. */
export interface AccountEnvironment {
  HOST: string;
  NUTAG_MAP_REVIEW: string;
  NUTAG_OPEN: boolean;
  NUTAG_PUBLIC: boolean;
  NUTAG_URL?: string | undefined;
  NUTAG_SECRET?: string | undefined;
  NUTAG_TRUSTED_PROXIES: string;
  NUTAG_SESSION_HOURS: number;
  NUTAG_OIDC_ISSUER?: string | undefined;
  NUTAG_OIDC_CLIENT_ID?: string | undefined;
  NUTAG_OIDC_CLIENT_SECRET?: string | undefined;
  NUTAG_OIDC_SCOPES: string;
  NUTAG_OIDC_LABEL: string;
  NUTAG_OIDC_CLAIM: string;
  NUTAG_OIDC_CREATE: boolean;
}

/** What these settings must be together. */
export function checkAccountSettings(env: AccountEnvironment, issues: RefinementCtx): void {
  const refuse = (name: string, message: string): void =>
    issues.addIssue({ code: 'custom', path: [name], message });
  if (env.NUTAG_PUBLIC && env.NUTAG_MAP_REVIEW.trim() === '') {
    refuse('NUTAG_PUBLIC', '对公众开放须先设置审图号 NUTAG_MAP_REVIEW (《地图管理条例》第十五条)。on needs NUTAG_MAP_REVIEW, the map review number.'); // prettier-ignore
  }
  for (const proxy of listOf(env.NUTAG_TRUSTED_PROXIES)) {
    if (!isAddress(proxy))
      refuse('NUTAG_TRUSTED_PROXIES', `${proxy} is no address, no network (10.0.0.0/8) and not loopback`);
  }
  if (env.NUTAG_URL !== undefined && new URL(env.NUTAG_URL).pathname !== '/')
    refuse('NUTAG_URL', 'must be scheme and host only');
  if (env.NUTAG_OIDC_ISSUER === undefined) return;
  if (env.NUTAG_OIDC_CLIENT_ID === undefined)
    refuse('NUTAG_OIDC_CLIENT_ID', 'is needed with NUTAG_OIDC_ISSUER');
  if (env.NUTAG_URL === undefined) refuse('NUTAG_URL', 'is needed with NUTAG_OIDC_ISSUER: the provider sends browsers back there'); // prettier-ignore
  const issuer = new URL(env.NUTAG_OIDC_ISSUER);
  if (issuer.protocol !== 'https:' && !isLoopback(issuer.hostname))
    refuse('NUTAG_OIDC_ISSUER', 'must be https');
}

export function accountConfig(env: AccountEnvironment): AccountConfig {
  return {
    open: env.NUTAG_OPEN && isLoopback(env.HOST),
    public: env.NUTAG_PUBLIC,
    url: env.NUTAG_URL === undefined ? null : new URL(env.NUTAG_URL).origin,
    secret: env.NUTAG_SECRET ?? null,
    trustedProxies: listOf(env.NUTAG_TRUSTED_PROXIES),
    sessionSeconds: Math.round(env.NUTAG_SESSION_HOURS * 3600),
    oidc: env.NUTAG_OIDC_ISSUER === undefined ? null : {
      issuer: env.NUTAG_OIDC_ISSUER.replace(/\/$/, ''),
      clientId: env.NUTAG_OIDC_CLIENT_ID ?? '',
      clientSecret: env.NUTAG_OIDC_CLIENT_SECRET ?? null,
      scopes: listOf(env.NUTAG_OIDC_SCOPES),
      label: env.NUTAG_OIDC_LABEL,
      claim: env.NUTAG_OIDC_CLAIM,
      create: env.NUTAG_OIDC_CREATE,
    },
  }; // prettier-ignore
}

/** Also the name of a Host header, in lower case and without its port. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' ||
  address === '::1' ||
  address === '[::1]' ||
  /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

function isAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text) || isIP(text) !== 0) return true;
  const [network = '', length = ''] = text.split('/');
  if (isIP(network) === 0 || !/^\d{1,3}$/.test(length)) return false;
  try {
    new BlockList().addSubnet(network, Number(length), isIP(network) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
