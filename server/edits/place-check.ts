import { sql } from 'kysely';
import type { EditFinding } from '../api/edits.ts';
import type { PlaceContent } from '../api/place-edits.ts';
import type { Context } from '../context.ts';
import { classGroup, nearM } from '../imports/kinds/place-checks.ts';
import { attributeFields, placeFields } from '../imports/kinds/place-fields.ts';
import { mongolianProblem, nameProblems } from '../imports/kinds/place-names.ts';
import { readingOf } from '../imports/kinds/place-roman.ts';
import { createPlaceReader } from '../imports/kinds/place-row.ts';
import { createPositionReader } from '../imports/position.ts';
import type { Report } from '../imports/report.ts';
import { changedFields, escalate, gather, type Grave } from './findings.ts';
import { editKnowledge } from './knowledge.ts';
import { oneRow } from './one-row.ts';

/** Fields of an import by their names in the content. */
const fieldOf: Readonly<Record<string, string>> = {
  established: 'validFrom', abolished: 'validTo', longitude: 'point', latitude: 'point', place_code: 'placeCode',
}; // prettier-ignore

/** An unknown division or a name that cannot be read aloud is no longer somebody else's file. */
const grave: Grave = {
  'code-unknown': ['division'],
  'code-former': ['division'],
  'township-unknown': ['division'],
  'reading-form': ['reading', 'name'],
  'date-order': ['validFrom', 'validTo'],
  'secrecy-differs': ['public', 'secrecy'],
  'attribute-unknown': ['attributes'],
};

export interface CheckedPlace {
  findings: EditFinding[];
  importance: number; // that a new place has
  reading: string | null; // in its stored form
}

/**
 * Checks a place with the row checks of imports, and with the present places around it.
 * @param before what it was; null for a new one
 */
export async function checkPlace(
  context: Context,
  before: { id: number; content: PlaceContent; denotes: string | null } | null,
  content: PlaceContent,
): Promise<CheckedPlace> {
  const { db, config } = context;
  const changed = changedFields(before?.content ?? null, content);
  const knowledge = await editKnowledge(db);
  const { columns, row } = oneRow(placeFields, cellsOf(content), config.accounts.public);
  const position = createPositionReader({ columns, crs: null, shifts: config.datumShifts, obfuscated: false }); // prettier-ignore
  let importance = 1;
  const findings = await gather(async (report) => {
    const read = createPlaceReader({ columns, crs: null, position, report }, knowledge)(row);
    if (typeof read === 'object') ({ importance } = read);
    checkOtherNames(report, content);
    for (const name of Object.keys(content.attributes))
      if (!attributeFields.includes(name) && !(name in (before?.content.attributes ?? {})))
        report.warning({ check: 'attribute-unknown', field: `attributes.${name}`, value: name, reason: '没有这一项', remedy: `可用的有 ${attributeFields.join(', ')}` }); // prettier-ignore
    if (before !== null && before.denotes !== null && ['name', 'class', 'division', 'status'].some((field) => changed.has(field))) // prettier-ignore
      report.warning({ check: 'denotes-division', field: 'name', value: content.name, reason: `这一条是行政区划 ${before.denotes} 的名称, 区划名录不随之改变`, remedy: '区划的更名与调整由行政区划导入' }); // prettier-ignore
    if (changed.has('name') || changed.has('division') || changed.has('point') || changed.has('class'))
      await tellTwins(context, report, before?.id ?? null, content);
  }, fieldOf);
  const reading = content.reading === null ? null : readingOf(content.name, content.reading);
  return { findings: escalate(findings, grave, changed), importance, reading: reading ?? content.reading };
}

function cellsOf(content: PlaceContent): Record<string, string | null> {
  const { point } = content;
  return {
    name: content.name,
    reading: content.reading,
    roman: content.roman,
    mongolian: content.mongolian,
    class: content.class,
    division: content.division,
    place_code: content.placeCode,
    status: content.status,
    established: content.validFrom,
    abolished: content.validTo,
    secrecy: content.secrecy,
    public: content.public ? '是' : '否',
    position: content.position,
    longitude: point === null ? null : String(point[0]),
    latitude: point === null ? null : String(point[1]),
  };
}

/** Every other name by the rules of its script; the standard ones are read as a row. */
function checkOtherNames(report: Report, { name, names }: PlaceContent): void {
  const seen = new Set<string>();
  names.forEach((other, at) => {
    const field = `names.${at}.text`;
    const problems = other.lang.startsWith('mn-Mong')
      ? [mongolianProblem(other.text)].filter((problem) => problem !== null)
      : nameProblems(other.text).filter(({ severity }) => severity === 'error' || other.lang.startsWith('zh-Han')); // prettier-ignore
    for (const { severity, ...problem } of problems) report[severity]({ ...problem, field, value: other.text }); // prettier-ignore
    if (other.kind === 'standard' && other.lang.startsWith('zh-Han')) report.error({ check: 'name-standard-twice', field: `names.${at}.kind`, value: other.text, reason: '只能有一个汉字标准名称', remedy: '改为别名或曾用名' }); // prettier-ignore
    const key = `${other.kind} ${other.lang} ${other.text} ${other.validFrom ?? ''}`;
    if (seen.has(key) || (other.text === name && other.kind !== 'former')) report.error({ check: 'name-repeated', field, value: other.text, reason: '同一名称写了两次', remedy: '删去一个' }); // prettier-ignore
    seen.add(key);
    if (other.validFrom !== null && other.validTo !== null && other.validTo < other.validFrom) report.error({ check: 'date-order', field: `names.${at}.validTo`, value: other.validTo, reason: '停用早于启用', remedy: '核对两个日期' }); // prettier-ignore
  });
}

/** The same name and kind of thing in the county, near by or without a known position: as imports tell it. */
async function tellTwins(
  { db }: Context,
  report: Report,
  own: number | null,
  { name, division, class: classCode, point }: PlaceContent,
): Promise<void> {
  const here = point === null ? sql`null::geometry` : sql`ST_SetSRID(ST_MakePoint(${point[0]}, ${point[1]}), 4490)`; // prettier-ignore
  const county = division.slice(0, 6);
  const { rows } = await sql<{ id: number; source: string; sample: boolean }>`
    select p.id, p.source_id as source, p.sample
    from (select ${name}::text as name, ${division}::text as division, ${classCode}::text as class_code, ${here} as geom) s
    join place p on p.name = s.name and p.division_code collate "C" >= ${county} and p.division_code collate "C" < ${`${county}:`}
    where ${own}::int4 is distinct from p.id and p.status = 'current' and ${classGroup('p.class_code')} = ${classGroup('s.class_code')}
      and (p.division_code = s.division or s.geom is null or p.geom is null or ST_DistanceSphere(s.geom, p.geom) < ${nearM})
    order by p.id limit 3`.execute(db);
  for (const { id, source, sample } of rows) {
    const known = `编号 ${id}, ${sample ? '示例数据' : `来源 ${source}`}`;
    report.warning({ check: 'duplicate-base', field: 'name', value: name, reason: `同一旗县内已有同名同类的地名 (${known})`, remedy: '核对是否同一地名, 避免重复' }); // prettier-ignore
  }
}
