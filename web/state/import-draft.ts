import { signal } from '@preact/signals';
import type { ImportOptions, ImportPreview } from '../../server/api/imports.ts';
import type { Input } from '../api.ts';
import type { Job } from './imports.ts';

type Encoding = NonNullable<ImportOptions['encoding']>;
export const ENCODINGS: readonly Encoding[] = ['utf-8', 'gb18030', 'gbk', 'utf-16le'];

/** The options of a check as they stand in the form: '' is what the file says. */
export interface Draft {
  crs: string;
  encoding: Encoding | '';
  layer: string;
  columns: Record<string, string | null>; // field -> header, where a person has chosen it; null: none of the file's
  constants: Record<string, string>; // field -> one value for every row
  acceptValid: boolean;
  source: { id: string; title: string; publisher: string; licence: string; dataDate: string };
}
type Asked = Input<'checkImport'>['body'];

export function toDraft({
  crs,
  encoding,
  layer,
  mapping = {},
  acceptValid,
  source = {},
}: ImportOptions): Draft {
  const { id = '', title = '', publisher = '', licence = '', dataDate = '' } = source;
  const draft: Draft = {
    crs: crs ?? '',
    encoding: encoding ?? '',
    layer: layer ?? '',
    columns: {},
    constants: {},
    acceptValid,
    source: { id, title, publisher, licence, dataDate },
  };
  for (const [field, target] of Object.entries(mapping)) {
    if (target === null || typeof target === 'string') draft.columns[field] = target;
    else draft.constants[field] = target.value;
  }
  return draft;
}

/** What decides how the file is read, and so what the preview shows. */
export function readingOptions({ crs, encoding, layer, columns, constants }: Draft): Asked {
  const mapping: NonNullable<Asked['mapping']> = { ...columns };
  for (const [field, value] of Object.entries(constants)) if (value.trim()) mapping[field] = { value };
  return {
    ...(crs.trim() && { crs: crs.trim() }),
    ...(encoding && { encoding }),
    ...(layer && { layer }),
    ...(Object.keys(mapping).length > 0 && { mapping }),
  };
}

export function checkOptions(draft: Draft): Asked {
  const source = Object.fromEntries(
    Object.entries(draft.source)
      .map(([key, text]) => [key, text.trim()])
      .filter(([, text]) => text),
  ) as NonNullable<Asked['source']>;
  return {
    ...readingOptions(draft),
    acceptValid: draft.acceptValid,
    ...(Object.keys(source).length > 0 && { source }),
  };
}

/** As in the contract. */
export const isSourceId = (text: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}:._-]{0,79}$/u.test(text);

/** The field that a column is read as: chosen by hand, or guessed where nobody has chosen otherwise. */
export function fieldOf(header: string, draft: Draft, guessed: ImportPreview['mapping']): string | null {
  const chosen = Object.entries(draft.columns).find(([, target]) => target === header)?.[0];
  if (chosen !== undefined) return chosen;
  const guess = Object.entries(guessed).find(([, target]) => target === header)?.[0];
  return guess === undefined || guess in draft.columns || guess in draft.constants ? null : guess;
}

/** A column becomes a field, and no longer what it was; with null it is none, and what it was guessed to be is not in the file. */
export function assign(draft: Draft, header: string, field: string | null, was: string | null): Draft {
  const columns: Draft['columns'] = Object.fromEntries(
    Object.entries(draft.columns).filter(([, target]) => target !== header),
  );
  const constants = { ...draft.constants };
  if (field === null && was !== null) columns[was] = null;
  if (field !== null) {
    columns[field] = header;
    delete constants[field];
  }
  return { ...draft, columns, constants };
}

/** Another sheet or encoding has other headers: what was chosen by their names goes. */
export const withReading = (draft: Draft, change: Partial<Pick<Draft, 'encoding' | 'layer'>>): Draft => ({
  ...draft,
  ...change,
  columns: {},
});

const drafts = signal<ReadonlyMap<number, Draft>>(new Map());

/** What was typed for a job stays while the reader looks at something else. */
export const draftOf = (job: Job): Draft => drafts.value.get(job.id) ?? toDraft(job.options);
export function changeDraft(job: Job, change: (draft: Draft) => Draft): void {
  drafts.value = new Map(drafts.peek()).set(job.id, change(draftOf(job)));
}
export function forgetDraft(id: number): void {
  const left = new Map(drafts.peek());
  left.delete(id);
  drafts.value = left;
}
