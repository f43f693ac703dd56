import '../assets/edits.css';
import '../assets/office.css';
import '../assets/desk.css';
import type { VNode } from 'preact';
import { of } from '../i18n/office.ts';
import { go, state } from '../state/state.ts';
import { DeskTodo } from './desk-todo.tsx';
import { FilingForm } from './filing-form.tsx';
import { FilingList } from './filings.tsx';
import { FilingView } from './filing.tsx';
import { NameChanges } from './name-changes.tsx';
import { NoticeView } from './notice.tsx';
import { ProtectedForm, ProtectedList } from './protected-names.tsx';
import { SignForm, SignList } from './name-signs.tsx';

const TABS = ['todo', 'filings', 'changes', 'protected', 'signs'] as const;
type Tab = (typeof TABS)[number];

/** What the link names: `filing-12`, `signs`, `sign-new`. */
const views: readonly [form: RegExp, tab: Tab, view: (id: number | null) => VNode][] = [
  [/^filings$/, 'filings', () => <FilingList />],
  [/^filing-(new|\d{1,9})-edit$|^filing-new$/, 'filings', (id) => <FilingForm key={id} id={id} />],
  [/^filing-(\d{1,9})$/, 'filings', (id) => <FilingView key={id} id={id!} />],
  [/^notice-(\d{1,9})$/, 'filings', (id) => <NoticeView key={id} id={id!} />],
  [/^changes$/, 'changes', () => <NameChanges />],
  [/^protected$/, 'protected', () => <ProtectedList />],
  [/^protected-(new|\d{1,9})$/, 'protected', (id) => <ProtectedForm key={id} id={id} />],
  [/^signs$/, 'signs', () => <SignList />],
  [/^sign-(new|\d{1,9})$/, 'signs', (id) => <SignForm key={id} id={id} />],
];

/** 办公: what is to be done, filings and approvals, the yearly changes, protected names, signs. */
export function DeskPanel(): VNode {
  const named = state.value.filter ?? '';
  const found = views.find(([form]) => form.test(named));
  const id = /\d+/.exec(named)?.[0];
  const open: Tab = found?.[1] ?? 'todo';
  return (
    <>
      <div class="segmented desk-tabs" role="group" aria-label={of('tab.label')}>
        {TABS.map((tab) => (
          <button
            key={tab}
            data-tab={tab}
            aria-pressed={tab === open}
            onClick={() => go({ filter: tab === 'todo' ? null : tab })}
          >
            {of(`tab.${tab}`)}
          </button>
        ))}
      </div>
      <div class="office desk scroll" role="region" aria-label={of(`tab.${open}`)} tabIndex={0}>
        {found === undefined ? <DeskTodo /> : found[2](id === undefined ? null : Number(id))}
      </div>
    </>
  );
}
