import type { Plan, World } from './walk-world.ts';

const line = '/api/v1/boundary-lines/0103'; // between two districts of 150100: 150200 is outside
const point = '/api/v1/meeting-points/150102-150103-150104';

/** How the records of lines are asked. */
export function boundaryPlans({ at, versionOf, record, next }: World): Record<string, Plan> {
  const content = {
    'boundary-documents': () => ({ line: '0103', kind: 'agreement', title: `协议书${next()}` }),
    'boundary-disputes': () => ({ line: '0103', kind: 'dispute', state: 'open', title: `纠纷${next()}`, foundOn: '2026-01-01' }),
    'cross-projects': () => ({ line: '0103', name: `水渠${next()}` }),
  }; // prettier-ignore
  type Kind = keyof typeof content;
  const plansOf = (kind: Kind, one: string, many: string, change: object): Record<string, Plan> => {
    const asked = async (body?: object) => {
      const { path, headers } = await record(kind, content[kind]());
      return { path, headers, ...(body && { body }) };
    };
    return {
      [`list${many}`]: at(`/api/v1/${kind}`),
      [`get${one}`]: { asked: async () => ({ path: (await asked()).path }) },
      [`create${one}`]: {
        asked: () => ({ path: `/api/v1/${kind}`, body: content[kind]() }),
        status: 201,
      },
      [`edit${one}`]: { asked: () => asked(change) },
      [`delete${one}`]: { asked: () => asked() },
    };
  };
  return {
    editBoundaryLine: {
      asked: async () => ({
        path: line,
        body: { detailMap: `详图${next()}` },
        headers: await versionOf(line),
      }),
    },
    editSegment: {
      asked: async () => ({
        path: `${line}/segments/150102-150103`,
        body: { course: `沿山脊${next()}` },
        headers: await versionOf(line, (found) => (found['segmentList'] as { register: { version: string } }[])[0]!.register.version), // prettier-ignore
      }),
    },
    editMeetingPoint: {
      asked: async () => ({
        path: point,
        body: { agreement: `协议${next()}` },
        headers: await versionOf(point),
      }),
    },
    getLineProfile: at(`${line}/profile`),
    listBoundaryChecks: at('/api/v1/boundary-checks'),
    ...plansOf('boundary-documents', 'BoundaryDocument', 'BoundaryDocuments', { note: '补' }),
    ...plansOf('boundary-disputes', 'BoundaryDispute', 'BoundaryDisputes', { handling: '协商' }),
    ...plansOf('cross-projects', 'CrossProject', 'CrossProjects', { kind: '水利' }),
  };
}
