import type { Readiness as ReadinessBody } from './api/status.ts';
import type { Progress } from './progress.ts';

/** Whether the service can be used, and if not, why. Read by /readyz and by the page. */
export interface Readiness {
  body(): ReadinessBody;
  usable: Promise<void>;
  markUsable(): void;
  markReady(): void;
  markFailed(error: Error): void;
  markStopping(): void;
}

export function createReadiness(progress: Progress): Readiness {
  let state: 'starting' | 'usable' | 'ready' | 'failed' | 'stopping' = 'starting';
  let failure: string | null = null;
  let open: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const usable = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  usable.catch(() => undefined);
  const steps = () => progress.steps().filter(({ id }) => !id.startsWith('import:')); // those name files of users
  const reason = (): string | null => {
    if (state === 'ready') return null;
    if (state === 'stopping') return 'the service is stopping';
    if (state === 'failed') return `loading failed: ${failure}`;
    const running = steps().find((step) => step.state === 'running');
    return running === undefined ? 'the service is starting' : `still running: ${running.title}`;
  };
  return {
    body: () => ({
      ready: state === 'ready',
      usable: state === 'usable' || state === 'ready',
      reason: reason(),
      steps: steps(),
    }),
    usable,
    markUsable: () => {
      if (state === 'starting') state = 'usable';
      open();
    },
    markReady: () => {
      if (state === 'starting' || state === 'usable') state = 'ready';
      open();
    },
    markFailed: (error) => {
      if (state === 'stopping') return;
      state = 'failed';
      failure = error.message;
      fail(error);
    },
    markStopping: () => {
      state = 'stopping';
    },
  };
}
