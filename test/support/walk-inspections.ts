import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { region, type Plan, type World } from './walk-world.ts';

const point = '150102-150103-150104';

/** How rounds, inspections, checks and findings are asked: of the line between 150102 and 150103. */
export function inspectionPlans(db: Db, { at, versionOf }: World): Record<string, Plan> {
  let made = 0;
  const made1 = async (insert: RawBuilder<{ id: number }>): Promise<number> => (await insert.execute(db)).rows[0]!.id; // prettier-ignore
  const round = async (): Promise<{ path: string; headers: Record<string, string> }> => {
    const { rows } = await sql<{ id: number; version: string }>`insert into inspection_round as r (level, number, year_from, year_to, created_by)
      values ('prefecture', ${(made += 1)}, 2023, 2027, 'walk') returning id, left(md5(r::text), 16) as version`.execute(db); // prettier-ignore
    return { path: `/api/v1/inspection-rounds/${rows[0]!.id}`, headers: { 'if-match': `"${rows[0]!.version}"` } }; // prettier-ignore
  };
  const inspection = async (state = 'planned') => {
    const id = await made1(sql`insert into inspection (kind, cause, line_code, year, lead_code, partner_code, state, office_on, field_from, created_by)
      values ('special', '洪水', '0103', 2026, '150102', '150103', ${state}, '2026-01-01', '2026-01-02', 'walk') returning id`); // prettier-ignore
    return { id, path: `/api/v1/inspections/${id}` };
  };
  const withVersion = async (path: string, more: string, body: unknown) => ({ path: `${path}${more}`, headers: await versionOf(path), body }); // prettier-ignore
  const finding = async (): Promise<string> =>
    `/api/v1/findings/${await made1(sql`insert into finding (uuid, line_code, kind, severity, description, created_by) values (${randomUUID()}::uuid, '0103', 'other', 'low', '问题', 'walk') returning id`)}`; // prettier-ignore
  const signature = { party: '150102', name: '王', signedOn: '2026-01-03', means: 'scan' };
  return {
    listInspectionRounds: at('/api/v1/inspection-rounds'),
    createInspectionRound: {
      asked: () => ({ path: '/api/v1/inspection-rounds', body: { level: 'prefecture', number: (made += 1), yearFrom: 2023, yearTo: 2027 } }),
      status: 201,
      jurisdictions: region,
    },
    editInspectionRound: { asked: async () => ({ ...(await round()), body: { note: '注' } }), jurisdictions: region },
    previewRoundPlan: { asked: async () => ({ path: `${(await round()).path}/plan` }), jurisdictions: region, bound: true },
    planRound: { asked: async () => ({ path: `${(await round()).path}/plan` }), jurisdictions: region },
    listInspections: at('/api/v1/inspections'),
    getInspection: { asked: async () => ({ path: (await inspection()).path }) },
    createInspection: { asked: () => ({ path: '/api/v1/inspections', body: { line: '0103', kind: 'special', year: 2026, cause: '洪水' } }), status: 201 },
    editInspection: { asked: async () => withVersion((await inspection()).path, '', { team: ['王'] }) },
    moveInspection: { asked: async () => withVersion((await inspection()).path, '/steps', { step: 'office' }) },
    signInspection: { asked: async () => withVersion((await inspection('field')).path, '/signatures', signature) },
    withdrawSignature: {
      asked: async () => {
        const { id } = await inspection('field');
        const signed = await made1(sql`insert into inspection_signature (inspection_id, party_code, name, signed_on, means, signed_by) values (${id}, '150102', '王', '2026-01-03', 'scan', 'walk') returning id`);
        return { path: `/api/v1/inspection-signatures/${signed}` };
      },
    },
    createSegmentCheck: {
      asked: async () => ({ path: '/api/v1/segment-checks', body: { uuid: randomUUID(), inspection: (await inspection('field')).id, countyA: '150102', countyB: '150103', checkedOn: '2026-01-03', clear: true } }),
      status: 201,
    },
    createMeetingCheck: { asked: () => ({ path: '/api/v1/meeting-checks', body: { uuid: randomUUID(), meetingPoint: point, year: 2026, checkedOn: '2026-01-03' } }), status: 201 },
    signMeetingCheck: {
      asked: async () => {
        const check = await made1(sql`insert into meeting_check (uuid, meeting_code, checked_on, year, recorded_by) values (${randomUUID()}::uuid, ${point}, '2026-01-03', 2026, 'walk') returning id`);
        return { path: `/api/v1/meeting-checks/${check}/signatures`, body: signature };
      },
      status: 201,
    },
    listFindings: at('/api/v1/findings'),
    getFinding: { asked: async () => ({ path: await finding() }) },
    createFinding: { asked: () => ({ path: '/api/v1/findings', body: { uuid: randomUUID(), line: '0103', kind: 'other', severity: 'low', description: '问题' } }), status: 201 },
    editFinding: { asked: async () => withVersion(await finding(), '', { severity: 'high' }) },
    moveFinding: { asked: async () => withVersion(await finding(), '/steps', { step: 'order', assigneeDivision: '150102', dueOn: '2199-01-01' }) },
    getInspectionChecks: { asked: async () => ({ path: `${(await inspection()).path}/checks` }) },
    getInspectionReport: { asked: async () => ({ path: `${(await inspection()).path}/report` }) },
    getInspectionLetter: { asked: async () => ({ path: `${(await inspection()).path}/letter` }) },
    getFindingOrder: { asked: async () => ({ path: `${await finding()}/order` }) },
  };
} // prettier-ignore
