import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { VerifiedName, VerifiedPlace } from '../../server/api/verify.ts';
import { vf } from '../i18n/verify.ts';
import { visit } from '../state/record.ts';
import { lang } from '../state/state.ts';
import { pathText } from '../ui/list.tsx';

const visitPlace = ({ id, division }: VerifiedPlace): void => visit(division === null ? { type: 'place', id: String(id) } : { type: 'division', id: division }); // prettier-ignore

interface DetailProps {
  row: VerifiedName;
  show: (place: VerifiedPlace) => void;
  choose: (place: number | null) => void;
  close: () => void;
}

/** One row in full: why, what should stand there, and who else could be meant. */
export function VerifyDetail({ row, show, choose, close }: DetailProps): VNode {
  const [copied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard.writeText(row.correction ?? '').then(() => setCopied(true));
  return (
    <section class="verify-detail" aria-label={vf('row.title', { n: row.n })} tabIndex={-1}>
      <div class="verify-head">
        <h3>
          {vf('row.title', { n: row.n })} · {row.name || '—'}
        </h3>
        <span class="outcome" data-outcome={row.outcome}>
          {vf(`outcome.${row.outcome}`)}
        </span>
        <button class="text" aria-label={vf('row.close')} onClick={close}>
          ✕
        </button>
      </div>
      <div class="verify-facts">
        <p>{row.reason[lang.value]}</p>
        {row.correction !== null && (
          <p class="correction">
            {vf('row.correction')} <b>{row.correction}</b>{' '}
            <button class="text" onClick={copy}>
              {vf(copied ? 'row.copied' : 'row.copy')}
            </button>
          </p>
        )}
        {row.notes.map((note) => (
          <p key={note.id} class="muted">
            {note[lang.value]}
          </p>
        ))}
        {row.candidates.length > 0 && (
          <h4>
            {row.candidateCount === 1 ? vf('row.place') : vf('row.candidates', { n: row.candidateCount })}
            {row.chosen && (
              <button class="text" onClick={() => choose(null)}>
                {vf('row.undo')}
              </button>
            )}
          </h4>
        )}
        <ul class="plain candidates">
          {row.candidates.map((place) => (
            <li key={place.id} data-candidate={place.id} class={place.id === row.place?.id ? 'on' : ''}>
              <button
                class="text candidate"
                title={vf('row.show', { name: place.name })}
                onClick={() => show(place)}
              >
                <b>{place.name}</b>
                {place.roman && <span lang="mn-Latn"> {place.roman}</span>}
                <small>
                  {[pathText(place.path), place.class.name ?? place.class.code].filter(Boolean).join(' · ')}
                </small>
                {row.candidateCount > 1 && <small class="why">{place.reason[lang.value]}</small>}
              </button>
              <button class="text" onClick={() => visitPlace(place)}>
                {vf('row.open')}
              </button>
              {row.candidateCount > 1 &&
                (place.id === row.place?.id ? (
                  <span class="chosen">✓ {vf(row.chosen ? 'row.chosen' : 'row.likely')}</span>
                ) : (
                  <button data-choose={place.id} onClick={() => choose(place.id)}>
                    {vf('row.choose')}
                  </button>
                ))}
            </li>
          ))}
        </ul>
        {row.candidateCount > row.candidates.length && row.candidates.length > 0 && (
          <p class="muted">{vf('row.more', { n: row.candidates.length })}</p>
        )}
      </div>
    </section>
  );
}
