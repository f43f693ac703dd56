import type { VNode } from 'preact';
import type { ProgressStep } from '../../server/api/status.ts';
import { t } from '../i18n/t.ts';
import { offline } from '../state/offline.ts';
import { sessionLate } from '../state/session.ts';
import { readiness, unreachable } from '../state/startup.ts';
import { state } from '../state/state.ts';

/** Before the page is usable: every step of the start. */
export function StartPage(): VNode {
  return (
    <main class="start" aria-busy="true">
      <h1>{t('app.name')}</h1>
      <p>{unreachable.value ? t('start.unreachable') : t('start.title')}</p>
      <p class="muted">{t('start.hint')}</p>
      <ol class="steps">
        {readiness.value?.steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
      {readiness.value?.reason && <p class="muted">{readiness.value.reason}</p>}
    </main>
  );
}

const Step = ({ step }: { step: ProgressStep }): VNode => (
  <li class={step.state}>
    <span>{step.title}</span>
    {step.state === 'running' && (
      <progress aria-label={step.title} {...(step.total ? { value: step.done, max: step.total } : {})} />
    )}
    {step.message && <small>{step.message}</small>}
  </li>
);

/** Once usable: a thin strip that says what still loads, gone when all is in. */
export function StartStrip(): VNode | null {
  const now = readiness.value;
  if (offline.value && state.value.panel === 'field') return null; // the panel says it
  if (unreachable.value)
    return (
      <p class="strip" role="status">
        {t(offline.value ? 'start.offline' : 'start.unreachable')}
      </p>
    );
  if (sessionLate.value)
    return (
      <p class="strip" role="status">
        {t('start.session')}
      </p>
    );
  if (!now || now.ready) return null;
  const failed = now.steps.find((step) => step.state === 'failed');
  const step = failed ?? now.steps.find((item) => item.state === 'running');
  if (!step) return null;
  return (
    <p class={failed ? 'strip failed' : 'strip'} role="status">
      <span>
        {failed
          ? t('start.failed', { what: `${step.title} ${step.message ?? ''}` })
          : t('start.loading', { what: step.title })}
      </span>
      {!failed && (
        <progress aria-label={step.title} {...(step.total ? { value: step.done, max: step.total } : {})} />
      )}
      {!failed && step.secondsLeft !== null && (
        <small>{t('start.left', { n: Math.ceil(step.secondsLeft) })}</small>
      )}
    </p>
  );
}
