import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { call, type Result } from '../api.ts';
import { ac } from '../i18n/accounts.ts';
import { moment, t } from '../i18n/t.ts';
import { announce } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';

interface Asked {
  answer: Result<'listSessions'> | null;
  error: unknown;
  again: () => void;
}

/** Where one is signed in, to end what one does not know. */
export function OwnSessions({ sessions }: { sessions: Asked }): VNode {
  const [problem, setProblem] = useState<unknown>(null);
  const { answer, error, again } = sessions;
  const end = async (work: () => Promise<number>): Promise<void> => {
    setProblem(null);
    try {
      announce(ac('sessions.ended', { n: await work() }));
    } catch (reason) {
      setProblem(reason);
    }
    again();
  };
  const items = answer?.items ?? [];
  return (
    <section aria-labelledby="sessions-title">
      <h3 id="sessions-title">{ac('sessions.title')}</h3>
      <ProblemNote error={problem ?? error} {...(problem ? {} : { retry: again })} />
      {answer === null && !error && <p class="list-total">{t('app.loading')}</p>}
      <ul class="plain cards" aria-labelledby="sessions-title">
        {items.map((item) => (
          <li key={item.id} data-session={item.current ? 'current' : 'other'}>
            <span class="card-text">
              <b title={item.agent ?? ''}>{deviceOf(item.agent)}</b>{' '}
              {item.current && <span class="state good">{ac('sessions.here')}</span>}
              <small>
                {[
                  item.address && ac('sessions.from', { address: item.address }),
                  ac('sessions.since', { when: moment(item.createdAt) }),
                  ac('sessions.used', { when: moment(item.lastUsedAt) }),
                  ac('sessions.until', { when: moment(item.expiresAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            {!item.current && (
              <button
                aria-label={`${ac('sessions.end')}: ${deviceOf(item.agent)} ${item.address ?? ''}`}
                onClick={() =>
                  void end(async () => {
                    await call('endSession', { id: item.id });
                    return 1;
                  })
                }
              >
                {ac('sessions.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {items.some(({ current }) => !current) && (
        <p class="actions">
          <button onClick={() => void end(async () => (await call('endOtherSessions', {})).ended)}>
            {ac('sessions.endOthers')}
          </button>
        </p>
      )}
    </section>
  );
}

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/OpenHarmony|HarmonyOS/, 'HarmonyOS'],
  [/Linux/, 'Linux'],
];

/** A browser as people call it, out of what it calls itself. */
function deviceOf(agent: string | null): string {
  const known = (list: [RegExp, string][]): string | undefined =>
    list.find(([sign]) => sign.test(agent ?? ''))?.[1];
  return [known(BROWSERS), known(SYSTEMS)].filter(Boolean).join(' · ') || ac('sessions.unknown');
}
