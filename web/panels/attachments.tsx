import { useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Attachment, AttachmentOwner } from '../../server/api/attachments.ts';
import { addressOf, call, upload } from '../api.ts';
import { of as word } from '../i18n/office.ts';
import { moment, number } from '../i18n/t.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';

interface Props {
  of: AttachmentOwner;
  owner: number;
  items: readonly Attachment[];
  editable: boolean;
  again: () => void;
  title?: string; // where a page shows the files of several records
}

const size = (bytes: number): string => (bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`); // prettier-ignore

/** The files of a record: pictures are shown, everything else is downloaded. */
export function Attachments({ of, owner, items, editable, again, title = word('files.title') }: Props): VNode {
  const { busy, problem, run: start } = useRun(again);
  const chosen = useRef<HTMLInputElement>(null);
  const run = async (work: () => Promise<unknown>, told: string): Promise<void> => {
    await start(work, told);
    if (chosen.current) chosen.current.value = '';
  };
  const add = (file: File | undefined): void => {
    if (file === undefined) return;
    void run(() => upload('uploadAttachment', { of, owner, name: file.name }, file, () => undefined, new AbortController().signal), word('files.added', { name: file.name })); // prettier-ignore
  };
  return (
    <section class="attachments" aria-labelledby={`files-${of}-${owner}`}>
      <h3 id={`files-${of}-${owner}`}>{title}</h3>
      {items.length === 0 && <p class="muted">{word('files.none')}</p>}
      <ul class="plain">
        {items.map((item) => (
          <li key={item.id} data-file={item.id}>
            {item.mediaType.startsWith('image/') && (
              <img src={addressOf('getAttachment', { id: item.id })} alt={item.name} loading="lazy" />
            )}
            <span>
              <a href={addressOf('getAttachment', { id: item.id })} download={item.name}>
                {item.name}
              </a>
              <small>{[size(item.bytes), item.addedBy, moment(item.addedAt)].join(' · ')}</small>
            </span>
            {editable && (
              <button type="button" class="text" disabled={busy} aria-label={`${word('files.remove')}: ${item.name}`} onClick={() => void run(() => call('deleteAttachment', { id: item.id }), word('files.removed', { name: item.name }))}>
                {word('files.remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote error={problem} />
      {editable && (
        <label class="question">
          <span>{word('files.add')}</span>
          <input ref={chosen} type="file" disabled={busy} accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx" onChange={(event) => add(event.currentTarget.files?.[0])} />
          <small>{word('files.hint')}</small>
        </label>
      )}
    </section>
  );
} // prettier-ignore
