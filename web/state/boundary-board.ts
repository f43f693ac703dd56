import { effect } from '@preact/signals';
import type { Result } from '../api.ts';
import { session } from './session.ts';
import { adjust, state } from './state.ts';

export type Board = Result<'getBoundaryStatus'>;
export const REGION = '150000';

/** Where the boundary desk looks: what the link says, else the jurisdiction of the account, else the region (null). */
export function areaOf(): string | null {
  const asked = state.value.division ?? session.value?.account?.jurisdiction?.code ?? REGION;
  return asked === REGION ? null : asked;
}

/** What its lists and files are narrowed to besides a state. */
export function askedOf(): { division?: string; at?: string } {
  const [division, { at }] = [areaOf(), state.value];
  return { ...(division !== null && { division }), ...(at !== null && { at }) };
}

const isEmptyLink = location.hash === '';

/** A boundary officer who opens the page without a link begins at the desk; on a phone with the map. */
export function startAtDesk(): void {
  const stop = effect(() => {
    if (session.value === null) return;
    if (isEmptyLink && innerWidth >= 760 && session.value.account?.role === 'boundary_officer' && state.peek().panel === 'divisions') adjust({ panel: 'boundary-desk' }); // prettier-ignore
    queueMicrotask(() => stop()); // `stop` is not there yet when the effect first runs
  });
}
