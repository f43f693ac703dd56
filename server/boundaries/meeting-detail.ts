import type { LineLevel, MeetingPoint, MeetingPointDetail } from '../api/boundaries.ts';
import { notFound } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { divisionNames, type NameOf } from './division-names.ts';
import * as queries from './queries.ts';

/** m: markers this near to a meeting point stand at it; double and triple ones stand on the banks. */
export const standsAt = 500;

export const toMeetingPoint = (row: queries.MeetingPointRow, nameOf: NameOf): MeetingPoint => ({
  id: row.id,
  code: row.code,
  name: row.name,
  level: row.level as LineLevel,
  divisions: row.divisions.map(nameOf),
  point: row.point!,
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

/** A meeting point with its lines; staff sees what its agreement says. @throws Problem 404 */
export async function meetingDetail({ context, audience }: Reading, code: string): Promise<MeetingPointDetail> {
  const { db } = context;
  const row = await queries.findMeetingPoint(db, code, audience);
  if (row === undefined) throw notFound(`Meeting point ${code}`);
  const lines = await queries.linesAt(db, code, audience);
  return {
    ...toMeetingPoint(row, await divisionNames(db)),
    version: row.version,
    lines: lines.map((line) => ({ ...line, level: line.level as LineLevel })),
    register:
      audience === 'public'
        ? null
        : {
            parties: row.parties,
            markers: row.markers,
            standing: await queries.markersAt(db, code, standsAt),
            agreement: row.agreement,
            agreedOn: row.agreed_on as string | null,
            note: row.note,
            documents: row.documents ?? 0,
          },
  };
} // prettier-ignore
