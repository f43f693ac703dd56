import type { NameCheck, NameKind, NameOrigin, NameProposal } from '../api/naming.ts';
import type { Db } from '../database/open.ts';
import { toFindings, type Told } from './finding.ts';
import { splitName } from './generics.ts';
import { kindOfClass, onlySignificant } from './kinds.ts';
import { nationFindings } from './nation.ts';
import { namingKnowledge, type NamingKnowledge } from './knowledge.ts';
import {
  borrowedFindings, cancelFindings, localNameFindings, namesakeFindings, partsOfScope, positionFindings, protectedFindings, type Considered,
} from './place-checks.ts'; // prettier-ignore
import { guessOrigin, readingWithTones, romanizeHan } from './romanize.ts';
import { scopeOf, type Scope } from './scopes.ts';
import { partsFindings, romanFindings, wordFindings, writingFindings } from './text-checks.ts';
import type { WordLists } from './words.ts';

/** A proposed name against 《地名管理条例》, as far as software can tell. Reads only. */
export async function checkName(db: Db, proposal: NameProposal, lists: WordLists): Promise<NameCheck> {
  const known = await namingKnowledge(db);
  const { name } = proposal;
  const code = proposal.class ?? null;
  const kind = proposal.kind ?? (code === null ? null : kindOfClass(code));
  const split = splitName(name, code);
  const origin = originOf(proposal);
  const suggestion = origin.value === null || origin.value === 'han' ? romanizeHan(name, kind, split, proposal.reading ?? null) : null; // prettier-ignore
  const scope = kind === null ? null : scopeOf({ name, kind, class: code, famous: proposal.famous });
  const told = [
    ...(await protectedFindings(db, proposal, known)),
    ...(proposal.act === 'cancelling'
      ? [...cancelForm(proposal), ...(await cancelFindings(db, proposal.place ?? null))]
      : await namedFindings(db, { proposal, kind, split, scope, origin, suggestion }, known, lists)),
  ];
  return {
    name,
    kind,
    split: { specific: split.specific, generic: split.generic },
    origin,
    romanization: {
      suggestion,
      reading: proposal.reading ?? readingWithTones(name),
      note:
        suggestion === null
          ? '少数民族语地名按音译转写，须由专业人员核定，不自动拼写'
          : '按词典读音；多音字须人工核定',
    },
    scope: scope === null ? null : scopeAnswer(scope, proposal.division, known),
    findings: toFindings(told, proposal.mode),
  };
}

interface Looked extends Pick<Considered, 'proposal' | 'split'> {
  kind: NameKind | null;
  scope: Scope | null;
  origin: ReturnType<typeof originOf>;
  suggestion: string | null;
}

/** What stands against a name that is given, or that there is. */
async function namedFindings(
  db: Db,
  { proposal, kind, split, scope, origin, suggestion }: Looked,
  known: NamingKnowledge,
  lists: WordLists,
): Promise<Told[]> {
  const { name, mode, division } = proposal;
  const code = proposal.class ?? null;
  const official = officialRoman(proposal, known);
  const told: Told[] = [
    ...writingFindings(name, code),
    ...partsFindings(name, kind, code, split),
    ...wordFindings(name, lists),
    ...romanFindings({ name, roman: proposal.roman ?? null, origin: origin.value, sure: !origin.guessed, suggestion, official }, known.romanCheck), // prettier-ignore
  ];
  if (division !== undefined) {
    if (known.tree.get(division) === undefined) told.push({ rule: 'position', severity: 'warning', reason: `没有现行的政区 ${division}`, remedy: '改正所在政区代码' }); // prettier-ignore
    told.push(...(await positionFindings(db, proposal, division, known)));
    if (kind !== null && scope !== null) {
      const one: Considered = { proposal, kind, division, split, scope };
      told.push(...(await namesakeFindings(db, one, known)));
      told.push(...nationFindings(one));
      told.push(...(await borrowedFindings(db, one, known, lists)));
      if (mode === 'new') told.push(...(await localNameFindings(db, one, known)));
    }
  }
  if (code !== null && known.classes.size > 0 && !known.classes.has(code)) told.push({ rule: 'class', reason: `类别 ${code} 不在类别表中` }); // prettier-ignore
  if (mode === 'new') told.push(...formFindings(proposal, kind, scope));
  return told;
}

function originOf({ name, origin, class: code }: NameProposal): {
  value: NameOrigin | null;
  guessed: boolean;
} {
  // prettier-ignore
  if (origin !== undefined) return { value: origin, guessed: false };
  return { value: guessOrigin(name, code ?? null), guessed: true };
}

/** Of the division that the proposal names anew, or is. */
function officialRoman({ name, division }: NameProposal, { tree }: NamingKnowledge): string | null {
  const node = division === undefined ? undefined : tree.get(division);
  return node?.name === name ? node.roman : null;
}

function scopeAnswer(scope: Scope, division: string | undefined, known: NamingKnowledge): NameCheck['scope'] {
  const parts = division === undefined ? [] : partsOfScope({ scope, division }, known);
  const divisions = parts.map((part) => known.tree.get(part.division) ?? { code: part.division, name: part.division }); // prettier-ignore
  return {
    area: scope.area,
    divisions: divisions.map(({ code, name }) => ({ code, name })),
    article: scope.article,
    note: scope.note,
  };
}

const wanted: readonly [keyof NameProposal, string][] = [
  ['class', '地名类别'],
  ['division', '所在政区'],
  ['point', '位置'],
  ['roman', '罗马字母拼写'],
  ['meaning', '含义'],
  ['reason', '理由'],
];

/** A cancelling says why. */
const cancelForm = ({ reason }: NameProposal): Told[] =>
  reason === undefined || reason === '' ? [{ rule: 'required', article: null, reason: '还缺: 注销的理由' }] : []; // prettier-ignore

/** What an application must say, and what a person has to look at: art. 3, 9 item 7, 11. */
function formFindings(proposal: NameProposal, kind: NameKind | null, scope: Scope | null): Told[] {
  const told: Told[] = [];
  const missing = wanted.filter(([field]) => proposal[field] === undefined || proposal[field] === '');
  if (missing.length > 0) told.push({ rule: 'required', reason: `还缺: ${missing.map(([, title]) => title).join('、')}` }); // prettier-ignore
  if (proposal.mongolian === undefined || proposal.mongolian === '') told.push({ rule: 'mongolian', reason: '未填蒙古文名称' }); // prettier-ignore
  if (kind !== null && onlySignificant.has(kind) && proposal.significant !== true) told.push({ rule: 'significant', reason: '未说明是否具有重要地理方位意义' }); // prettier-ignore
  if (scope?.area === 'nation') told.push({ rule: 'nation', reason: scope.note ?? '须在全国范围内比对' });
  return told;
}
