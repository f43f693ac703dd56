import type { Certainty, NamesOnDay } from '../api/places.ts';

interface DatedName {
  text: string;
  kind: NamesOnDay['names'][number]['kind'];
  lang: string;
  reading: string | null;
  validFrom: string | null;
  validTo: string | null;
}

/**
 * The names in force on a day (YYYY-MM-DD). A name is in force from its first day up to, not including, its last: a place that is renamed
 * bears the new one on that day. Days known to the year or month make it `possible` throughout that year or month. A name without days is
 * `undated`; a former one, and a standard one that has followed another, are then `possible` at most.
 */
export function namesOn(at: string, names: readonly DatedName[]): NamesOnDay {
  const valid = names.flatMap((name) => {
    const certainty = certaintyOn(at, name);
    return certainty === null ? [] : [{ ...name, certainty }];
  });
  const inForce = valid.flatMap((name) => {
    if (name.kind !== 'standard' || name.validFrom !== null) return [name];
    const before = (one: DatedName): boolean => one.kind === 'former' && one.lang === name.lang;
    if (valid.some((one) => before(one) && one.certainty === 'certain')) return [];
    return [names.some(before) ? { ...name, certainty: 'possible' as const } : name];
  });
  return { at, names: inForce, standard: standardOf(inForce.filter(({ lang }) => lang === 'zh-Hans')) };
}

function certaintyOn(at: string, { kind, validFrom, validTo }: DatedName): Certainty | null {
  if (validFrom !== null && firstDay(validFrom) > at) return null;
  if (validTo !== null && lastDay(validTo) <= at && !(isPartial(validTo) && lastDay(validTo) === at))
    return null;
  if (kind === 'former' && validTo === null) return 'possible'; // it ended on a day that nobody wrote down
  if (validFrom === null && validTo === null) return 'undated';
  const begun = validFrom === null || lastDay(validFrom) <= at;
  const unended = validTo === null || firstDay(validTo) > at;
  return begun && unended ? 'certain' : 'possible';
}

const isPartial = (day: string): boolean => day.length < 10;
const firstDay = (day: string): string => `${day}${'-01-01'.slice(day.length - 4)}`.slice(0, 10);

/** Text order is the order of days: day 31 of a shorter month is after all of its days. */
const lastDay = (day: string): string => `${day}${'-12-31'.slice(day.length - 4)}`.slice(0, 10);

/** A former name whose end is written down was the standard one until then, before the one that has followed. */
function standardOf(hanzi: NamesOnDay['names']): NamesOnDay['standard'] {
  const former = hanzi
    .filter(({ kind, validTo }) => kind === 'former' && validTo !== null)
    .sort((one, other) => rank(one) - rank(other) || (one.validTo! < other.validTo! ? -1 : 1));
  const present = hanzi.find(({ kind }) => kind === 'standard');
  const certainFormer = former.find(({ certainty }) => certainty === 'certain');
  const chosen = certainFormer ?? present ?? former[0];
  if (chosen === undefined) return null;
  const isRivalled = chosen !== certainFormer && former.length > 0;
  return { text: chosen.text, certainty: isRivalled ? 'possible' : chosen.certainty };
}

const rank = ({ certainty }: { certainty: Certainty }): number => (certainty === 'certain' ? 0 : 1);
