import type { FormType } from '../state/edit-form.ts';

/** How each field of a record is typed. */
export type FieldKind =
  | 'text'
  | 'mongolian'
  | 'area'
  | 'number'
  | 'date'
  | 'choice'
  | 'class'
  | 'facilityKind'
  | 'division' // of a place: one code
  | 'site' // of a facility: county and township
  | 'point'
  | 'names'
  | 'texts'
  | 'codes' // words with spaces between
  | 'serves' // divisions besides its own
  | 'capacity' // a number, named by the kind of facility
  | 'yesNo'
  | 'history' // states of a facility with their days
  | 'check';

export interface FieldSpec {
  id: string;
  kind: FieldKind;
  required?: true;
  /** Of a choice: its values, and the dictionary of the page that names them; null may be chosen too. */
  values?: readonly string[];
  words?: string;
  optional?: true;
}
interface Group {
  id: 'names' | 'what' | 'where' | 'texts' | 'open' | 'service';
  fields: readonly FieldSpec[];
}

const secrecies = ['公开', '内部', '秘密', '机密', '绝密'];
const position: FieldSpec = { id: 'position', kind: 'choice', values: ['surveyed', 'approximate', 'synthetic', 'unknown'], words: 'position' }; // prettier-ignore
const open: Group = {
  id: 'open',
  fields: [
    { id: 'public', kind: 'check' },
    { id: 'secrecy', kind: 'choice', values: secrecies, words: 'secrecy' },
  ],
};

const place: readonly Group[] = [
  {
    id: 'names',
    fields: [
      { id: 'name', kind: 'text', required: true },
      { id: 'reading', kind: 'text' },
      { id: 'roman', kind: 'text' },
      { id: 'mongolian', kind: 'mongolian' },
      { id: 'names', kind: 'names' },
    ],
  },
  {
    id: 'what',
    fields: [
      { id: 'class', kind: 'class', required: true },
      { id: 'status', kind: 'choice', values: ['current', 'renamed', 'abolished', 'merged', 'proposed'], words: 'place' }, // prettier-ignore
      { id: 'validFrom', kind: 'date' },
      { id: 'validTo', kind: 'date' },
      { id: 'placeCode', kind: 'text' },
    ],
  },
  { id: 'where', fields: [{ id: 'division', kind: 'division', required: true }, { id: 'point', kind: 'point' }, position] }, // prettier-ignore
  { id: 'texts', fields: [{ id: 'attributes', kind: 'texts' }] },
  open,
];

const facility: readonly Group[] = [
  {
    id: 'what',
    fields: [
      { id: 'kind', kind: 'facilityKind', required: true },
      { id: 'name', kind: 'text', required: true },
      { id: 'code', kind: 'text' },
      { id: 'status', kind: 'choice', values: ['planned', 'building', 'operating', 'suspended', 'closed', 'unknown'], words: 'facility' }, // prettier-ignore
      { id: 'level', kind: 'choice', values: ['province', 'prefecture', 'county', 'township'], words: 'level', optional: true }, // prettier-ignore
      { id: 'ownership', kind: 'choice', values: ['公办', '民办', '公建民营'], words: 'ownership', optional: true }, // prettier-ignore
      { id: 'openedOn', kind: 'date' },
      { id: 'closedOn', kind: 'date' },
      { id: 'statusHistory', kind: 'history' },
      { id: 'creditCode', kind: 'text' },
      { id: 'approvalNo', kind: 'text' },
    ],
  },
  {
    id: 'where',
    fields: [
      { id: 'county', kind: 'site', required: true },
      { id: 'address', kind: 'text' },
      { id: 'point', kind: 'point' },
      position,
    ],
  },
  {
    id: 'service',
    fields: [
      { id: 'capacity', kind: 'capacity' },
      { id: 'services', kind: 'codes' },
      { id: 'serves', kind: 'serves' },
      { id: 'phone', kind: 'text' },
      { id: 'hours', kind: 'text' },
      { id: 'hostedIn', kind: 'text' },
      { id: 'condition', kind: 'area' },
      { id: 'equipmentYear', kind: 'number' },
      { id: 'envCompliant', kind: 'yesNo' },
      { id: 'verifiedOn', kind: 'date' },
    ],
  },
  open,
];

const renamed = ['name', 'reading', 'roman', 'mongolian'];

/** The fields of a form; of a renaming only the names, of a cancelling none. */
export function groupsOf(type: FormType, change: string | null): readonly Group[] {
  if (change === 'cancel') return [];
  const groups = type === 'place' ? place : facility;
  if (change !== 'rename') return groups;
  return groups.map((group) => ({ ...group, fields: group.fields.filter(({ id }) => renamed.includes(id)) })).filter(({ fields }) => fields.length > 0); // prettier-ignore
}

/** The texts of a place that a form always offers. */
export const usualTexts = ['meaning', 'origin', 'history', 'description', 'story', 'language', 'references', 'remarks']; // prettier-ignore
