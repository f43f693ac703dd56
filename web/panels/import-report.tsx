import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../api.ts';
import { checkTitles } from '../i18n/import-checks.ts';
import { im } from '../i18n/imports.ts';
import { number } from '../i18n/t.ts';
import type { Job } from '../state/imports.ts';
import { lang } from '../state/state.ts';
import { Sign } from '../ui/sign.tsx';
import { ImportChanges } from './import-changes.tsx';
import { ImportFindings, type Filter } from './import-findings.tsx';
import type { Allowed } from './import-start.tsx';

const COUNTS = ['rows', 'accepted', 'rejected', 'added', 'changed', 'removed', 'unchanged'] as const;

/** What a check has found: counts against the present data, the checks, and every finding. */
export function ImportReport({ job, kind }: { job: Job; kind: Allowed['kinds'][number] | undefined }): VNode {
  const [filter, setFilter] = useState<Filter>({});
  const { counts, checks } = job;
  const severities = (['error', 'warning'] as const).filter((item) =>
    checks.some(({ severity }) => severity === item),
  );
  return (
    <section class="report" aria-label={im('report.title')}>
      {counts && (
        <dl class="totals counts">
          {COUNTS.map((id) => (
            <div
              key={id}
              data-count={id}
              class={(id === 'rejected' || id === 'removed') && counts[id] > 0 ? 'alarming' : ''}
            >
              <dt>{im(`count.${id}`)}</dt>
              <dd>{number(counts[id])}</dd>
            </div>
          ))}
        </dl>
      )}
      {job.kind === 'places' && job.state === 'checked' && counts && (
        <ImportChanges job={job} counts={counts} />
      )}
      {checks.length === 0 ? (
        <p class="muted">{im('report.clean')}</p>
      ) : (
        <>
          <div class="report-bar">
            <h4>{im('report.checks')}</h4>
            <a href={addressOf('listImportFindings', { id: job.id, f: 'csv' })} download>
              {im('report.csv')}
            </a>
          </div>
          <ul class="plain checks" aria-label={im('report.checks')}>
            {severities.flatMap((severity) => [
              <li key={severity}>
                <Toggle
                  on={filter.severity === severity && filter.check === undefined}
                  toggle={(on) => setFilter(on ? { severity } : {})}
                  severity={severity}
                  label={im(`all.${severity}`)}
                  count={severity === 'error' ? job.errors : job.warnings}
                />
              </li>,
              ...checks
                .filter((item) => item.severity === severity)
                .map((item) => (
                  <li key={`${severity} ${item.check}`} class="check">
                    <Toggle
                      on={filter.check === item.check && filter.severity === severity}
                      toggle={(on) => setFilter(on ? { severity, check: item.check } : {})}
                      label={checkTitle(item.check, item.reason)}
                      count={item.count}
                    />
                  </li>
                )),
            ])}
          </ul>
          <ImportFindings job={job} kind={kind} filter={filter} />
        </>
      )}
    </section>
  );
}

const checkTitle = (check: string, reason: string): string =>
  checkTitles[check]?.[lang.value === 'zh' ? 0 : 1] ?? (reason || check);

function Toggle({
  on,
  toggle,
  severity,
  label,
  count,
}: {
  on: boolean;
  toggle: (on: boolean) => void;
  severity?: 'error' | 'warning';
  label: string;
  count: number;
}): VNode {
  return (
    <button aria-pressed={on} onClick={() => toggle(!on)}>
      {severity && <Sign id={`finding-${severity}`} />}
      <span>{label}</span>
      <span class="figures">{number(count)}</span>
    </button>
  );
}
