import type { VNode } from 'preact';
import { cv, type CoverageWords } from '../i18n/coverage.ts';
import { go } from '../state/state.ts';
import { UnitFacts } from './coverage-facts.tsx';
import { KindForm, KindList } from './coverage-kinds.tsx';
import { PolicyForm, PolicyList } from './coverage-policies.tsx';

const PARTS = ['policies', 'kinds', 'zone', 'person', 'population', 'tag'] as const;

/** What an administrator sets without code: policies, kinds of facility, zones, designated persons, population and tags of units. */
export function CoverageSetup({ part }: { part: string }): VNode {
  const [named = '', ...rest] = part.split('-');
  const id = rest.join('-');
  const open = named === 'policy' ? 'policies' : named === 'kind' ? 'kinds' : named;
  return (
    <>
      <div class="segmented" role="group" aria-label={cv('tab.setup')}>
        {PARTS.map((one) => (
          <button key={one} data-part={one} aria-pressed={one === open} onClick={() => go({ filter: `setup-${one}` })}>
            {cv(`setup.${one}` as CoverageWords)}
          </button>
        ))}
      </div>
      {named === 'policies' && <PolicyList />}
      {named === 'policy' && <PolicyForm key={id} id={id === 'new' ? null : id} />}
      {named === 'kinds' && <KindList />}
      {named === 'kind' && <KindForm key={id} id={id === 'new' ? null : id} />}
      {(open === 'zone' || open === 'person' || open === 'population' || open === 'tag') && <UnitFacts key={open} type={open} />}
    </>
  );
} // prettier-ignore
