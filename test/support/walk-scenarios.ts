import type { Plan, World } from './walk-world.ts';

/** How scenarios are asked: of facilities in 150102. */
export function scenarioPlans({ at, record, next }: World): Record<string, Plan> {
  const content = (shared = false) => ({ title: `方案${next()}`, kind: 'funeral_home', threshold: 60, shared, changes: [{ act: 'add', name: '新馆', point: [111.7, 40.8], county: '150102' }] }); // prettier-ignore
  const made = async (more = '') => {
    const { path } = await record('scenarios', content(true));
    return { path: `${path}${more}` };
  };
  const versioned = async (body?: object) => {
    const { path, headers } = await record('scenarios', content(true));
    return { path, headers, ...(body && { body }) };
  };
  const others = { but: ({ role }: { role: string | null }) => (role === 'administrator' ? undefined : 403) }; // the administrator has made it
  return {
    listAddressCandidates: at(`/api/v1/address-candidates?division=150102&address=${encodeURIComponent('东河村')}`), // prettier-ignore
    getScenarioBasis: at('/api/v1/scenario-basis?kind=funeral_home'),
    getScenarioGround: at('/api/v1/scenario-ground?kind=funeral_home'),
    getScenarioTimes: {
      asked: () => ({ path: '/api/v1/scenario-times', body: { kind: 'funeral_home', changes: [] } }),
      status: 400,
    }, // no roads are loaded
    listScenarios: at('/api/v1/scenarios'),
    getScenario: { asked: () => made() },
    getScenarioOutcome: { asked: () => made('/outcome') },
    createScenario: { asked: () => ({ path: '/api/v1/scenarios', body: content() }), status: 201 },
    editScenario: { ...others, asked: () => versioned({ note: '改' }) },
    deleteScenario: { ...others, asked: () => versioned() },
  };
}
