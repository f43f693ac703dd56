import { useEffect, useState } from 'preact/hooks';
import type { FieldContent, FieldRecordType } from '../../server/api/field.ts';
import { blankRecord, finish, keep, latestOf, type Blank } from './record.ts';
import { useSaved } from './saved.ts';
import { photosOf, type Kept, type Photo } from './store.ts';

export interface Form<T extends FieldRecordType> {
  record: Kept<T>;
  photos: Photo[];
  isKept: boolean; // in the store: something has been typed
  change: (content: Partial<FieldContent<T>>) => void;
  finish: () => Promise<void>;
}

/** The last record of a thing, or a new one; what is typed is in the store at once, whatever becomes of the page. */
export function useForm<T extends FieldRecordType>(blank: () => Promise<Blank<T>>, { account, line, subject }: Pick<Blank<T>, 'account' | 'line' | 'subject'>): Form<T> | undefined {
  const key = [account, line, subject].join(' ');
  const stored = useSaved(key, async () => {
    const record = (await latestOf(account, line, subject)) as Kept<T> | null;
    return { record, photos: record === null ? [] : await photosOf(record.uuid) };
  });
  const [fresh, setFresh] = useState<Kept<T> | null>(null);
  const isNone = stored !== undefined && stored.record === null;
  useEffect(() => {
    if (isNone) void blank().then((made) => setFresh(blankRecord(made)));
    else setFresh(null);
  }, [isNone, key]);
  const [typed, setTyped] = useState<Kept<T> | null>(null);
  const base = stored?.record ?? fresh;
  if (stored === undefined || base === null) return undefined;
  const record = typed !== null && typed.uuid === base.uuid && base.state === 'draft' ? typed : base;
  return {
    record,
    photos: stored.photos,
    isKept: stored.record !== null,
    change: (content) => {
      const next: Kept<T> = { ...record, content: { ...record.content, ...content } };
      setTyped(next); // the field shows it before the store has it
      void keep(next as Kept);
    },
    finish: () => finish(record as Kept),
  };
} // prettier-ignore
