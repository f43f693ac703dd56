import type { VNode } from 'preact';
import type { AccountRole } from '../../server/api/actions.ts';
import { word } from '../i18n/t.ts';

const ROLES: readonly AccountRole[] = [
  'viewer',
  'place_officer',
  'boundary_officer',
  'planner',
  'administrator',
];

export const RoleSelect = ({ value }: { value: AccountRole }): VNode => (
  <select name="role">
    {ROLES.map((role) => (
      <option key={role} value={role} selected={role === value}>
        {word('role', role)}
      </option>
    ))}
  </select>
);
