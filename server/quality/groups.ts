import type { QualityCheckId } from '../api/quality.ts';
import { createTwinFinder, type Settlement } from '../coverage/settlements.ts';
import { fold } from '../places/fold.ts';
import { readingsOf } from '../places/pinyin.ts';
import type { Findings } from './found.ts';
import { groupOfClass, type Entry } from './look.ts';

interface Member {
  id: number;
  name: string;
  county: string;
  sample: boolean;
}

/** What only several entries show together: names and sounds that meet, twins. */
export interface Groups {
  add(entry: Entry): void;
  /** Calls `breathe` now and then. */
  tell(findings: Findings, breathe: () => Promise<void>): Promise<void>;
}

const atOnce = 20_000; // groups told between two breaths

export function createGroups(): Groups {
  const names = new Map<string, Member[]>();
  const sounds = new Map<string, Member[]>();
  const townships = new Map<string, Member[]>();
  const twins = createTwinFinder();
  const settlements: (Settlement & Member)[] = [];
  return {
    add: (entry) => {
      const { id, name, sample, division, lon, lat } = entry;
      const member = { id, name, sample, county: division.slice(0, 6) };
      const within = `${member.county} ${groupOfClass(entry.class)}`;
      put(names, `${within} ${fold(name)}`, member);
      if (/^\p{Script=Han}+$/u.test(name)) put(sounds, `${within} ${soundOf(entry)}`, member); // prettier-ignore
      if (entry.class.startsWith('215') && !/街道(办事处)?$/.test(name)) put(townships, name, member);
      if (!/^2[17]6/.test(entry.class) || lon === null || lat === null) return;
      const settlement = { ...member, classCode: entry.class, divisionCode: division, lon, lat };
      settlements.push(settlement);
      twins.add(settlement);
    },
    tell: async (findings, breathe) => {
      await tellGroups('same-name', names, findings, breathe, () => true);
      await tellGroups('same-sound', sounds, findings, breathe, (group) => new Set(group.map(({ name }) => name)).size > 1); // prettier-ignore
      await tellGroups('township-same-name', townships, findings, breathe, () => true);
      for (const one of settlements) {
        if (twins.isTwin(one)) findings.add('twin', one.sample, { county: one.county, group: one.name, id: one.id, detail: '与 216 类的同名村、社区相距 2 km 以内' }); // prettier-ignore
      }
    },
  };
}

const soundOf = ({ name, reading }: Entry): string => readingsOf(name, reading)[0]!.join(' ');

function put(groups: Map<string, Member[]>, key: string, member: Member): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [member]);
  else group.push(member);
}

/** A real entry counts among real ones only: that 示例数据 has its name says nothing. A sample entry counts among all. */
async function tellGroups(
  check: QualityCheckId,
  groups: ReadonlyMap<string, Member[]>,
  findings: Findings,
  breathe: () => Promise<void>,
  counts: (group: readonly Member[]) => boolean,
): Promise<void> {
  let told = 0;
  for (const [key, all] of groups) {
    told += 1;
    if (told % atOnce === 0) await breathe();
    if (all.length < 2) continue;
    const real = all.filter(({ sample }) => !sample);
    const title = key.split(' ').slice(check === 'township-same-name' ? 0 : 2).join(' '); // prettier-ignore
    const add = (members: readonly Member[], among: readonly Member[]): void => {
      if (among.length < 2 || !counts(among)) return;
      for (const { id, county, sample } of members) findings.add(check, sample, { county, group: title, id, detail: `共 ${among.length} 处` }); // prettier-ignore
    };
    add(real, real);
    add(all.filter(({ sample }) => sample), all); // prettier-ignore
  }
}
