import '../assets/verify.css';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { vf } from '../i18n/verify.ts';
import { t } from '../i18n/t.ts';
import { state, go } from '../state/state.ts';
import { failure, followList, list, remove } from '../state/verify.ts';
import { Confirm } from '../ui/confirm.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { VerifyColumnsForm } from './verify-columns.tsx';
import { VerifyRows } from './verify-rows.tsx';
import { VerifyStart } from './verify-start.tsx';
import { VerifyRunning, VerifySummary } from './verify-summary.tsx';

/** 核验: a new list and those so far, or the one that the link names. */
export function VerifyPanel(): VNode {
  const id = state.value.list;
  return id === null ? <VerifyStart /> : <List key={id} id={id} />;
}

function List({ id }: { id: number }): VNode {
  const [choosing, setChoosing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const now = list.value;
  const running = now?.id === id && now.state === 'running';
  useEffect(() => followList(id), [id, running]);
  if (now?.id !== id)
    return (
      <div class="scroll verify">
        <Back />
        {failure.value === null ? (
          <p class="list-total">{t('app.loading')}</p>
        ) : (
          <ProblemNote error={failure.value} />
        )}
      </div>
    );
  const isDone = now.state === 'done' && !choosing;
  return (
    <div class={isDone ? 'verify verify-done' : 'scroll verify'}>
      <div class="verify-head">
        <Back />
        <h2 title={now.title}>{now.title}</h2>
        {now.state === 'done' && now.may.start && (
          <button class="text" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            {vf('columns.again')}
          </button>
        )}
        <button class="text" onClick={() => setLeaving(true)}>
          {vf('delete')}
        </button>
      </div>
      <ProblemNote error={failure.value} />
      {now.message && now.state !== 'running' && (
        <p class="note problem" role="alert">
          {now.message}
        </p>
      )}
      {running ? (
        <VerifyRunning now={now} />
      ) : isDone ? (
        <>
          <VerifySummary now={now} />
          <VerifyRows now={now} />
        </>
      ) : (
        <VerifyColumnsForm now={now} started={() => setChoosing(false)} />
      )}
      {leaving && (
        <Confirm
          title={vf('delete.title')}
          action={vf('delete')}
          grave
          answer={(yes) => {
            setLeaving(false);
            if (yes) void remove(id, vf('delete'));
          }}
        >
          <p>{vf('delete.text', { title: now.title })}</p>
        </Confirm>
      )}
    </div>
  );
}

const Back = (): VNode => (
  <button class="text back" onClick={() => go({ list: null, filter: null })}>
    ‹ {vf('back')}
  </button>
);
