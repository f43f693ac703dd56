import { sql, type RawBuilder } from 'kysely';
import { insertBatch } from '../../database/bulk.ts';
import type { Db } from '../../database/open.ts';
import type { Checked, CheckRun, PublishRun, Run } from '../kind.ts';
import { readHistory, type PastVersion, type Succession } from './division-history-rows.ts';
import { knownCodes, type KnownCodes } from './division-known.ts';
import { publishDivisions } from './division-swap.ts';

interface StoredVersion {
  id: number;
  code: string;
  name: string;
  from: number | null; // year
  to: number;
  own: boolean; // of this import's source
}

const versionsOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('history'));
const linksOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('links'));

/** Checks a history of codes against the past versions and the succession that are there. It adds and corrects, and removes nothing. */
export async function checkHistory(run: CheckRun): Promise<Checked> {
  const { report } = run;
  const known = await knownCodes(run.db);
  const history = await readHistory(run, known.regions);
  if (history.leftOut > 0) report.warning({ check: 'code-elsewhere', reason: `${history.leftOut} 行是其他省区的, 不载入`, remedy: '无须处理' }); // prettier-ignore
  const stored = await storedVersions(run);
  const doubted = new Set<number>(); // lines
  const versions = history.versions.flatMap((version) => {
    const fate = compareVersion(version, stored, known);
    if (typeof fate !== 'string') return [{ ...version, id: fate.id }];
    if (fate === '') return [];
    doubted.add(version.line);
    report.warning({ check: 'history-conflict', line: version.line, field: run.columns.header('code'), value: version.code, reason: `${version.name} (至 ${version.to} 年): ${fate}; 这一条不载入`, remedy: '核对两个来源' }); // prettier-ignore
    return [];
  });
  const there = await storedLinks(run.db);
  const links = [
    ...new Map(
      history.links.filter(({ line }) => !doubted.has(line)).map((link) => [keyOf(link), link]),
    ).values(),
  ];
  const fresh = links.filter(
    (link) => !there.has(keyOf(link)) && !there.has(`${link.from} ${link.to} ${link.year}`),
  );
  for (const { line, to } of links) {
    if (known.get(to) === undefined && !history.names.has(to)) report.warning({ check: 'successor-unknown', line, field: run.columns.header('successor'), value: to, reason: `新代码 ${to} 既不在文件中, 也不在名录中`, remedy: '核对新代码' }); // prettier-ignore
  }
  if (versions.length + fresh.length > 0) report.warning({ check: 'date-precision', reason: '变更日期只精确到年, 记为该年 1 月 1 日', remedy: '若知道确切日期, 另行补充' }); // prettier-ignore
  await stage(run, versions, fresh);
  const changed = versions.filter(({ id }) => id !== null).length;
  const counts = { rows: history.rows, accepted: history.rows - history.rejected - history.leftOut, rejected: history.rejected, added: versions.length - changed + fresh.length, changed, removed: 0, unchanged: history.versions.length + links.length - versions.length - fresh.length }; // prettier-ignore
  return { counts, summary: `代码沿革 ${counts.accepted} 条: 新增历史区划 ${versions.length - changed}, 改动 ${changed}, 新增承接关系 ${fresh.length}`, publishable: true }; // prettier-ignore
}

/** An id to correct, null to add; in words why it is not loaded, or '' when it is there. */
export function compareVersion(
  version: PastVersion,
  stored: readonly StoredVersion[],
  known: Pick<KnownCodes, 'get'>,
): { id: number | null } | string {
  const { code, name, from, to } = version;
  const same = stored.filter((one) => one.code === code && one.name === name);
  const exact = same.find((one) => one.to === to);
  if (exact !== undefined) return exact.own && exact.from !== from ? { id: exact.id } : '';
  const own = same.find((one) => one.own);
  if (own !== undefined) return { id: own.id };
  if (same[0] !== undefined) return `现有记录到 ${same[0].to} 年为止`;
  const present = known.get(code);
  if (present?.stored === true && present.name === name) return '现在仍在用';
  const other = stored.find(
    (one) => one.code === code && Math.max(one.from ?? 0, from ?? 0) < Math.min(one.to, to),
  );
  return other === undefined ? { id: null } : `同一时期的代码 ${code} 现有记录是 ${other.name}`;
}

const keyOf = ({ from, to, change }: Pick<Succession, 'from' | 'to' | 'change'>): string =>
  `${from} ${to} ${change}`;

async function storedVersions(run: CheckRun): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    select id, code, name, extract(year from valid_from)::int4 as "from", extract(year from valid_to)::int4 as "to", source_id = ${run.job.sourceId} as own
    from division where valid_to is not null and level <> 'township'`.execute(run.db);
  return rows;
}

/** Links by their key, and by codes and year. */
async function storedLinks(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ from: string; to: string; change: string; year: number | null }>`
    select predecessor_code as "from", successor_code as "to", change, extract(year from at)::int4 as year from division_succession`.execute(
    db,
  );
  return new Set(
    rows.flatMap(({ from, to, change, year }) => [`${from} ${to} ${change}`, `${from} ${to} ${year}`]),
  );
}

async function stage(
  run: CheckRun,
  versions: readonly (PastVersion & { id: number | null })[],
  links: readonly Succession[],
): Promise<void> {
  const day = (year: number | null): string | null => (year === null ? null : `${year}-01-01`);
  await sql`drop table if exists ${versionsOf(run)}`.execute(run.db);
  await sql`create table ${versionsOf(run)} (id int4, code text, level text, name text, valid_from date, valid_to date)`.execute(
    run.db,
  );
  await insertBatch(run.db, run.stage('history'), {
    id: { type: 'int4', values: versions.map(({ id }) => id) },
    code: { type: 'text', values: versions.map(({ code }) => code) },
    level: { type: 'text', values: versions.map(({ level }) => level) },
    name: { type: 'text', values: versions.map(({ name }) => name) },
    valid_from: { type: 'date', values: versions.map(({ from }) => day(from)) },
    valid_to: { type: 'date', values: versions.map(({ to }) => day(to)) },
  });
  await sql`drop table if exists ${linksOf(run)}`.execute(run.db);
  await sql`create table ${linksOf(run)} (predecessor_code text, successor_code text, at date, change text)`.execute(
    run.db,
  );
  await insertBatch(run.db, run.stage('links'), {
    predecessor_code: { type: 'text', values: links.map(({ from }) => from) },
    successor_code: { type: 'text', values: links.map(({ to }) => to) },
    at: { type: 'date', values: links.map(({ year }) => day(year)) },
    change: { type: 'text', values: links.map(({ change }) => change) },
  });
}

export async function publishHistory(run: PublishRun): Promise<void> {
  const versions = versionsOf(run);
  await publishDivisions(run, {
    codes: sql`select code from ${versions}`,
    names: new Map(),
    write: async (trx) => {
      await sql`update division d set valid_from = v.valid_from, valid_to = v.valid_to, updated_at = now() from ${versions} v where v.id = d.id`.execute(
        trx,
      );
      await sql`insert into division (code, level, name, valid_from, valid_to, source_id)
        select code, level, name, valid_from, valid_to, ${run.job.sourceId} from ${versions} where id is null order by code, valid_to`.execute(
        trx,
      );
      await sql`insert into division_succession (predecessor_code, successor_code, at, change, note)
        select predecessor_code, successor_code, at, change, '精确到年' from ${linksOf(run)} on conflict do nothing`.execute(
        trx,
      );
    },
  });
}
