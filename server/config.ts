import { resolve } from 'node:path';
import { z } from 'zod';
import { accountConfig, checkAccountSettings, type AccountConfig } from './accounts/config.ts';
import { checkTiandituSettings, tiandituConfig, type TiandituConfig } from './basemap/config.ts';
import { CrsError, type DatumShift, type DatumShifts } from './crs/crs.ts';
import { parseDatumShift } from './crs/config.ts';
import type { MarkerTolerance } from './markers/tolerance.ts';
import { readWordChanges, type WordChanges } from './naming/words.ts';

const flag = z.enum(['on', 'off']).transform((value) => value === 'on');

/** dx,dy,dz[,rx,ry,rz,s][;accuracy]: m, arc-seconds, ppm, m; position vector to CGCS2000. */
const datumShift = z.string().transform((text, issues): DatumShift => {
  try {
    return parseDatumShift(text);
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    issues.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/** A JSON file with changes to the word lists of the naming rules. */
const wordChanges = z.string().transform((path, issues): WordChanges => {
  try {
    return readWordChanges(path);
  } catch (error) {
    issues.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** Every setting of the service, its unit and its default. This is the only reader of the environment. */
const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080), // 0 = any free port, printed at start
  NUTAG_HOME: z.string().min(1).default('data/local'), // everything the service writes
  NUTAG_PACKS: z.string().default('inner-mongolia'), // comma-separated pack ids; empty = no pack
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(), // absent = the embedded engine
  DATABASE_REPLICA_URLS: z.string().default(''), // comma-separated postgres://...: streaming replicas of DATABASE_URL that are read from
  NUTAG_REPLICA_LAG: z.coerce.number().min(0.1).max(3600).default(10), // s: a replica further behind is not read from
  NUTAG_WORKERS: z.coerce.number().int().min(1).max(64).default(1), // processes that answer at the one port; more than one needs DATABASE_URL
  NUTAG_POOL: z.coerce.number().int().min(1).max(200).default(10), // connections of one process to PostgreSQL, to each replica as many
  NUTAG_STATEMENT_TIMEOUT: z.coerce.number().int().min(100).default(15_000), // ms, PostgreSQL only, interactive queries
  NUTAG_WATCHDOG: z.coerce.number().int().min(5).default(180), // s without an answer before the embedded engine is restarted
  NUTAG_RATE: z.coerce.number().int().min(1).default(6000), // requests a minute from one address to the API; an office behind one address needs more
  NUTAG_DRAIN: z.coerce.number().min(0).max(300).default(2), // s that a stopping service still takes requests while /readyz says 503: time for a balancer to notice
  NUTAG_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  NUTAG_PROGRESS: flag.default(true), // progress bars on the terminal
  NUTAG_CHECK_ANSWERS: flag.default(false), // answers are checked against the contract (tests)
  NUTAG_MAP_REVIEW: z.string().default(''), // 审图号, shown on every map
  NUTAG_PMTILES: z.string().default(''), // path or http(s) address of a PMTiles file that the map is drawn from in place of the database
  NUTAG_TIANDITU_KEY: z
    .string()
    .regex(/^[\w-]{8,128}$/, 'must be the key itself')
    .optional(), // of 天地图; absent = no such base map
  NUTAG_TIANDITU_REVIEW: z.string().default(''), // 审图号 of 天地图, at the foot of its page; needed with the key
  NUTAG_TIANDITU_URL: z.string().default('https://t{s}.tianditu.gov.cn'), // another node, as in a government network
  NUTAG_UPLOAD_MB: z.coerce.number().int().min(1).max(100_000).default(2000), // MB, the largest file that may be imported
  NUTAG_DATUM_XIAN80: datumShift.optional(), // from the surveying department; absent = Xi'an 1980 stays 未转换
  NUTAG_DATUM_BEIJING54: datumShift.optional(), // likewise Beijing 1954
  NUTAG_TOLERANCE_LEGACY: z.coerce.number().min(0.01).max(1000).default(5), // m between measured and registered marker: 0.1 mm at 1:50,000; a registered position of an older survey or of an unknown method
  NUTAG_TOLERANCE_GNSS: z.coerce.number().min(0.01).max(1000).default(1), // m, likewise one that GNSS has surveyed
  NUTAG_NAMING: wordChanges.optional(), // a JSON file: what is added to the word lists in data/naming, and taken out
  NUTAG_OPEN: flag.default(true), // bound to loopback: whoever sits at this machine is administrator; off behind a proxy
  NUTAG_PUBLIC: flag.default(false), // anonymous readers see public records; needs NUTAG_MAP_REVIEW
  NUTAG_URL: z.url({ protocol: /^https?$/ }).optional(), // https://map.example.cn, as browsers name the service
  NUTAG_TRUSTED_PROXIES: z.string().default(''), // addresses or networks whose X-Forwarded-* headers are believed
  NUTAG_SECRET: z.string().min(32).optional(), // signs cookies; the same for all processes; absent = made once, in the database
  NUTAG_SESSION_HOURS: z.coerce.number().min(0.05).max(720).default(8), // h without use until one must sign in again
  NUTAG_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(), // single sign-on; its discovery document names the rest
  NUTAG_OIDC_CLIENT_ID: z.string().min(1).optional(),
  NUTAG_OIDC_CLIENT_SECRET: z.string().min(1).optional(), // absent = a public client (PKCE is always used)
  NUTAG_OIDC_SCOPES: z.string().default('openid profile'),
  NUTAG_OIDC_LABEL: z.string().min(1).max(40).default('统一身份认证'), // of the button
  NUTAG_OIDC_CLAIM: z.string().min(1).default('preferred_username'), // the claim that is the user name; users must not be able to change it there
  NUTAG_OIDC_CREATE: flag.default(false), // whoever is not known becomes a viewer
});

export interface Config {
  host: string;
  port: number;
  home: string;
  packs: readonly string[];
  databaseUrl: string | null;
  replicaUrls: readonly string[];
  replicaLagMs: number;
  workers: number;
  poolSize: number;
  statementTimeoutMs: number;
  watchdogSeconds: number;
  requestsPerMinute: number;
  drainMs: number;
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  progress: boolean;
  checkAnswers: boolean;
  mapReview: string;
  pmtiles: string | null; // absolute path, or http(s) address
  tianditu: TiandituConfig | null;
  uploadBytes: number;
  datumShifts: DatumShifts;
  markerTolerance: MarkerTolerance;
  namingWords: WordChanges;
  accounts: AccountConfig;
}

/** A setting that cannot be used. The message names the variable and what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and checks the settings.
 * @throws ConfigError naming each variable that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.superRefine(checkAccountSettings)
    .superRefine(checkReplicas)
    .superRefine(checkArchive)
    .superRefine(checkTiandituSettings)
    .superRefine(checkWorkers)
    .safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  return {
    host: env.HOST,
    port: env.PORT,
    home: resolve(env.NUTAG_HOME),
    packs: listOf(env.NUTAG_PACKS),
    databaseUrl: env.DATABASE_URL ?? null,
    replicaUrls: listOf(env.DATABASE_REPLICA_URLS),
    replicaLagMs: env.NUTAG_REPLICA_LAG * 1000,
    workers: env.NUTAG_WORKERS,
    poolSize: env.NUTAG_POOL,
    statementTimeoutMs: env.NUTAG_STATEMENT_TIMEOUT,
    watchdogSeconds: env.NUTAG_WATCHDOG,
    requestsPerMinute: env.NUTAG_RATE,
    drainMs: env.NUTAG_DRAIN * 1000,
    logLevel: env.NUTAG_LOG,
    progress: env.NUTAG_PROGRESS,
    checkAnswers: env.NUTAG_CHECK_ANSWERS,
    mapReview: env.NUTAG_MAP_REVIEW,
    pmtiles:
      env.NUTAG_PMTILES === ''
        ? null
        : /^https?:/.test(env.NUTAG_PMTILES)
          ? env.NUTAG_PMTILES
          : resolve(env.NUTAG_PMTILES),
    tianditu: tiandituConfig(env),
    uploadBytes: env.NUTAG_UPLOAD_MB * 1_000_000,
    datumShifts: {
      ...(env.NUTAG_DATUM_XIAN80 === undefined ? {} : { xian80: env.NUTAG_DATUM_XIAN80 }),
      ...(env.NUTAG_DATUM_BEIJING54 === undefined ? {} : { beijing54: env.NUTAG_DATUM_BEIJING54 }),
    },
    markerTolerance: { legacyM: env.NUTAG_TOLERANCE_LEGACY, gnssM: env.NUTAG_TOLERANCE_GNSS },
    namingWords: env.NUTAG_NAMING ?? {},
    accounts: accountConfig(env),
  };
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function checkReplicas(
  env: { DATABASE_URL?: string | undefined; DATABASE_REPLICA_URLS: string },
  issues: z.RefinementCtx,
): void {
  const refuse = (message: string): void =>
    issues.addIssue({ code: 'custom', path: ['DATABASE_REPLICA_URLS'], message });
  const urls = listOf(env.DATABASE_REPLICA_URLS);
  if (urls.length > 0 && env.DATABASE_URL === undefined) refuse('needs DATABASE_URL, the primary');
  for (const [index, url] of urls.entries()) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
      refuse(`number ${index + 1} is no postgres://... address`);
  }
}

function checkArchive({ NUTAG_PMTILES: location }: { NUTAG_PMTILES: string }, issues: z.RefinementCtx): void {
  if (!/^https?:/.test(location) || URL.canParse(location)) return;
  issues.addIssue({ code: 'custom', path: ['NUTAG_PMTILES'], message: 'is no path and no http(s) address' });
}

function checkWorkers({ NUTAG_WORKERS: workers, DATABASE_URL: url }: { NUTAG_WORKERS: number; DATABASE_URL?: string | undefined }, issues: z.RefinementCtx): void {
  if (workers === 1 || url !== undefined) return;
  issues.addIssue({ code: 'custom', path: ['NUTAG_WORKERS'], message: 'more than one process needs DATABASE_URL: the embedded engine has one session, which processes could only wait for' });
} // prettier-ignore
