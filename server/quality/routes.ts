import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Query } from '../api/endpoint.ts';
import * as api from '../api/quality.ts';
import type { Quality, QualityCheckId, QualityRow, QualityUnit } from '../api/quality.ts';
import type { Context } from '../context.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { notYet, type Problem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { wordLists } from '../naming/words.ts';
import { checkIds, checks } from './checks.ts';
import type { After, Findings, FoundEntry } from './found.ts';
import { lastCounted, qualityNow, type Kept } from './keeper.ts';
import { placesShown } from './queries.ts';

const keptNow = ({ jobs, config, log }: Context): Promise<Kept> => qualityNow(jobs, wordLists(config.namingWords), log); // prettier-ignore

async function overview(context: Context): Promise<Quality> {
  const { state, done, total, stale, counted } = await keptNow(context);
  const tree = await divisionTree(context.db);
  const findings = counted?.findings;
  return {
    state,
    done,
    total,
    stale,
    countedAt: counted?.at ?? null,
    entries: counted?.entries ?? null,
    checks: findings === undefined ? [] : checkIds.map((id) => ({ id, ...checks[id], real: findings.count(id, false), sample: findings.count(id, true) })), // prettier-ignore
    units: findings === undefined ? [] : findings.counties().map((code) => unitOf(code, findings, tree)),
  };
}

function unitOf(code: string, findings: Findings, tree: DivisionTree): QualityUnit {
  const node = tree.get(code);
  const counts: QualityUnit['counts'] = {};
  for (const id of checkIds) {
    const [real, sample] = [findings.count(id, false, code), findings.count(id, true, code)];
    if (real > 0 || sample > 0) counts[id] = { real, sample };
  }
  return { code, name: node?.name ?? null, parent: node?.path.at(-2)?.name ?? null, counts };
}

interface Question {
  check: QualityCheckId;
  prefix: string; // of the codes of banners
  sample: boolean;
}

const questionOf = (check: QualityCheckId, query: Query<typeof api.listQuality>): Question => ({
  check,
  prefix: query.unit ?? (query.division === undefined ? '' : codePrefix(query.division).replace('%', '')),
  sample: query.sample === 'true',
});

const nothingYet = (): Problem => notYet('数据质量 The quality of the data', 2);

/** @throws Problem 503 while nothing has been counted */
async function findingsNow(context: Context): Promise<Findings> {
  const { counted } = await keptNow(context);
  if (counted === null) throw nothingYet();
  return counted.findings;
}

/** Entries that are gone since they were counted are left out. */
async function rowsOf(context: Context, entries: readonly FoundEntry[]): Promise<QualityRow[]> {
  const places = await placesShown(context.db, entries.map(({ id }) => id)); // prettier-ignore
  const tree = await divisionTree(context.db);
  return entries.flatMap(({ id, group, detail }) => {
    const place = places.get(id);
    if (place === undefined) return [];
    const { name, roman, class_code: code, class_name, division_code: division, lon, lat, sample } = place;
    return [{
      id, name, roman, division, sample, detail,
      class: { code, name: class_name },
      path: tree.pathOf(division),
      point: lon === null || lat === null ? null : ([lon, lat] as [number, number]),
      group: group === '' ? null : group,
    }]; // prettier-ignore
  });
}

async function list(context: Context, { check, prefix, sample }: Question, limit: number, next?: string) {
  const findings = await findingsNow(context);
  const after: After | null = next === undefined ? null : decodeCursor(next, 'string', 'string', 'number');
  const entries = findings.page(check, sample, prefix, after, limit + 1);
  const shown = entries.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await rowsOf(context, shown),
    total: findings.count(check, sample, prefix),
    next:
      entries.length > limit && last !== undefined ? encodeCursor([last.county, last.group, last.id]) : null,
  };
}

const csvPage = 1000; // rows a query

/** All entries of a check for a spreadsheet: with a byte order mark, and no cell that would be taken for a formula. */
function csv(context: Context, { check, prefix, sample }: Question): Readable {
  const counted = lastCounted(context.jobs);
  if (counted === null) throw nothingYet();
  const { findings } = counted;
  async function* rows(): AsyncGenerator<unknown[]> {
    yield ['检查', '编号', '名称', '罗马字母拼写', '类别', '类别名称', '政区代码', '所属政区', '经度', '纬度', '示例数据', '组', '说明']; // prettier-ignore
    for (let after: After | null = null; ;) {
      const entries = findings.page(check, sample, prefix, after, csvPage);
      for (const row of await rowsOf(context, entries)) {
        const path = row.path.map(({ name }) => name).join(' ');
        yield [checks[check].title, row.id, row.name, row.roman, row.class.code, row.class.name, row.division, path, row.point?.[0], row.point?.[1], row.sample ? '是' : '否', row.group, row.detail]; // prettier-ignore
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < csvPage) return;
      after = [last.county, last.group, last.id];
    }
  }
  return Readable.from(rows()).pipe(stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows' })); // prettier-ignore
}

export const qualityRoutes = [
  route(api.getQuality, ({ context }) => overview(context)),
  route(
    api.listQuality,
    ({ params, query, context }) => list(context, questionOf(params.check, query), query.limit, query.next),
    undefined,
    ({ params, query, context }) => csv(context, questionOf(params.check, query)),
  ),
];
