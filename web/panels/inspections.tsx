import '../assets/edits.css';
import '../assets/office.css';
import '../assets/desk.css';
import '../assets/inspections.css';
import type { VNode } from 'preact';
import { ins } from '../i18n/inspections.ts';
import { go, state } from '../state/state.ts';
import { FindingForm } from './finding-form.tsx';
import { FindingList, FindingView } from './findings.tsx';
import { InspectionForm, NewInspectionForm } from './inspection-form.tsx';
import { InspectionList } from './inspection-list.tsx';
import { LetterSheet, OrderSheet } from './inspection-letter.tsx';
import { RecordSheet, ReportSheet } from './inspection-report.tsx';
import { RoundForm, RoundPlan, Rounds } from './inspection-rounds.tsx';
import { InspectionView } from './inspection.tsx';

const TABS = ['list', 'rounds', 'findings'] as const;
type Tab = (typeof TABS)[number];

/** What the link names: `i-12`, `report-12`, `findings_sopen_o`. */
const views: readonly [form: RegExp, tab: Tab, view: (id: number) => VNode][] = [
  [/^list(_\w+)*$/, 'list', () => <InspectionList />],
  [/^new$/, 'list', () => <NewInspectionForm />],
  [/^i-(\d{1,9})$/, 'list', (id) => <InspectionView key={id} id={id} />],
  [/^i-(\d{1,9})-edit$/, 'list', (id) => <InspectionForm key={id} id={id} />],
  [/^letter-(\d{1,9})$/, 'list', (id) => <LetterSheet key={id} id={id} />],
  [/^record-(\d{1,9})$/, 'list', (id) => <RecordSheet key={id} id={id} />],
  [/^report-(\d{1,9})$/, 'list', (id) => <ReportSheet key={id} id={id} />],
  [/^rounds$/, 'rounds', () => <Rounds />],
  [/^round-new$/, 'rounds', () => <RoundForm />],
  [/^round-(\d{1,9})$/, 'rounds', (id) => <RoundPlan key={id} id={id} />],
  [/^findings(_\w+)*$/, 'findings', () => <FindingList />],
  [/^finding-(\d{1,9})$/, 'findings', (id) => <FindingView key={id} id={id} />],
  [/^finding-new-(\d{1,9})$/, 'findings', (id) => <FindingForm key={id} inspection={id} />],
  [/^order-(\d{1,9})$/, 'findings', (id) => <OrderSheet key={id} id={id} />],
];

/** 联检: inspections, their rounds, what they have found. */
export function InspectionsPanel(): VNode {
  const named = state.value.filter ?? 'list';
  const found = views.find(([form]) => form.test(named)) ?? views[0]!;
  const id = Number(/-(\d+)/.exec(named)?.[1] ?? 0);
  return (
    <>
      <div class="segmented desk-tabs" role="group" aria-label={ins('tab.label')}>
        {TABS.map((tab) => (
          <button
            key={tab}
            data-tab={tab}
            aria-pressed={tab === found[1]}
            onClick={() => go({ filter: tab === 'list' ? null : tab })}
          >
            {ins(`tab.${tab}`)}
          </button>
        ))}
      </div>
      <div
        class="office desk inspections scroll"
        role="region"
        aria-label={ins(`tab.${found[1]}`)}
        tabIndex={0}
      >
        {found[2](id)}
      </div>
    </>
  );
}
