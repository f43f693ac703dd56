import '../assets/imports.css';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { t } from '../i18n/t.ts';
import { followJob } from '../state/imports.ts';
import { importing, readImporting } from '../state/startup.ts';
import { state } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { ImportJobView } from './import-job.tsx';
import { ImportList } from './import-list.tsx';
import { ImportStart } from './import-start.tsx';

followJob();

/** 数据导入: a new file and the jobs so far, or the one job that the link names. */
export function ImportsPanel(): VNode {
  const allowed = importing.value;
  useEffect(() => {
    if (allowed === null) void readImporting(); // a link of somebody who may not: the server says why
  }, []);
  if (allowed === null) return <p class="list-total">{t('app.loading')}</p>;
  if (allowed instanceof ApiError)
    return (
      <div class="scroll imports">
        <ProblemNote error={allowed} retry={() => void readImporting()} />
      </div>
    );
  const { job } = state.value;
  if (job !== null) return <ImportJobView key={job} id={job} allowed={allowed} />;
  return (
    <div class="scroll imports" role="region" aria-label={t('panel.imports')} tabIndex={0}>
      <ImportStart allowed={allowed} />
      <ImportList allowed={allowed} />
    </div>
  );
}
