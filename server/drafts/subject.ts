import type { DraftType } from '../api/drafts.ts';
import type { EditFinding } from '../api/edits.ts';
import type { FacilityContent, FacilityRecord } from '../api/facility-edits.ts';
import type { PlaceContent, PlaceRecord } from '../api/place-edits.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import type { Edited } from '../edits/dataset.ts';
import { checkFacility } from '../edits/facility-check.ts';
import { divisionsOf, readFacilityRecord } from '../edits/facility-record.ts';
import { writeFacility } from '../edits/facility-write.ts';
import { checkPlace } from '../edits/place-check.ts';
import { placeAnswer, readPlaceRecord, type StoredPlace } from '../edits/place-record.ts';
import { writePlace } from '../edits/place-write.ts';
import { proposedFacility, proposedPlace } from './proposal.ts';
import type { Proposal } from './store.ts';

type Content = PlaceContent | FacilityContent;

/** What drafts need of one kind of record; another kind (a marker) is one more of these. */
export interface Subject<R extends { id: number; version: string }, C extends Content> {
  dataset: Edited;
  needed: readonly string[]; // fields of a new record
  read(db: Db, id: number): Promise<R>;
  answer(record: R): PlaceRecord | FacilityRecord;
  contentOf(record: R): C;
  propose(present: R | null, proposal: Proposal, today: string): C;
  divisionsOf(content: C): string[];
  check(context: Context, present: R | null, content: C): Promise<{ findings: EditFinding[]; write: (trx: Db, actor: Actor, now: R | null, proposal: Proposal, today: string) => Promise<number> }>; // prettier-ignore
}

const place: Subject<StoredPlace, PlaceContent> = {
  dataset: 'places',
  needed: ['name', 'class', 'division'],
  read: readPlaceRecord,
  answer: placeAnswer,
  contentOf: ({ content }) => content,
  propose: proposedPlace,
  divisionsOf: ({ division }) => [division],
  check: async (context, present, content) => {
    const { findings, ...checked } = await checkPlace(context, present, content);
    return {
      findings,
      write: (trx, actor, now, { change, effectiveOn }, today) =>
        writePlace(trx, actor, now, {
          content,
          ...checked,
          ...(change === 'rename' ? { standardFrom: effectiveOn ?? today } : {}),
        }),
    };
  },
};

const facility: Subject<FacilityRecord, FacilityContent> = {
  dataset: 'facilities',
  needed: ['kind', 'name', 'county'],
  read: readFacilityRecord,
  answer: (record) => record,
  contentOf: ({ content }) => content,
  propose: proposedFacility,
  divisionsOf,
  check: async (context, present, content) => ({
    findings: await checkFacility(context, present, content),
    write: (trx, actor, now) => writeFacility(trx, actor, now, content),
  }),
};

/** The subject of a type, as one that takes what it has read itself. */
export const subjectOf = (type: DraftType): Subject<{ id: number; version: string }, Content> =>
  ({ place, facility })[type] as unknown as Subject<{ id: number; version: string }, Content>;
