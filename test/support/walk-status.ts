import type { Plan, createWorld } from './walk-world.ts';

/** How the boundary dashboard and its files are asked. */
export const statusPlans = ({ at }: Pick<ReturnType<typeof createWorld>, 'at'>): Record<string, Plan> => ({
  getBoundaryStatus: at('/api/v1/boundary-status?division=150102&at=2026-01-01'),
  listLineClocks: at('/api/v1/boundary-status/lines?state=unknown'),
  getLineStates: at('/api/v1/boundary-status/states'),
  exportBoundaryStatus: at('/api/v1/exports/boundary-status?of=banners'),
});
