import type { VNode } from 'preact';
import { im } from '../i18n/imports.ts';
import { number } from '../i18n/t.ts';
import type { Job } from '../state/imports.ts';

/** What is being done to a job, and how far it is. */
export function ImportProgress({ job }: { job: Job }): VNode {
  const { done, total, message } = job.progress;
  return (
    <div class="running" data-running={job.state}>
      <progress aria-label={im(`state.${job.state}`)} {...(total ? { value: done, max: total } : {})} />
      <p class="figures">
        {total ? `${number(done)} / ${number(total)}` : done > 0 ? number(done) : ''} {message}
      </p>
      <p class="muted">{im(job.state === 'checking' ? 'running.check' : 'running.publish')}</p>
    </div>
  );
}
