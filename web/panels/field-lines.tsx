import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { bytesText, openField } from '../field/open.ts';
import { deleteLine } from '../field/save.ts';
import { useSaved } from '../field/saved.ts';
import { changed } from '../field/send.ts';
import { linesOf, type SavedLine } from '../field/store.ts';
import { out } from '../i18n/field.ts';
import { word } from '../i18n/t.ts';
import { canSave, offline } from '../state/offline.ts';
import { session } from '../state/session.ts';
import { useAnswer } from '../ui/asked.ts';
import { Confirm } from '../ui/confirm.tsx';
import { kilometres } from '../ui/list.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { FieldOutbox } from './field-outbox.tsx';

const mostShown = 20;

/** What is saved here, what waits to be sent, and lines that could be saved. */
export function FieldLines({ account }: { account: string }): VNode {
  const lines = useSaved(account, () => linesOf(account));
  const [leaving, setLeaving] = useState<SavedLine | null>(null);
  return (
    <>
      {!canSave() && (
        <div class="note problem" role="alert">
          <p>
            <b>{out('cannot.title')}</b>
          </p>
          <p>{out('cannot.hint')}</p>
        </div>
      )}
      {canSave() && <FieldOutbox account={account} />}
      <section aria-labelledby="field-saved">
        <h2 id="field-saved">{out('lines.title')}</h2>
        {lines?.length === 0 && <p class="muted">{out('lines.none')}</p>}
        <ul class="plain">
          {lines?.map((line) => (
            <li key={line.code} class="field-card" data-line={line.code} data-whole={line.savedAt !== null}>
              <button class="field-open-line" onClick={() => openField(line.code)}>
                <b>{line.name}</b>
                <small>
                  {line.savedAt === null
                    ? out('lines.partial', { done: line.tilesKept, of: line.tiles })
                    : out('lines.saved', { age: ageOf(line.savedAt), markers: line.markers, size: bytesText(line.recordBytes + line.tileBytes) })}
                </small>
              </button>
              <p class="field-actions">
                {!offline.value && (
                  <button onClick={() => openField(`${line.code}_save`)}>{out(line.savedAt === null ? 'lines.resume' : 'lines.renew')}</button>
                )}
                <button aria-label={`${out('lines.delete')}: ${line.name}`} onClick={() => setLeaving(line)}>
                  {out('lines.delete')}
                </button>
              </p>
            </li>
          ))}
        </ul>
      </section>
      {canSave() && !offline.value && <Choose taken={lines?.map(({ code }) => code) ?? []} />}
      {leaving && (
        <Confirm
          title={out('delete.title', { name: leaving.name })}
          action={out('lines.delete')}
          grave
          answer={(yes) => {
            setLeaving(null);
            if (yes) void deleteLine(account, leaving.code).then(changed);
          }}
        >
          <p>{out('delete.hint')}</p>
        </Confirm>
      )}
    </>
  );
} // prettier-ignore

function ageOf(moment: string): string {
  const days = Math.floor((Date.now() - Date.parse(moment)) / 86_400_000);
  return days < 1 ? out('age.today') : out('age.days', { n: days });
}

/** Lines of the own jurisdiction that are not saved yet. The state border is drawn, nothing more. */
function Choose({ taken }: { taken: readonly string[] }): VNode {
  const [typed, setTyped] = useState('');
  const within = session.value?.account?.jurisdiction?.code;
  const { answer, error, again } = useAnswer('listBoundaryLines', { limit: 1000, ...(within !== undefined && { division: within }) }); // prettier-ignore
  const text = typed.trim();
  const found = (answer?.items ?? []).filter(
    ({ code, name, level }) =>
      level !== 'national' &&
      !taken.includes(code) &&
      (text === '' || name.includes(text) || code.startsWith(text)),
  );
  return (
    <section aria-labelledby="field-choose">
      <h2 id="field-choose">{out('choose.title')}</h2>
      <ProblemNote error={error} retry={again} />
      <label class="field-question">
        <span>{out('choose.find')}</span>
        <input
          type="search"
          value={typed}
          data-field="find"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {answer && found.length === 0 && <p class="muted">{out('choose.none')}</p>}
      <ul class="plain">
        {found.slice(0, mostShown).map((line) => (
          <li key={line.code}>
            <button class="field-row" data-choose={line.code} onClick={() => openField(`${line.code}_save`)}>
              <b>{line.name}</b>
              <small>
                {[
                  word('line', line.level),
                  kilometres(line.lengthKm),
                  `${out('line.markers')} ${line.markers}`,
                ].join(' · ')}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {found.length > mostShown && <p class="muted">{out('choose.more', { n: found.length - mostShown })}</p>}
    </section>
  );
}
