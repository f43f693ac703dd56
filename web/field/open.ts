import type { FieldMarker, FieldMeeting, FieldPackage, FieldSegment } from '../../server/api/field.ts';
import { go } from '../state/state.ts';

/** A line as it is saved, and whose it is. */
export interface Here {
  account: string;
  saved: FieldPackage;
}

/** What records are of, as it stands in them and in links. */
export const markerSubject = ({ id }: FieldMarker): string => `m${id}`;
export const segmentSubject = ({ countyA, countyB }: FieldSegment): string => `s${countyA.code}-${countyB?.code ?? ''}`; // prettier-ignore
export const meetingSubject = ({ code }: FieldMeeting): string => `j${code}`;

/** `null` is the list of lines, `1521` a saved line, `1521_save` its size, `1521_m12` a subject of it. */
export const openField = (filter: string | null): void => go({ panel: 'field', record: null, filter });

export function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
