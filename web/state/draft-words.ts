import type { DraftState, DraftType } from '../../server/api/drafts.ts';

/** What the list of drafts can be limited to. */
export const draftStates: readonly DraftState[] = ['submitted', 'approved', 'draft', 'rejected', 'published', 'withdrawn']; // prettier-ignore
export const draftTypes: readonly DraftType[] = ['place', 'facility'];
