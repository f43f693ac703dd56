import type { FacilityContent, FacilityRecord } from '../../server/api/facility-edits.ts';
import type { PlaceContent, PlaceRecord } from '../../server/api/place-edits.ts';

/** Pure parts of a form: what is typed, what of it has changed, and how two versions of a record come together. */
export type FormType = 'place' | 'facility';
export type Content = PlaceContent | FacilityContent;
export type Stored = PlaceRecord | FacilityRecord;
/** A content by its fields, for code that treats all alike. */
export type Values = Record<string, unknown>;

const emptyPlace: PlaceContent = {
  name: '', reading: null, roman: null, mongolian: null, class: '', division: '', status: 'current', placeCode: null, point: null,
  position: 'approximate', names: [], validFrom: null, validTo: null, attributes: {}, public: true, secrecy: '公开',
}; // prettier-ignore
const emptyFacility: FacilityContent = {
  kind: '', name: '', code: null, county: '', township: null, address: null, point: null, position: 'approximate', status: 'operating',
  openedOn: null, closedOn: null, level: null, ownership: null, hostedIn: null, capacity: null, serves: [], phone: null, hours: null,
  condition: null, equipmentYear: null, envCompliant: null, creditCode: null, services: [], statusHistory: [], approvalNo: null, verifiedOn: null, attributes: {}, public: true, secrecy: '公开',
}; // prettier-ignore

export const emptyValues = (type: FormType): Values =>
  ({ ...(type === 'place' ? emptyPlace : emptyFacility) }) as Values;

export const same = (one: unknown, other: unknown): boolean => plain(one) === plain(other);
/** Empty text is none, and of objects the order of their keys does not count. */
const plain = (value: unknown): string =>
  JSON.stringify(value === '' ? null : (value ?? null), (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

export const changedFields = (base: Values, values: Values): string[] =>
  Object.keys(values).filter((field) => !same(base[field], values[field]));

/** What a change sends: the fields that differ; of the attributes each one, null for one that is taken away. */
export function changeOf(base: Values, values: Values): Values {
  const change: Values = {};
  for (const field of changedFields(base, values)) {
    if (field !== 'attributes') {
      change[field] = values[field] === '' ? null : values[field];
      continue;
    }
    const [before, after] = [base[field] as Values, values[field] as Values];
    change[field] = Object.fromEntries(
      [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])]
        .filter((name) => !same(before?.[name], after[name]))
        .map((name) => [name, after[name] || null]),
    );
  }
  return change;
}

/** What a draft proposes, put upon the present content. */
export function applyChange(base: Values, change: Values): Values {
  const { attributes, ...rest } = change;
  const merged: Values = { ...(base['attributes'] as Values), ...(attributes as Values | undefined) };
  const kept = Object.entries(merged).filter(([, text]) => text !== null && text !== '');
  return { ...base, ...rest, attributes: Object.fromEntries(kept) };
}

/** A field of which the present record, or the form, or both differ from the version that the form began with. */
export interface Dispute {
  field: string;
  base: unknown;
  present: unknown;
  yours: unknown;
  by: 'theirs' | 'only' | 'both' | 'same';
}

export function disputesOf(base: Values, present: Values, yours: Values): Dispute[] {
  const [first, second, third] = [flat(base), flat(present), flat(yours)];
  return [...new Set([...Object.keys(third), ...Object.keys(second)])].flatMap((field): Dispute[] => {
    const [before, now, mine] = [first[field], second[field], third[field]];
    const [theirs, own] = [!same(before, now), !same(before, mine)];
    if (!theirs && !own) return [];
    const by = theirs && own ? (same(now, mine) ? 'same' : 'both') : theirs ? 'theirs' : 'only';
    return [{ field, base: before, present: now, yours: mine, by }];
  });
}

const within = 'attributes.';

/** Each text is a field of its own: two who write different ones do not disagree. */
const flat = ({ attributes, ...rest }: Values): Values => ({
  ...rest,
  ...Object.fromEntries(
    Object.entries((attributes ?? {}) as Values).map(([name, text]) => [within + name, text]),
  ),
});

/** The present content with some fields as the form has them. */
export function chosenValues(present: Values, yours: Values, fields: readonly string[]): Values {
  const mine = flat(yours);
  const chosen = { ...flat(present), ...Object.fromEntries(fields.map((field) => [field, mine[field]])) };
  const texts = Object.entries(chosen).filter(([field, text]) => field.startsWith(within) && text !== undefined && text !== ''); // prettier-ignore
  const rest = Object.entries(chosen).filter(([field]) => !field.startsWith(within));
  return {
    ...Object.fromEntries(rest),
    attributes: Object.fromEntries(texts.map(([field, text]) => [field.slice(within.length), text])),
  };
}

/** What is chosen where nobody has chosen yet: nothing that somebody else has saved is overwritten unasked. */
export const usualChoice = ({ by }: Dispute): 'present' | 'yours' => (by === 'only' ? 'yours' : 'present');

/** Longitude and latitude in degrees from decimal numbers or degrees, minutes, seconds; null when the text is neither. */
export function parsePoint(text: string): [number, number] | null {
  const parts = text
    .trim()
    .split(/\s*[,，;；]\s*|(?<=[EW东西])\s*|\s+(?=[\d-])/iu)
    .filter((part) => part !== '');
  if (parts.length !== 2) return null;
  const [lon, lat] = parts.map(angle);
  return lon === null || lat === null || lon === undefined || lat === undefined ? null : [lon, lat];
}

function angle(text: string): number | null {
  const decimal = /^(-?\d{1,3}(?:\.\d+)?)\s*°?\s*[ENSW东北]?$/iu.exec(text);
  if (decimal) return Number(decimal[1]);
  const dms = /^(\d{1,3})\s*[°度]\s*(\d{1,2}(?:\.\d+)?)\s*[′'分]?\s*(?:(\d{1,2}(?:\.\d+)?)\s*[″"秒]?)?\s*[EN东北]?$/iu.exec(text); // prettier-ignore
  if (!dms) return null;
  const [degrees, minutes, seconds] = [Number(dms[1]), Number(dms[2]), Number(dms[3] ?? 0)];
  return minutes >= 60 || seconds >= 60 ? null : Math.round((degrees + minutes / 60 + seconds / 3600) * 1e7) / 1e7; // prettier-ignore
}
