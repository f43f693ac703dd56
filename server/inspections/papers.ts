import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { FindingKind } from '../api/findings.ts';
import type { InspectionReport, Paper } from '../api/inspection-papers.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { bboxOf } from '../database/postgis.ts';
import { notFound } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { chineseDay } from '../office/notice.ts';
import { checksOf } from './checks.ts';
import { describe } from './detail.ts';
import { findFinding, listFindings, toFinding, type FindingRow } from './findings-store.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import { findInspection, type InspectionRow } from './store.ts';

const mostFindings = 500; // on a page; more than that is a list, not a report

/** Everything that 联检记录表 and 联检报告 are made of. */
export async function reportOf({ db }: Context, account: Account, id: number): Promise<InspectionReport> {
  const nameOf = await divisionNames(db);
  const inspection = await describe(db, account, id, nameOf);
  const today = todayInChina();
  const looked = { id, line_code: inspection.line.code, year: inspection.year };
  const { rows } = await listFindings(db, { inspection: id }, { before: null, limit: mostFindings, today });
  const { map, ...line } = await lineOf(db, inspection.line.code);
  return {
    inspection,
    checks: await checksOf(db, looked, nameOf),
    findings: rows.reverse().map((row) => toFinding(row, nameOf, today)),
    line,
    previous: await previousOf(db, inspection.line.code, id),
    map,
    today,
  };
}

/** What the report says of the line, and its shape, simplified to a quarter of a millimetre on a page of 160 mm. */
async function lineOf(db: Db, code: string): Promise<InspectionReport['line'] & { map: InspectionReport['map'] }> {
  const row = await db
    .selectFrom('boundary_line')
    .where('code', '=', code)
    .select(['length_km', 'stated_length_km', 'agreement', 'approval', 'approved_on', 'legal', bboxOf('geom').as('bbox')])
    .select(sql<{ coordinates: [number, number][][] }>`ST_AsGeoJSON(ST_Multi(ST_Simplify(geom, greatest(ST_XMax(geom) - ST_XMin(geom), ST_YMax(geom) - ST_YMin(geom)) / 640)), 6)::json`.as('shape'))
    .executeTakeFirst();
  if (row === undefined) throw notFound(`Boundary line ${code}`);
  return {
    lengthKm: row.length_km,
    statedLengthKm: row.stated_length_km,
    agreement: row.agreement,
    approval: row.approval,
    approvedOn: row.approved_on,
    legal: row.legal,
    map: { line: row.shape.coordinates, bbox: row.bbox! },
  };
} // prettier-ignore

/** The last inspection of the line that was filed before this one. */
async function previousOf(db: Db, line: string, id: number): Promise<InspectionReport['previous']> {
  const { rows } = await sql<{ number: number | null; year: number; filed_on: string }>`
    select r.number, i.year, i.filed_on from inspection i left join inspection_round r on r.id = i.round_id
    where i.line_code = ${line} and i.kind = 'regular' and i.state = 'filed' and i.year < (select year from inspection where id = ${id})
    order by i.year desc, i.id desc limit 1`.execute(db);
  const found = rows[0];
  return found === undefined ? null : { number: found.number, year: found.year, filedOn: found.filed_on };
}

/** The department that boundary work of a division lies with. */
const departmentOf = ({ code, name }: { code: string; name: string }): string => `${name}民政${/^\d\d0000$/.test(code) ? '厅' : '局'}`; // prettier-ignore

const blank = '　　　　年　　月　　日';
const dayOr = (day: string | null): string => (day === null ? blank : chineseDay(day));

