import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { LineContent, MeetingContent, SegmentContent } from '../api/boundary-records.ts';
import { authorize } from '../accounts/accounts.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { notFound } from '../http/problem.ts';
import { refuseFields } from '../office/record-check.ts';
import { changeRecord, type Change } from '../office/records.ts';
import { allowLine, countiesOfPair, hasSegment, isOfOneSide } from './line-papers.ts';

/** Who changes what, and the version that it began from. */
interface Edit<C> {
  account: Account;
  actor: Actor;
  match: string;
  change: Change<C>;
}

const findLine = async (db: Db, code: string, lock = false) => {
  const row = await db
    .selectFrom('boundary_line')
    .where('code', '=', code)
    .select(['stated_length_km', 'agreement', 'approval', 'approved_on', 'published_on', 'detail_map', 'starts_at', 'ends_at', 'converted', 'vectorised', 'smart'])
    .select(rowVersion('boundary_line').as('version'))
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) throw notFound(`Boundary line ${code}`);
  return row;
}; // prettier-ignore

/** Changes what the documents say of a line. */
export const editLine = <D>(context: Context, code: string, { account, actor, match, change }: Edit<LineContent>, detail: () => Promise<D>): Promise<D> =>
  changeRecord(context, actor, {
    type: 'boundary-line',
    id: code,
    action: 'boundary-line.edit',
    match,
    change,
    find: (db, lock) => findLine(db, code, lock),
    contentOf: (row): LineContent => ({
      statedLengthKm: row.stated_length_km,
      agreement: row.agreement,
      approval: row.approval,
      approvedOn: row.approved_on as string | null,
      publishedOn: row.published_on as string | null,
      detailMap: row.detail_map,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      converted: row.converted,
      vectorised: row.vectorised,
      smart: row.smart,
    }),
    allow: () => allowLine(context.db, account, code),
    check: (content) => {
      const { approvedOn, publishedOn } = content;
      if (approvedOn !== null && publishedOn !== null && publishedOn < approvedOn) refuseFields([['publishedOn', `早于批复日期 ${approvedOn} is before the approval`]]);
      return Promise.resolve();
    },
    update: async (trx, content) => {
      await sql`update boundary_line set stated_length_km = ${content.statedLengthKm}, agreement = ${content.agreement}, approval = ${content.approval},
        approved_on = ${content.approvedOn}, published_on = ${content.publishedOn}, detail_map = ${content.detailMap}, starts_at = ${content.startsAt},
        ends_at = ${content.endsAt}, converted = ${content.converted}, vectorised = ${content.vectorised}, smart = ${content.smart}, updated_at = now()
        where code = ${code}`.execute(trx);
    },
    detail,
  }); // prettier-ignore

/** The version of a segment of which nothing is registered. */
export const noSegmentRecord = 'none';

/**
 * Changes what the documents say of a segment. Two who register the same one first both begin from `none`: the line is locked, so
 * that the second is told.
 */
export function editSegment<D>(context: Context, line: string, pair: string, { account, actor, match, change }: Edit<SegmentContent>, detail: () => Promise<D>): Promise<D> {
  const { a, b } = countiesOfPair(pair);
  const find = async (db: Db, lock = false) => {
    if (lock) await sql`select from boundary_line where code = ${line} for update`.execute(db);
    if (!(await hasSegment(db, line, pair))) throw notFound(`Segment ${pair} of ${line}`);
    const row = await db
      .selectFrom('segment_record as r')
      .where('line_code', '=', line)
      .where('county_a', '=', a)
      .where('county_b', '=', b)
      .select(['carrier', 'managing_code', 'course', 'note'])
      .select(rowVersion('r').as('version'))
      .executeTakeFirst();
    return row ?? { carrier: null, managing_code: null, course: null, note: null, version: noSegmentRecord };
  };
  return changeRecord(context, actor, {
    type: 'boundary-line',
    id: line,
    action: 'boundary-segment.edit',
    match,
    change,
    find,
    contentOf: (row): SegmentContent => ({ carrier: row.carrier as SegmentContent['carrier'], managing: row.managing_code, course: row.course, note: row.note }),
    allow: () => allowLine(context.db, account, line),
    check: ({ managing }) => {
      const sides = b === '' ? [a] : [a, b];
      if (managing !== null && !isOfOneSide(managing, sides)) refuseFields([['managing', `须是一侧 (${sides.join(', ')}), 或一侧之内、之上的政区 must be one of the two sides, in or above one of them`]]);
      return Promise.resolve();
    },
    update: async (trx, content) => {
      const row = { line_code: line, county_a: a, county_b: b, carrier: content.carrier, managing_code: content.managing, course: content.course, note: content.note, updated_by: account.name, updated_at: sql<string>`now()` };
      await trx.insertInto('segment_record').values(row).onConflict((conflict) => conflict.columns(['line_code', 'county_a', 'county_b']).doUpdateSet(row)).execute();
    },
    summary: () => ({ segment: pair }),
    detail,
  });
} // prettier-ignore

/** Changes what the agreement says of a meeting point. */
export function editMeetingPoint<D>(context: Context, code: string, { account, actor, match, change }: Edit<MeetingContent>, detail: () => Promise<D>): Promise<D> {
  const find = async (db: Db, lock = false) => {
    const row = await db
      .selectFrom('meeting_point')
      .where('code', '=', code)
      .select(['divisions', 'parties', 'markers', 'agreement', 'agreed_on', 'note'])
      .select(rowVersion('meeting_point').as('version'))
      .$if(lock, (query) => query.forUpdate())
      .executeTakeFirst();
    if (row === undefined) throw notFound(`Meeting point ${code}`);
    return row;
  };
  return changeRecord(context, actor, {
    type: 'meeting-point',
    id: code,
    action: 'meeting-point.edit',
    match,
    change,
    find,
    contentOf: (row): MeetingContent => ({ parties: row.parties as MeetingContent['parties'], markers: row.markers, agreement: row.agreement, agreedOn: row.agreed_on as string | null, note: row.note }),
    allow: async () => {
      const { divisions } = await find(context.db);
      authorize(account, 'line.edit', { divisions });
      return divisions;
    },
    check: () => Promise.resolve(),
    update: async (trx, content) => {
      await sql`update meeting_point set parties = ${content.parties}, markers = ${content.markers}, agreement = ${content.agreement},
        agreed_on = ${content.agreedOn}, note = ${content.note}, updated_at = now() where code = ${code}`.execute(trx);
    },
    detail,
  });
} // prettier-ignore
