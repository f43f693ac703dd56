import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { t, word, type Key } from '../i18n/t.ts';
import { pathText } from '../ui/list.tsx';
import { Sample } from '../ui/names.tsx';

export type SearchHit = Result<'search'>['items'][number];
type Why = SearchHit['why'];

/** One result: its name, what it is, where it lies, and why it matched. */
export function Hit({
  hit,
  id,
  active,
  point,
  choose,
}: {
  hit: SearchHit;
  id: string;
  active: boolean;
  point: () => void;
  choose: () => void;
}): VNode {
  const why = reason(hit.why);
  const { official } = hit.why;
  const direct = hit.why.name === hit.name;
  return (
    <div
      id={id}
      role="option"
      class="hit"
      aria-selected={active}
      data-type={hit.type}
      onPointerMove={point}
      onClick={choose}
    >
      <span class="hit-main">
        <span class="hit-name">{direct ? <Marked why={hit.why} /> : hit.name}</span>
        <span class="hit-detail">{hit.detail}</span>
        {hit.sample && <Sample />}
      </span>
      <span class="hit-more">
        {pathText(hit.path) || hit.path[0]?.name}
        {(why || !direct) && (
          <span class="hit-why" data-of={hit.why.of}>
            {why}
            {!direct && (
              <>
                {' '}
                <Marked why={hit.why} />
              </>
            )}
            {official !== null && <span class="hit-official">{t('why.official', { roman: official })}</span>}
          </span>
        )}
      </span>
    </div>
  );
}

/** The name that matched, with the matching part in bold; offsets count code points, not UTF-16 units. */
function Marked({ why }: { why: Why }): VNode {
  const signs = [...why.name];
  const [from, to] = why.highlight ?? [0, 0];
  return (
    <span>
      {signs.slice(0, from).join('')}
      {to > from && <mark>{signs.slice(from, to).join('')}</mark>}
      {signs.slice(Math.max(from, to)).join('')}
    </span>
  );
}

function reason({ tier, by, of }: Why): string {
  const parts = [
    ...(of === 'standard' ? [] : [word('why.of', of)]),
    ...(tier === 'homophone' || tier === 'misspelt' ? [t(`why.tier.${tier}` as Key)]
      : by === 'standard' || by === 'alias' ? [] : [word('why.by', by)]),
  ]; // prettier-ignore
  return parts.join(' · ');
}