/** 函: the lead invites the partner to the joint inspection of a line. What is not settled yet is a blank on the page. */
export async function letterOf({ db }: Context, id: number): Promise<Paper> {
  const row = await findInspection(db, id);
  const nameOf = await divisionNames(db);
  const line = row.line_name ?? row.line_code;
  const what = row.kind === 'regular' ? `第${row.round_number}轮联合检查` : '专项联合检查';
  const to = departmentOf(nameOf(row.partner_code));
  return {
    title: `关于开展${line}${what}的函`,
    sample: row.sample,
    number: null,
    to,
    paragraphs: [
      row.kind === 'regular'
        ? `根据《行政区域界线管理条例》第十二条关于毗邻各方人民政府每五年联合检查一次行政区域界线的规定，${line}列入第${row.round_number}轮（${row.round_from}—${row.round_to}年）联合检查，安排在${row.year}年，由我方牵头，贵方配合。`
        : `因${row.cause}，根据《行政区域界线管理条例》第十二条的规定，拟对${line}进行专项联合检查，由我方牵头，请贵方配合。`,
      `内业检查拟于${dayOr(row.office_on)}进行，外业检查拟于${dayOr(row.field_from)}至${dayOr(row.field_to)}进行。请贵方对时间安排提出意见，并函告参加人员名单和联系方式。`,
      '检查内容包括界线的实地位置与管理情况、界桩及方位物的管理维护情况、其他标志物和地形地物的变化及修测情况、跨界生产建设情况和其他事项；界线的交会点随界线一并检查，由相关各方共同签字。',
      '特此函达，请予支持。',
    ],
    rows: [
      { title: '界线', text: `${line}（${row.line_code}）` },
      { title: '牵头方', text: nameOf(row.lead_code).name },
      { title: '配合方', text: nameOf(row.partner_code).name },
      { title: '年度', text: String(row.year) },
      { title: '我方参加人员', text: row.team.length === 0 ? null : row.team.join('、') },
    ],
    by: departmentOf(nameOf(row.lead_code)),
    on: null,
    missing: missingIn(row),
  };
} // prettier-ignore

const missingIn = (row: InspectionRow): string[] => [
  ...(row.office_on === null ? ['内业日期'] : []),
  ...(row.field_from === null || row.field_to === null ? ['外业起止日期'] : []),
  ...(row.team.length === 0 ? ['参加人员'] : []),
];

const kinds: Readonly<Record<FindingKind, string>> = { marker: '界桩', reference: '方位物', carrier: '线状地物变化', occupation: '越界生产建设', hazard: '周围危及', dispute: '纠纷隐患', document: '档案资料', other: '其他' }; // prettier-ignore

/** 整改通知书 of a finding; before it is ordered a draft, with blanks. */
export async function orderOf({ db }: Context, id: number): Promise<Paper> {
  const row = await findFinding(db, id);
  const nameOf = await divisionNames(db);
  const line = row.line_name ?? row.line_code;
  const inspection = row.inspection_id === null ? null : await findInspection(db, row.inspection_id);
  return {
    title: '行政区域界线联合检查整改通知书',
    sample: inspection?.sample === true,
    number: row.order_no,
    to: row.assignee_code === null ? '' : departmentOf(nameOf(row.assignee_code)),
    paragraphs: [
      `${inspection === null ? '在行政区域界线日常管理中' : `在${inspection.year}年${line}${inspection.kind === 'regular' ? `第${inspection.round_number}轮联合检查` : '专项联合检查'}中`}发现下列问题，请于${dayOr(row.due_on)}前完成整改，并书面报告结果。`,
      '修复界桩须由分工管理的一方在毗邻方在场的情况下进行（《行政区域界线管理条例》第六条）；整改完成后由另一人复查，方可办结。',
    ],
    rows: [
      { title: '界线', text: `${line}（${row.line_code}）` },
      { title: '位置', text: placeOf(row, (code) => nameOf(code).name) },
      { title: '问题类别', text: kinds[row.kind] },
      { title: '问题描述', text: row.description },
      { title: '责任单位', text: row.assignee_code === null ? null : departmentOf(nameOf(row.assignee_code)) },
      { title: '责任人', text: row.assignee },
      { title: '整改期限', text: row.due_on === null ? null : chineseDay(row.due_on) },
    ],
    by: inspection === null ? '' : departmentOf(nameOf(inspection.lead_code)),
    on: row.ordered_on,
    missing: [...(row.order_no === null ? ['文号'] : []), ...(row.assignee_code === null ? ['责任单位'] : []), ...(row.assignee === null ? ['责任人'] : []), ...(row.due_on === null ? ['期限'] : [])],
  };
} // prettier-ignore

function placeOf({ marker_number, county_a, county_b, meeting_code, lon, lat }: FindingRow, nameOf: (code: string) => string): string | null {
  const parts = [
    ...(marker_number === null ? [] : [`界桩 ${marker_number}`]),
    ...(county_a === null ? [] : [[county_a, county_b].filter((code) => code !== null).map(nameOf).join('—') + '段']),
    ...(meeting_code === null ? [] : [`交会点 ${meeting_code}`]),
    ...(lon === null ? [] : [`${lon.toFixed(6)}, ${lat!.toFixed(6)} (EPSG:4490)`]),
  ];
  return parts.length === 0 ? null : parts.join('；');
} // prettier-ignore
