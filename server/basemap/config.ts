import type { RefinementCtx } from 'zod';

/** 天地图 as base map, through this server. Its key stays here. */
export interface TiandituConfig {
  key: string;
  review: string; // 审图号 of its maps, shown wherever they are
  url: string; // without a slash at the end; {s} stands for 0..7
}

export interface TiandituEnvironment {
  NUTAG_TIANDITU_KEY?: string | undefined;
  NUTAG_TIANDITU_REVIEW: string;
  NUTAG_TIANDITU_URL: string;
}

export function checkTiandituSettings(env: TiandituEnvironment, issues: RefinementCtx): void {
  const refuse = (name: string, message: string): void =>
    issues.addIssue({ code: 'custom', path: [name], message });
  if (env.NUTAG_TIANDITU_KEY === undefined) return;
  if (env.NUTAG_TIANDITU_REVIEW.trim() === '')
    refuse('NUTAG_TIANDITU_REVIEW', '使用天地图须注明其审图号 (见天地图网页下方)。is needed with NUTAG_TIANDITU_KEY: the map review number at the foot of the 天地图 page'); // prettier-ignore
  const address = env.NUTAG_TIANDITU_URL.replace('{s}', '0');
  const parsed = URL.canParse(address) ? new URL(address) : null;
  const isPlain = parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.search === '' && parsed.hash === ''; // prettier-ignore
  if (!isPlain) refuse('NUTAG_TIANDITU_URL', 'must be http(s)://HOST[:PORT][/PATH] without a user and a query; {s} may stand for the number of the host'); // prettier-ignore
}

export const tiandituConfig = (env: TiandituEnvironment): TiandituConfig | null =>
  env.NUTAG_TIANDITU_KEY === undefined
    ? null
    : {
        key: env.NUTAG_TIANDITU_KEY,
        review: env.NUTAG_TIANDITU_REVIEW.trim(),
        url: env.NUTAG_TIANDITU_URL.replace(/\/+$/, ''),
      };
