import type { VNode } from 'preact';
import { im, importWord } from '../i18n/imports.ts';
import { moment } from '../i18n/t.ts';
import type { Job } from '../state/imports.ts';

/** What was brought in and how it was read: for whoever asks later. */
export function ImportDetails({ job }: { job: Job }): VNode {
  const { source, options, revision } = job;
  const rows: [string, string | null][] = [
    [im('details.source'), `${source.title} (${source.id})`],
    [im('source.licence'), source.licence],
    [im('source.dataDate'), source.dataDate],
    [im('details.format'), job.format],
    [im('options.crs'), options.crs ?? null],
    [im('details.channel'), importWord('channel', job.channel)],
    [im('details.actor'), job.actor],
    [im('details.created'), moment(job.createdAt)],
    [im('details.finished'), job.finishedAt && moment(job.finishedAt)],
    [im('details.revision'), revision && `${revision.dataset} ${revision.version}`],
    ['SHA-256', job.fileHash],
  ];
  return (
    <details class="job-details">
      <summary>{im('details.title')}</summary>
      <dl class="fields">
        {rows.map(([label, value]) => (
          <div key={label} class="field">
            <dt>{label}</dt>
            <dd>{value ?? '—'}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
