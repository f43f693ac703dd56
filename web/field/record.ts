import type { AttachmentPhase } from '../../server/api/attachments.ts';
import type { FieldContent, FieldPackage, FieldRecordType } from '../../server/api/field.ts';
import { forgetRecord } from './save.ts';
import { changed, sendAll } from './send.ts';
import { photosOf, recordsOf, store, type Kept, type Photo } from './store.ts';

/** Today where the boundaries are. */
export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()); // prettier-ignore

export const newUuid = (): string => crypto.randomUUID();

/** What a record is of, and what it says before anything is typed. */
export interface Blank<T extends FieldRecordType> {
  account: string;
  line: string;
  subject: string;
  title: string;
  type: T;
  content: FieldContent<T>;
}

export const blankRecord = <T extends FieldRecordType>(blank: Blank<T>): Kept<T> => ({
  ...blank,
  uuid: blank.content.uuid,
  state: 'draft',
  id: null,
  flags: [],
  problem: null,
  changedAt: new Date().toISOString(),
  triedAt: null,
  sentAt: null,
});

/** The last record of a thing that this browser keeps. */
export async function latestOf(account: string, line: string, subject: string): Promise<Kept | null> {
  const own = (await recordsOf(account)).filter((record) => record.line === line && record.subject === subject); // prettier-ignore
  return own.at(-1) ?? null;
}

export async function keep(record: Kept): Promise<void> {
  await (await store()).put('records', { ...record, changedAt: new Date().toISOString() });
  changed();
}

/** Written to the end: it waits to be sent, and is if it can be. */
export async function finish(record: Kept): Promise<void> {
  await keep({ ...record, state: 'waiting', problem: null });
  void sendAll(record.account);
}

/** To be changed again. What the server knows under its uuid with another content gets a new one. */
export async function reopen(record: Kept): Promise<void> {
  const isTaken = record.problem?.status === 409;
  if (!isTaken) return keep({ ...record, state: 'draft' });
  const uuid = newUuid();
  const db = await store();
  for (const photo of await photosOf(record.uuid)) await db.put('photos', { ...photo, record: uuid });
  await db.delete('records', record.uuid);
  return keep({ ...record, uuid, content: { ...record.content, uuid }, state: 'draft' });
}

/** Another record that puts right one that has arrived: nothing is overwritten. */
export async function correct(record: Kept): Promise<void> {
  const uuid = newUuid();
  const content = { ...record.content, uuid, corrects: record.id };
  await keep({ ...blankRecord(record), uuid, content });
}

export async function remove(record: Kept): Promise<void> {
  await forgetRecord(record.uuid);
  changed();
}

export async function addPhoto(record: Kept, name: string, data: ArrayBuffer): Promise<void> {
  const photo: Photo = { uuid: newUuid(), record: record.uuid, account: record.account, name, phase: null, bytes: data.byteLength, data, problem: null }; // prettier-ignore
  await (await store()).put('photos', photo);
  await keep(record);
}

export async function setPhase(photo: Photo, phase: AttachmentPhase | null): Promise<void> {
  await (await store()).put('photos', { ...photo, phase });
  changed();
}

export async function removePhoto(photo: Photo): Promise<void> {
  await (await store()).delete('photos', photo.uuid);
  changed();
}

/** Who goes along today: as in the last record, else as the inspection says. */
export async function peopleNow(account: string, { inspection }: FieldPackage): Promise<string[]> {
  const last = (await recordsOf(account)).at(-1)?.content.people;
  return last ?? inspection?.team ?? [];
}
