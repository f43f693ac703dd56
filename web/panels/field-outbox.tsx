import type { VNode } from 'preact';
import { ApiError } from '../api.ts';
import { openField } from '../field/open.ts';
import { useSaved } from '../field/saved.ts';
import { sendAll, sending, sendProblem } from '../field/send.ts';
import { photosOf, recordsOf, type Kept, type Photo } from '../field/store.ts';
import { fieldWord, out } from '../i18n/field.ts';
import { moment, t } from '../i18n/t.ts';

interface Waiting {
  records: Kept[];
  photos: Photo[]; // that have not arrived, whether or not they were refused
}

async function read(account: string): Promise<Waiting> {
  const kept = await recordsOf(account);
  const written = kept.filter(({ state }) => state !== 'draft');
  const photos = (await Promise.all(written.map(({ uuid }) => photosOf(uuid)))).flat();
  return {
    records: kept.filter(({ state }) => state !== 'sent'),
    photos: photos.filter(({ data }) => data !== null),
  };
}

/** What has not arrived: how much waits, why it does, what was refused and is to be mended. */
export function FieldOutbox({ account }: { account: string }): VNode | null {
  const found = useSaved(account, () => read(account));
  if (!found || found.records.length + found.photos.length === 0) return null;
  const { records, photos } = found;
  const due = records.filter(({ state }) => state === 'waiting' || state === 'photos');
  const refusedPhotos = photos.filter(({ problem }) => problem !== null);
  return (
    <section
      class="field-outbox"
      aria-labelledby="field-outbox"
      data-due={due.length}
      data-photos={photos.length}
    >
      <h2 id="field-outbox">{out('outbox.title')}</h2>
      <p>
        {due.length + photos.length === 0
          ? out('outbox.none')
          : out('outbox.count', { n: due.length, photos: photos.length })}
      </p>
      {sendProblem.value !== null && due.length > 0 && (
        <p class="note" role="status">
          {out('outbox.problem')}
          {whyOf(sendProblem.value)}
        </p>
      )}
      {due.length > 0 && (
        <p class="field-actions">
          <button
            class="primary"
            data-field="send"
            disabled={sending.value}
            onClick={() => void sendAll(account)}
          >
            {out(sending.value ? 'outbox.sending' : 'outbox.send')}
          </button>
        </p>
      )}
      <ul class="plain">
        {records.map((record) => (
          <li key={record.uuid} class={`field-kept ${record.state}`} data-state={record.state}>
            <button class="field-row" onClick={() => openField(addressOf(record))}>
              <b>{record.title}</b>
              <small>
                {out('form.keptAs', {
                  state: fieldWord('state', record.state),
                  when: moment(record.changedAt),
                })}
              </small>
              {record.problem && <small class="bad">{record.problem.detail}</small>}
            </button>
          </li>
        ))}
      </ul>
      {refusedPhotos.map(({ uuid, name, problem }) => (
        <p key={uuid} class="note problem">
          {out('outbox.photo', { name, why: problem })}
        </p>
      ))}
    </section>
  );
}

/** What fetch and XMLHttpRequest throw without an answer says nothing to a person. */
const whyOf = (error: unknown): string =>
  error instanceof ApiError && error.status > 0 ? error.message : t('app.unreachable');

const addressOf = ({ line, subject }: Kept): string => `${line}_${subject}`;
