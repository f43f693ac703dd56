import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Verification } from '../../server/api/verify.ts';
import { vf } from '../i18n/verify.ts';
import { moment, number, t } from '../i18n/t.ts';
import { failure, openList, OUTCOMES, paste, send, sending } from '../state/verify.ts';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';

const text = signal(''); // kept while the panel is away
const busy = signal(false);
const LINES = /[^\n]*\S[^\n]*/g;

/** A new list: pasted or as a file; below, what has been verified so far. */
export function VerifyStart(): VNode {
  const lines = text.value.match(LINES)?.length ?? 0;
  const verify = async (): Promise<void> => {
    if (lines === 0 || busy.peek()) return;
    busy.value = true;
    await paste(text.peek());
    busy.value = false;
  };
  return (
    <div class="scroll verify" role="region" aria-label={vf('title')} tabIndex={0}>
      <h2>{vf('title')}</h2>
      <p class="muted">{vf('intro')}</p>
      <label class="paste">
        <span>{vf('start.paste')}</span>
        <textarea
          name="verify-text"
          rows={8}
          value={text.value}
          placeholder={vf('start.example')}
          aria-describedby="verify-hint"
          onInput={(event) => (text.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void verify();
          }}
        />
      </label>
      <p class="muted" id="verify-hint">
        {vf('start.pasteHint')}
      </p>
      <p class="actions">
        <button class="text" onClick={() => (text.value = vf('start.example'))}>
          {vf('start.fill')}
        </button>
        <span class="figures">{lines > 0 && vf('start.count', { n: lines })}</span>
        <button class="primary" disabled={lines === 0 || busy.value} onClick={() => void verify()}>
          {vf('start.verify')}
        </button>
      </p>
      <p class="or">
        <span>{vf('start.or')}</span>
      </p>
      <Drop />
      <ProblemNote error={failure.value} />
      <Lists />
    </div>
  );
}

function Drop(): VNode {
  const [over, setOver] = useState(false);
  const [complaint, setComplaint] = useState('');
  const now = sending.value;
  const take = (files: FileList | null | undefined): void => {
    const [first] = files ?? [];
    if (!first) return;
    setComplaint(files!.length > 1 ? vf('start.oneFile') : '');
    if (files!.length === 1) void send(first);
  };
  if (now !== null)
    return (
      <div class="running">
        <p>{vf('start.sending', { name: now.name })}</p>
        <progress
          aria-label={vf('start.sending', { name: now.name })}
          value={now.sent}
          max={Math.max(1, now.total)}
        />
        <button onClick={() => now.stop.abort()}>{vf('start.stop')}</button>
      </div>
    );
  return (
    <>
      <div
        class={over ? 'verify-drop over' : 'verify-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        <label>
          <span class="drop-title">{vf('start.drop')}</span>
          <input
            type="file"
            aria-describedby="verify-formats"
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = ''; // the same file may be chosen again
            }}
          />
        </label>
        <small id="verify-formats">{vf('start.formats')}</small>
      </div>
      {complaint && (
        <p class="note problem" role="alert">
          {complaint}
        </p>
      )}
    </>
  );
}

function Lists(): VNode {
  const { pages, more } = usePages('listVerifications', { limit: 20 });
  const { items, total, next, state } = pages.value;
  return (
    <section aria-labelledby="verify-lists">
      <h3 id="verify-lists">
        {vf('lists.title')} <small>{vf('lists.kept')}</small>
      </h3>
      {total === 0 && <p class="muted">{vf('lists.none')}</p>}
      {state === 'failed' && <ProblemNote error={new Error(pages.value.error)} retry={more} />}
      <ul class="plain lists">
        {items.map((item) => (
          <li key={item.id}>
            <button data-list={item.id} onClick={() => openList(item)}>
              <span>
                <b>{item.title}</b>
                <small>
                  {moment(item.createdAt)} · {vf(`state.${item.state}`)}
                  {item.total !== null && ` · ${vf('lists.rows', { n: item.total })}`}
                </small>
              </span>
              {item.state === 'done' && <MiniBar counts={item.counts} />}
            </button>
          </li>
        ))}
      </ul>
      {next && (
        <button class="text" onClick={more}>
          {t('search.more')}
        </button>
      )}
    </section>
  );
}

function MiniBar({ counts }: { counts: Verification['counts'] }): VNode {
  const shown = OUTCOMES.filter((outcome) => (counts?.[outcome] ?? 0) > 0);
  const said = shown.map((outcome) => `${vf(`outcome.${outcome}`)} ${number(counts![outcome])}`).join(', ');
  return (
    <span class="outcome-bar mini" role="img" aria-label={said}>
      {shown.map((outcome) => (
        <i key={outcome} data-outcome={outcome} style={{ flexGrow: counts![outcome] }} />
      ))}
    </span>
  );
}
