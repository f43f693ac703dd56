import '../assets/naming.css';
import type { VNode } from 'preact';
import { nm } from '../i18n/naming.ts';
import { adjust, state } from '../state/state.ts';
import { NameCheckForm } from './name-check.tsx';
import { QualityPanel } from './quality.tsx';

/** 地名核查: the present data, or a name that is proposed. `f=check` in the link is the form, else it names a check. */
export function NamingPanel(): VNode {
  const isForm = state.value.filter === 'check';
  const tab = (on: boolean, filter: string | null, label: string): VNode => (
    <button aria-pressed={on} onClick={() => adjust({ filter })}>
      {label}
    </button>
  );
  return (
    <>
      <div class="segmented naming-tabs" role="group" aria-label={nm('tab.label')}>
        {tab(!isForm, null, nm('tab.quality'))}
        {tab(isForm, 'check', nm('tab.check'))}
      </div>
      {isForm ? <NameCheckForm /> : <QualityPanel />}
    </>
  );
}
