import type { Action, Role } from '../api/actions.ts';

/** `inside`: only on what lies in the account's jurisdiction. The README of this folder prints this table; a test compares the two. */
export type Right = 'yes' | 'inside' | 'no';

const administratorOnly = { public: 'no', viewer: 'no', place_officer: 'no', boundary_officer: 'no', planner: 'no', administrator: 'yes' } as const; // prettier-ignore
const everybody = row({
  public: 'yes',
  viewer: 'yes',
  place_officer: 'yes',
  boundary_officer: 'yes',
  planner: 'yes',
});
const staff = row({ viewer: 'yes', place_officer: 'yes', boundary_officer: 'yes', planner: 'yes' });
const writers = row({ place_officer: 'yes', boundary_officer: 'yes', planner: 'yes' });
const place = row({ place_officer: 'inside' });
const boundary = row({ boundary_officer: 'inside' });
const planning = row({ planner: 'inside' });
const administration = row({});

/** Who may do what, by role. Further conditions (papers, managing side) stand in policy.ts. */
export const rights: Readonly<Record<Action, Readonly<Record<Role, Right>>>> = {
  session: everybody,
  'read.public': everybody,
  'read.staff': staff,
  'audit.read': row({ place_officer: 'inside', boundary_officer: 'inside', planner: 'inside' }),
  'import.read': writers,
  import: writers,
  'import.divisions': administration,
  'import.places': place,
  'import.facilities': planning,
  'import.markers': boundary,
  'import.boundary-lines': boundary,
  'import.roads': planning,
  draft: row({ place_officer: 'yes', planner: 'yes' }),
  attach: writers,
  'place.propose': place,
  'place.edit': place,
  'place.approve': place,
  'marker.inspect': boundary,
  'marker.repair': boundary,
  'marker.relocate': boundary,
  'marker.add': boundary,
  'marker.retire': boundary,
  'line.edit': boundary,
  'inspection.edit': boundary,
  'facility.edit': planning,
  'policy.edit': planning,
  'coverage.review': planning,
  'account.self': staff,
  'account.manage': administration,
  'token.manage': staff,
  'metrics.read': administration,
  backup: administration,
};

function row(given: Partial<Record<Role, Right>>): Readonly<Record<Role, Right>> {
  return { ...administratorOnly, ...given };
}
