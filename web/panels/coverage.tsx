import '../assets/office.css';
import '../assets/coverage.css';
import '../assets/coverage-report.css';
import type { VNode } from 'preact';
import { cv, type CoverageWords } from '../i18n/coverage.ts';
import { t } from '../i18n/t.ts';
import { may } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { Hatches } from '../ui/charts.tsx';
import { FlagCard } from './coverage-flag.tsx';
import { CoverageLive } from './coverage-live.tsx';
import { CoverageMatrix } from './coverage-matrix.tsx';
import { CoverageReport } from './coverage-report.tsx';
import { CoverageSetup } from './coverage-setup.tsx';
import { SnapshotChanges } from './coverage-changes.tsx';
import { SnapshotForm, SnapshotView, Snapshots } from './coverage-snapshots.tsx';
import { UnprotectedList } from './coverage-unprotected.tsx';

const TABS = ['live', 'matrix', 'unprotected', 'snapshots', 'report', 'setup'] as const;
type Tab = (typeof TABS)[number];

/** What the link names: `flag-150123`, `matrix`, `snapshot-3`, `changes-3-5`, `report-150100`. */
const views: readonly [form: RegExp, tab: Tab, view: (...found: string[]) => VNode][] = [
  [/^matrix$/, 'matrix', () => <CoverageMatrix />],
  [/^flag-(\d{6}(?:\d{3})?)$/, 'live', (code) => <FlagCard key={code} code={code!} />],
  [/^unprotected(-unknown)?$/, 'unprotected', (unknown) => <UnprotectedList result={unknown ? 'unknown' : 'not_met'} />], // prettier-ignore
  [/^snapshots$/, 'snapshots', () => <Snapshots />],
  [/^snapshot-new$/, 'snapshots', () => <SnapshotForm />],
  [/^snapshot-(\d{1,9})$/, 'snapshots', (id) => <SnapshotView key={id} id={Number(id)} />],
  [/^changes-(\d{1,9})-(\d{1,9})$/, 'snapshots', (since, until) => <SnapshotChanges key={`${since}-${until}`} since={Number(since)} until={Number(until)} />], // prettier-ignore
  [/^report(?:-(\d{6}))?$/, 'report', (code) => <CoverageReport key={code} code={code ?? null} />],
  [/^setup(?:-([\w-]+))?$/, 'setup', (part) => <CoverageSetup part={part ?? 'policies'} />],
];

const offered = (tab: Tab): boolean => tab !== 'setup' || may('policy.edit');

/** 设施覆盖: the live table with its map, flag cards, the matrix, the townships without protection, snapshots, reports. */
export function CoveragePanel(): VNode {
  const named = state.value.filter ?? '';
  const found = views.find(([form]) => form.test(named));
  const tab = found?.[1] ?? 'live';
  return (
    <>
      <div class="segmented coverage-tabs" role="group" aria-label={cv('tab.label')}>
        {TABS.filter(offered).map((id) => (
          <button key={id} data-tab={id} aria-pressed={id === tab} onClick={() => go({ filter: id === 'live' ? null : id, sort: null })}>
            {cv(`tab.${id}` as CoverageWords)}
          </button>
        ))}
        <button data-tab="scenario" onClick={() => go({ panel: 'scenario', filter: null })}>
          {t('panel.scenario')}
        </button>
      </div>
      <Hatches />
      {found === undefined ? (
        <CoverageLive />
      ) : (
        <div class="office coverage-page scroll" role="region" aria-label={cv(`tab.${tab}`)} tabIndex={0}>
          {found[2](...(found[0].exec(named)?.slice(1) ?? []))}
        </div>
      )}
    </>
  );
} // prettier-ignore
