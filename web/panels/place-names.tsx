import '../assets/places.css';
import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { pl, placeWord } from '../i18n/places.ts';
import { word } from '../i18n/t.ts';
import { adjust, state } from '../state/state.ts';

type Detail = Result<'getPlace'>;
type Name = Detail['names'][number] & { certainty?: 'certain' | 'possible' | 'undated' };

const KINDS = ['standard', 'short', 'alias', 'former', 'variant'];
const byScript = (one: Name, other: Name): number =>
  KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
  Number(one.lang !== 'zh-Hans') - Number(other.lang !== 'zh-Hans');

/** Every name by kind, language and validity; with a day chosen, those in use on it. */
export function PlaceNames({ data }: { data: Detail }): VNode {
  const { asOf } = state.value;
  const then = data.asOf?.at === asOf ? data.asOf : null;
  const names: Name[] = [...(then?.names ?? data.names)].sort(byScript);
  return (
    <section class="place-names">
      <div class="names-head">
        <h3>{pl('record.names')}</h3>
        <label>
          <span>{pl('record.asOf')}</span>
          <input
            type="date"
            name="as-of"
            max="9999-12-31"
            value={asOf ?? ''}
            onChange={(event) => adjust({ asOf: event.currentTarget.value || null })}
          />
        </label>
      </div>
      {then && (
        <p class="note as-of" role="status">
          {then.standard ? (
            <>
              {pl('record.asOfStandard', { day: then.at })}: <b data-as-of>{then.standard.text}</b> (
              {pl(`record.${then.standard.certainty}`)})
            </>
          ) : (
            pl('record.asOfNone')
          )}{' '}
          <button class="text" onClick={() => adjust({ asOf: null })}>
            {pl('record.today')}
          </button>
        </p>
      )}
      <div class="names-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{pl('record.kind')}</th>
              <th scope="col">{pl('record.text')}</th>
              <th scope="col">{pl('record.language')}</th>
              <th scope="col">{pl('record.valid')}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={`${name.kind} ${name.lang} ${name.text} ${name.validFrom ?? ''}`}>
                <th scope="row">{word('name', name.kind)}</th>
                <td>
                  <span lang={name.lang} class={name.lang === 'mn-Mong' ? 'upright' : undefined}>
                    {name.text}
                  </span>
                  {name.reading && <small> {name.reading}</small>}
                </td>
                <td>{placeWord('lang', name.lang)}</td>
                <td class="figures">
                  {(name.validFrom ?? name.validTo)
                    ? `${name.validFrom ?? '…'} – ${name.validTo ?? '…'}`
                    : '—'}
                  {name.certainty && <small> {pl(`record.${name.certainty}`)}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
