import { randomUUID } from 'node:crypto';
import type { Plan, World } from './walk-world.ts';

/** How the operations of the work outside are asked. */
export const fieldPlans = ({ at, one }: World): Record<string, Plan> => ({
  getFieldSize: at('/api/v1/field/lines/0102/size'),
  getFieldPackage: at('/api/v1/field/lines/0102'),
  sendFieldRecords: {
    outside: 200, // each record is refused for itself
    asked: async () => ({
      path: '/api/v1/field/records',
      body: { records: [{ type: 'marker-event', content: { uuid: randomUUID(), marker: await one('boundary_marker'), kind: 'inspect', happenedOn: '2024-05-01', condition: 'intact' } }] }, // prettier-ignore
    }),
  },
});
