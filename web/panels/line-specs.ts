import type { LinesKey } from '../i18n/lines.zh.ts';
import { word } from '../i18n/t.ts';
import type { Line } from './line-codes.ts';
import type { Spec } from './office-parts.tsx';

export type LineSpec = Spec<LinesKey>;

export const lineSpecs: readonly LineSpec[] = [
  { id: 'statedLengthKm', label: 'field.statedLengthKm', kind: 'number' },
  { id: 'agreement', label: 'field.agreement', kind: 'text' },
  { id: 'approval', label: 'field.approval', kind: 'text' },
  { id: 'approvedOn', label: 'field.approvedOn', kind: 'date' },
  { id: 'publishedOn', label: 'field.publishedOn', kind: 'date' },
  { id: 'detailMap', label: 'field.detailMap', kind: 'text' },
  { id: 'startsAt', label: 'field.startsAt', kind: 'long' },
  { id: 'endsAt', label: 'field.endsAt', kind: 'long' },
  { id: 'converted', label: 'field.converted', kind: 'flag' },
  { id: 'vectorised', label: 'field.vectorised', kind: 'flag' },
  { id: 'smart', label: 'field.smart', kind: 'flag' },
];

const CARRIERS = ['markers', 'river', 'ditch', 'road', 'ridge', 'other'] as const;

/** @param sides that one of them may be named as the managing side */
export const segmentSpecs = (sides: readonly { code: string; name: string }[]): readonly LineSpec[] => [
  { id: 'carrier', label: 'field.carrier', kind: 'one', hint: 'hint.carrier', options: CARRIERS.map((code) => ({ code, name: word('carrier', code) })) },
  { id: 'managing', label: 'field.managing', kind: 'one', options: unique(sides) },
  { id: 'course', label: 'field.course', kind: 'long' },
  { id: 'note', label: 'field.note', kind: 'long' },
]; // prettier-ignore

export const meetingSpecs: readonly LineSpec[] = [
  { id: 'agreement', label: 'field.agreement', kind: 'text' },
  { id: 'agreedOn', label: 'field.agreedOn', kind: 'date' },
  { id: 'parties', label: 'field.meetingParties', kind: 'number' },
  { id: 'markers', label: 'field.meetingMarkers', kind: 'number' },
  { id: 'note', label: 'field.note', kind: 'long' },
];

const DOCUMENTS = ['agreement', 'agreement_map', 'approval', 'request', 'detail_map', 'marker_table', 'point_table', 'course', 'management', 'meeting_agreement', 'peace', 'minutes', 'change', 'summary', 'other'] as const; // prettier-ignore

export const documentSpecs: readonly LineSpec[] = [
  { id: 'kind', label: 'field.kind', kind: 'choice', required: true, choices: { prefix: 'document', ids: DOCUMENTS } },
  { id: 'title', label: 'field.title', kind: 'text', required: true },
  { id: 'number', label: 'field.number', kind: 'text' },
  { id: 'signedOn', label: 'field.signedOn', kind: 'date' },
  { id: 'expiresOn', label: 'field.expiresOn', kind: 'date' },
  { id: 'parties', label: 'field.parties', kind: 'texts', hint: 'hint.parties' },
  { id: 'note', label: 'field.note', kind: 'long' },
]; // prettier-ignore

const segmentSpec = (line: Line): LineSpec => ({
  id: 'segment',
  label: 'field.segment',
  kind: 'one',
  options: unique(line.segmentList.map(({ pair, sides }) => ({ code: pair, name: sides.map(({ name }) => name).join(' – ') }))), // prettier-ignore
});

export const disputeSpecs = (line: Line): readonly LineSpec[] => [
  { id: 'kind', label: 'field.kind', kind: 'choice', required: true, choices: { prefix: 'dispute', ids: ['dispute', 'hidden_risk'] } },
  { id: 'state', label: 'field.state', kind: 'choice', required: true, choices: { prefix: 'state', ids: ['open', 'handling', 'resolved'] } },
  { id: 'title', label: 'field.title', kind: 'text', required: true },
  { id: 'foundOn', label: 'field.foundOn', kind: 'date', required: true },
  segmentSpec(line),
  { id: 'point', label: 'field.point', kind: 'point' },
  { id: 'description', label: 'field.description', kind: 'long' },
  { id: 'handling', label: 'field.handling', kind: 'long' },
  { id: 'decidedBy', label: 'field.decidedBy', kind: 'text' },
  { id: 'decisionNo', label: 'field.decisionNo', kind: 'text' },
  { id: 'resolvedOn', label: 'field.resolvedOn', kind: 'date', hint: 'hint.resolvedOn' },
]; // prettier-ignore

export const projectSpecs = (line: Line): readonly LineSpec[] => [
  { id: 'name', label: 'field.name', kind: 'text', required: true },
  { id: 'kind', label: 'field.projectKind', kind: 'text' },
  segmentSpec(line),
  { id: 'consents', label: 'field.consents', kind: 'many', options: unique([...line.sides, ...line.segmentList.flatMap(({ sides }) => sides)]) },
  { id: 'startedOn', label: 'field.startedOn', kind: 'date' },
  { id: 'endedOn', label: 'field.endedOn', kind: 'date' },
  { id: 'point', label: 'field.point', kind: 'point' },
  { id: 'note', label: 'field.note', kind: 'long' },
]; // prettier-ignore

const unique = <T extends { code: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.code, item])).values(),
];
