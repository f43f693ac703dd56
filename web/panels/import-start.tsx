import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ImportKind } from '../../server/api/imports.ts';
import { isAbort, upload, type Result } from '../api.ts';
import { im } from '../i18n/imports.ts';
import { number } from '../i18n/t.ts';
import { openJob } from '../state/imports.ts';
import { announce, state } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { ImportFields } from './import-fields.tsx';

export type Allowed = Result<'listImportKinds'>;

const kind = signal<ImportKind | null>(null);
const file = signal<File | null>(null);
const sending = signal<{ name: string; sent: number; total: number; stop: AbortController } | null>(null);
const failure = signal<unknown>(null);

export const bytes = (size: number): string =>
  size < 1e6 ? `${number(Math.max(1, size / 1e3))} kB` : `${number(size / 1e6, 1)} MB`;

async function send(what: ImportKind, from: File): Promise<void> {
  const stop = new AbortController();
  const now = { name: from.name, sent: 0, total: from.size, stop };
  sending.value = now;
  failure.value = null;
  announce(im('start.sending', { name: from.name }));
  try {
    const job = await upload(
      'uploadImport',
      { kind: what, name: from.name },
      from,
      (sent) => (sending.value = { ...now, sent }),
      stop.signal,
    );
    file.value = null;
    if (state.peek().panel === 'imports' && state.peek().job === null) openJob(job);
  } catch (error) {
    if (isAbort(error)) announce(im('start.stopped'));
    else failure.value = error;
  } finally {
    sending.value = null;
  }
}

/** A new file: what it holds, which file, and off it goes. Nothing is changed by it. */
export function ImportStart({ allowed }: { allowed: Allowed }): VNode {
  const [complaint, setComplaint] = useState('');
  const kinds = useRef<HTMLFieldSetElement>(null);
  const take = (files: FileList | null | undefined): void => {
    const [first] = files ?? [];
    if (!first) return;
    const wrong = refusal(first, files!.length, allowed.extensions);
    setComplaint(wrong);
    failure.value = null;
    file.value = wrong ? null : first;
  };
  const start = (): void => {
    if (kind.value && file.value) void send(kind.value, file.value);
    else if (!kind.value) {
      setComplaint(im('start.needKind'));
      kinds.current?.querySelector('input')?.focus();
    } else setComplaint(im('start.needFile'));
  };
  const now = sending.value;
  return (
    <section class="import-start" aria-labelledby="import-start">
      <h2 id="import-start">{im('start.title')}</h2>
      <p class="muted">{im('start.hint')}</p>
      <fieldset class="kinds" ref={kinds} disabled={now !== null}>
        <legend>{im('start.kind')}</legend>
        {allowed.kinds.map(({ id }) => (
          <label key={id} class={kind.value === id ? 'on' : ''}>
            <input
              type="radio"
              name="import-kind"
              value={id}
              checked={kind.value === id}
              onChange={() => {
                kind.value = id;
                setComplaint('');
              }}
            />
            {im(`kind.${id}`)}
          </label>
        ))}
      </fieldset>
      <ImportFields kind={allowed.kinds.find(({ id }) => id === kind.value)} />
      <Drop take={take} extensions={allowed.extensions} disabled={now !== null} />
      {complaint && (
        <p class="note problem" role="alert">
          {complaint}
        </p>
      )}
      <ProblemNote error={failure.value} retry={start} />
      {now ? (
        <Sending {...now} />
      ) : (
        <p class="actions">
          <button class="primary" onClick={start}>
            {im('start.send')}
          </button>
        </p>
      )}
    </section>
  );
}

function refusal(first: File, count: number, extensions: string[]): string {
  if (count > 1) return im('start.oneFile');
  if (!extensions.some((extension) => first.name.toLowerCase().endsWith(extension)))
    return im('start.format', { name: first.name, list: extensions.join(' ') });
  return first.size === 0 ? im('start.empty', { name: first.name }) : '';
}

function Drop({
  take,
  extensions,
  disabled,
}: {
  take: (files: FileList | null | undefined) => void;
  extensions: string[];
  disabled: boolean;
}): VNode {
  const [over, setOver] = useState(false);
  return (
    <div
      class={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!disabled);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!disabled) take(event.dataTransfer?.files);
      }}
    >
      <label>
        <span class="drop-title">{file.value ? im('start.other') : im('start.drop')}</span>
        <input
          type="file"
          accept={extensions.join(',')}
          disabled={disabled}
          aria-describedby="import-formats"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = ''; // the same file may be chosen again
          }}
        />
      </label>
      {file.value && (
        <p class="chosen" role="status">
          <b>{file.value.name}</b> <small>{bytes(file.value.size)}</small>
        </p>
      )}
      <small id="import-formats">{extensions.join(' ')}</small>
    </div>
  );
}

function Sending({ name, sent, total, stop }: NonNullable<typeof sending.value>): VNode {
  useEffect(() => {
    const warn = (event: Event): void => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
  return (
    <div class="running">
      <p>{im('start.sending', { name })}</p>
      <progress aria-label={im('start.sending', { name })} value={sent} max={total} />
      <p class="figures">
        {bytes(sent)} / {bytes(total)} <button onClick={() => stop.abort()}>{im('start.stop')}</button>
      </p>
    </div>
  );
}
