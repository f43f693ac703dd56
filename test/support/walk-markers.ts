import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import type { Plan, World } from './walk-world.ts';

const papers = { applications: ['150102', '150202'], approvalNo: '1号' };

/** Markers of the line between 150102 and 150103: 150200 is outside. */
export function markerPlans(db: Db, { at, one, versionOf, next }: World): Record<string, Plan> {
  const marker = async (): Promise<number> => {
    const { rows } = await sql<{ id: number }>`insert into boundary_marker (number, line_code, type, county_a, county_b, source_id)
      select ${`0103${next()}Q`}, '0103', 'single', '150102', '150103', source_id from boundary_line where code = '0103' returning id`.execute(db);
    return rows[0]!.id;
  };
  return {
    listMarkers: at('/api/v1/markers'),
    getMarker: { asked: async () => ({ path: `/api/v1/markers/${await one('boundary_marker')}` }) },
    listMarkerResults: at('/api/v1/marker-results?line=0102'),
    addMarker: {
      asked: () => ({
        path: '/api/v1/markers',
        body: { uuid: randomUUID(), number: `0102${next()}Q`, line: '0102', sides: ['150102', '150202'], establishedOn: '2024-05-01', ...papers },
      }),
      status: 201,
      outside: 201, // 150200 holds the other side
    },
    editMarker: {
      asked: async () => {
        const path = `/api/v1/markers/${await marker()}`;
        return { path, body: { description: `位置${next()}` }, headers: await versionOf(path) };
      },
    },
    listMarkerEvents: at('/api/v1/marker-events'),
    recordMarkerEvent: {
      asked: async () => ({
        path: '/api/v1/marker-events',
        body: { uuid: randomUUID(), marker: await marker(), kind: 'inspect', happenedOn: '2024-05-01', condition: 'intact' },
      }),
      status: 201,
    },
  };
} // prettier-ignore
