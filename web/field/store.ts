import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { AttachmentPhase } from '../../server/api/attachments.ts';
import type { FieldContent, FieldOutcome, FieldPackage, FieldRecordType } from '../../server/api/field.ts';
import type { SessionState } from '../../server/api/accounts.ts';

/** A line that this browser has saved, or has begun to. */
export interface SavedLine {
  account: string;
  code: string;
  name: string;
  level: string;
  lengthKm: number;
  markers: number;
  recordBytes: number;
  tileBytes: number; // as they are kept
  tiles: number;
  tilesKept: number;
  preparedAt: string; // what the server knew then
  savedAt: string | null; // null: not whole yet
}

/** `draft` is being written, `waiting` is to be sent, `refused` has to be mended, `photos` has arrived but not all its pictures. */
export type KeptState = 'draft' | 'waiting' | 'refused' | 'photos' | 'sent';

/** A record made outside. It stays until the line is saved anew, so that one sees what one has done. */
export interface Kept<T extends FieldRecordType = FieldRecordType> {
  uuid: string;
  account: string;
  line: string;
  subject: string; // m123: a marker, s150102-150103: a segment, j...: a meeting point
  title: string;
  type: T;
  content: FieldContent<T>;
  state: KeptState;
  id: number | null; // of the server, once it has arrived
  flags: string[];
  problem: FieldOutcome['problem'];
  changedAt: string;
  triedAt: string | null; // from then on the server may have it: it is sent as it is, and corrected by another record
  sentAt: string | null;
}

/** A picture of a record. Its bytes go when it has arrived. */
export interface Photo {
  uuid: string;
  record: string;
  account: string;
  name: string;
  phase: AttachmentPhase | null;
  bytes: number;
  data: ArrayBuffer | null; // null: it has arrived
  problem: string | null;
}

interface Schema extends DBSchema {
  who: { key: 'here'; value: SessionState };
  lines: { key: [string, string]; value: SavedLine; indexes: { account: string } };
  packages: { key: [string, string]; value: FieldPackage & { account: string } };
  records: { key: string; value: Kept; indexes: { account: string; line: [string, string] } };
  photos: { key: string; value: Photo; indexes: { record: string } };
}
export type Store = IDBPDatabase<Schema>;

const name = 'nutag-field';
let opened: Promise<Store> | null = null;

/** What this browser keeps for work outside, of all accounts that have used it. */
export function store(): Promise<Store> {
  opened ??= openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('who');
      db.createObjectStore('lines', { keyPath: ['account', 'code'] }).createIndex('account', 'account');
      db.createObjectStore('packages', { keyPath: ['account', 'line.code'] });
      const records = db.createObjectStore('records', { keyPath: 'uuid' });
      records.createIndex('account', 'account');
      records.createIndex('line', ['account', 'line']);
      db.createObjectStore('photos', { keyPath: 'uuid' }).createIndex('record', 'record');
    },
    blocking: (_, __, event) => {
      (event.target as IDBDatabase).close(); // a newer page changes the store
      opened = null;
    },
    terminated: () => (opened = null),
  });
  opened.catch(() => (opened = null));
  return opened;
}

/** Where the tiles of a line are kept: a cache for each, so that taking one line away leaves the others whole. */
export const tileCacheOf = (account: string, code: string): string => `nutag-field/${account}/${code}`;
export const tileCaches = 'nutag-field/';

/** Who was signed in last; nobody after signing out. */
export const whoIsHere = async (): Promise<SessionState | undefined> => (await store()).get('who', 'here');

export const linesOf = async (account: string): Promise<SavedLine[]> => {
  const lines = await (await store()).getAllFromIndex('lines', 'account', account);
  return lines.toSorted((a, b) => b.preparedAt.localeCompare(a.preparedAt));
};

export const recordsOf = async (account: string): Promise<Kept[]> => {
  const records = await (await store()).getAllFromIndex('records', 'account', account);
  return records.toSorted((a, b) => a.changedAt.localeCompare(b.changedAt));
};

export const photosOf = async (record: string): Promise<Photo[]> =>
  (await store()).getAllFromIndex('photos', 'record', record);
