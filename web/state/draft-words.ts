import type { DraftState, DraftType } from '../../server/api/drafts.ts';
import type { NameOrigin } from '../../server/api/naming.ts';

/** What the list of drafts can be limited to. */
export const draftStates: readonly DraftState[] = ['submitted', 'approved', 'draft', 'rejected', 'published', 'withdrawn']; // prettier-ignore
export const draftTypes: readonly DraftType[] = ['place', 'facility'];
export const NAME_ORIGINS: readonly NameOrigin[] = ['han', 'mongolian', 'other'];
