import { z } from 'zod';

export const Role = z.enum([
  'public',
  'viewer',
  'place_officer',
  'boundary_officer',
  'planner',
  'administrator',
]);
export type Role = z.infer<typeof Role>;

/** What an account can be; `public` is everybody without one. */
export const AccountRole = Role.exclude(['public']);
export type AccountRole = z.infer<typeof AccountRole>;

/** What an operation does. server/accounts/README.md has the table of who may. */
export const Action = z.enum([
  'session', // who am I, sign in, sign out
  'read.public',
  'read.staff', // drafts, what is not public, positions of markers, people in inspections
  'audit.read',
  'import.read',
  'import', // some kind, as a route that learns the kind from the body asks first
  'import.divisions',
  'import.places',
  'import.facilities',
  'import.markers',
  'import.boundary-lines',
  'import.roads',
  'draft', // some kind of proposal: the kind's own action is asked with the record
  'attach', // a file to some record: the record's own action is asked with it
  'place.propose',
  'place.edit',
  'place.approve',
  'marker.inspect',
  'marker.repair',
  'marker.relocate',
  'marker.add',
  'marker.retire',
  'line.edit',
  'inspection.edit', // 联检
  'facility.edit',
  'policy.edit',
  'coverage.review',
  'account.self',
  'account.manage',
  'token.manage',
  'metrics.read',
  'backup',
]);
export type Action = z.infer<typeof Action>;

/** What a token may be allowed, each a group of actions. What is in no group is never done by a token. */
export const Scope = z.enum([
  'read',
  'audit',
  'import',
  'places',
  'boundaries',
  'facilities',
  'coverage',
  'metrics',
]);
export type Scope = z.infer<typeof Scope>;

export const scopeActions: Readonly<Record<Scope, readonly Action[]>> = {
  read: ['read.public', 'read.staff', 'import.read'],
  audit: ['audit.read'],
  import: [
    'import',
    'import.divisions',
    'import.places',
    'import.facilities',
    'import.markers',
    'import.boundary-lines',
    'import.roads',
  ],
  places: ['draft', 'attach', 'place.propose', 'place.edit', 'place.approve'],
  boundaries: [
    'attach',
    'marker.inspect',
    'marker.repair',
    'marker.relocate',
    'marker.add',
    'marker.retire',
    'line.edit',
    'inspection.edit',
  ],
  facilities: ['draft', 'attach', 'facility.edit'],
  coverage: ['policy.edit', 'coverage.review'],
  metrics: ['metrics.read'],
};
