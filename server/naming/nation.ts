import { readFileSync } from 'node:fs';
import { readingsOf } from '../places/pinyin.ts';
import type { Considered } from './place-checks.ts';
import type { Told } from './finding.ts';

/** A division of county level or above in another province. */
interface Unit {
  name: string;
  holder: string; // names of the divisions above it
}

const file = new URL('../../data/naming/divisions.tsv', import.meta.url);
const mostShown = 20;
let known: { byName: Map<string, Unit[]>; bySound: Map<string, Unit[]> } | null = null;

const soundOf = (name: string): string => readingsOf(name, null)[0]!.join(' ');

function gather(): NonNullable<typeof known> {
  const names = new Map(readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => line.split('\t') as [code: string, name: string])); // prettier-ignore
  const [byName, bySound] = [new Map<string, Unit[]>(), new Map<string, Unit[]>()];
  for (const [code, name] of names) {
    const above = [2, 4].filter((length) => length < code.length).map((length) => names.get(code.slice(0, length)) ?? ''); // prettier-ignore
    const unit = { name, holder: above.join('') };
    byName.set(name, [...(byName.get(name) ?? []), unit]);
    bySound.set(soundOf(name), [...(bySound.get(soundOf(name)) ?? []), unit]);
  }
  return { byName, bySound };
}

/** A division of county level or above has a name of its own in the whole country: art. 9 item 7. */
export function nationFindings({
  proposal,
  kind,
  scope,
}: Pick<Considered, 'proposal' | 'kind' | 'scope'>): Told[] {
  if (kind !== 'division' || scope.area !== 'nation') return [];
  known ??= gather();
  const { name, reading } = proposal;
  const same = known.byName.get(name) ?? [];
  const sounds = readingsOf(name, reading ?? null).flatMap(
    (syllables) => known!.bySound.get(syllables.join(' ')) ?? [],
  );
  const alike = [...new Set(sounds)].filter((unit) => unit.name !== name);
  const tell = (rule: 'duplicate' | 'homophone', units: readonly Unit[], what: string): Told[] =>
    units.length === 0 ? [] : [{
      rule, severity: scope[rule], article: scope.article,
      reason: `全国${scope.subject}中，“${name}”${what} ${units.length} 处: ${units.slice(0, mostShown).map((unit) => unit.holder + unit.name).join('、')}`,
      evidence: { words: units.slice(0, mostShown).map((unit) => ({ word: unit.name, list: unit.holder })) },
    }]; // prettier-ignore
  return [...tell('duplicate', same, '重名'), ...tell('homophone', alike, '同音')];
}
