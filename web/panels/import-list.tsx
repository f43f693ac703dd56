import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ImportKind, ImportState } from '../../server/api/imports.ts';
import { call } from '../api.ts';
import { im, importWord } from '../i18n/imports.ts';
import { moment, number, t } from '../i18n/t.ts';
import { isRunning, openJob, passed, type Job } from '../state/imports.ts';
import { adjust, state } from '../state/state.ts';
import { usePages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';
import type { Allowed } from './import-start.tsx';

const STATES: readonly ImportState[] = [
  'uploaded',
  'checking',
  'checked',
  'refused',
  'publishing',
  'loaded',
  'unchanged',
  'rolled_back',
  'cancelled',
  'failed',
];
const PAGE = 30;

/** Both filters of the list stand in the one that the link has: `f=places--loaded`. */
function useFilter(kinds: readonly ImportKind[]): [kind: ImportKind | '', state: ImportState | ''] {
  const [kind, inState] = (state.value.filter ?? '').split('--');
  return [kinds.find((item) => item === kind) ?? '', STATES.find((item) => item === inState) ?? ''];
}

/** Who has brought in what, when, and what became of it; the newest first. */
export function ImportList({ allowed }: { allowed: Allowed }): VNode {
  const kinds = allowed.kinds.map(({ id }) => id);
  const [kind, inState] = useFilter(kinds);
  const filter = (one: string, other: string): void =>
    adjust({ filter: one || other ? `${one}--${other}` : null });
  const { pages, more } = usePages('listImports', {
    limit: PAGE,
    ...(kind && { kind }),
    ...(inState && { state: inState }),
  });
  return (
    <section class="import-list" aria-labelledby="import-list">
      <h2 id="import-list">{im('list.title')}</h2>
      <div class="filters">
        <Select
          label={im('list.kind')}
          value={kind}
          prefix="kind"
          all={kinds}
          onChange={(to) => filter(to, inState)}
        />
        <Select
          label={im('list.state')}
          value={inState}
          prefix="state"
          all={STATES}
          onChange={(to) => filter(kind, to)}
        />
      </div>
      <Total pages={pages} more={more} none={im('list.none')} />
      <ul class="plain jobs" aria-label={im('list.title')}>
        {pages.value.items.map((item) => (
          <JobRow key={item.id} first={item} />
        ))}
      </ul>
      <More pages={pages} more={more} label={im('list.more')} />
    </section>
  );
}

function Select<T extends string>({
  label,
  value,
  prefix,
  all,
  onChange,
}: {
  label: string;
  value: T | '';
  prefix: string;
  all: readonly T[];
  onChange: (to: string) => void;
}): VNode {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t('list.all')}</option>
        {all.map((item) => (
          <option key={item} value={item}>
            {importWord(prefix, item)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A job that is under way is read again until it is done. */
function JobRow({ first }: { first: Job }): VNode {
  const job = useRunning(first);
  return (
    <li>
      <button class="row job" data-job={job.id} onClick={() => openJob(job)}>
        <span class="row-text">
          <span class="row-name">{job.fileName}</span>
          <span class="row-detail">
            {[im(`kind.${job.kind}`), moment(job.createdAt), job.actor].join(' · ')}
          </span>
          {job.counts && <span class="row-detail">{changesOf(job)}</span>}
        </span>
        <StateBadge job={job} />
      </button>
    </li>
  );
}

const AGAIN_MS = 2000;

function useRunning(first: Job): Job {
  const [job, setJob] = useState(first);
  useEffect(() => setJob(first), [first]);
  useEffect(() => {
    if (!isRunning(job)) return;
    const timer = setTimeout(
      () =>
        void call('getImport', { id: job.id }).then(
          (now) => {
            passed(job, now);
            setJob(now);
          },
          () => setJob({ ...job }), // asked again
        ),
      AGAIN_MS,
    );
    return () => clearTimeout(timer);
  }, [job]);
  return job;
}

const changesOf = ({ counts }: Job): string =>
  counts
    ? im('list.changes', {
        added: number(counts.added),
        changed: number(counts.changed),
        removed: number(counts.removed),
        rejected: number(counts.rejected),
      })
    : '—';

const TONE: Partial<Record<ImportState, string>> = {
  checked: 'good',
  loaded: 'good',
  refused: 'bad',
  failed: 'bad',
};

export const StateBadge = ({ job }: { job: Job }): VNode => (
  <span class={`state ${isRunning(job) ? 'busy' : (TONE[job.state] ?? '')}`} data-state={job.state}>
    {im(`state.${job.state}`)}
  </span>
);
