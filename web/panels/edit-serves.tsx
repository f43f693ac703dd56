import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { ed } from '../i18n/edits.ts';
import { editing, setField } from '../state/edit.ts';
import { useDivisions } from './edit-division.tsx';
import { complaintsOf } from './edit-labelled.tsx';

/** The divisions that a facility serves besides its own: added by name, a league as a whole or one of its banners. */
export function Serves(): VNode {
  const codes = editing.value!.values['serves'] as readonly string[];
  const set = (next: readonly string[]): void => setField('serves', next);
  const [league, setLeague] = useState('');
  const leagues = useDivisions('prefecture', null, true);
  const banners = useDivisions('county', league, league !== '');
  const complaints = complaintsOf('serves');
  const select = useRef<HTMLSelectElement>(null);
  const remove = (code: string): void => {
    set(codes.filter((one) => one !== code));
    select.current!.focus(); // the button goes with the division
  };
  return (
    <fieldset class={`edit-field edit-division${complaints.length > 0 ? ' wrong' : ''}`} data-field="serves">
      <legend>{ed('field.serves')}</legend>
      {codes.length > 0 && (
        <ul class="chips plain">
          {codes.map((code) => (
            <Served key={code} code={code} remove={remove} />
          ))}
        </ul>
      )}
      <label>
        <span>{ed('division.prefecture')}</span>
        <select ref={select} data-serves-level="prefecture" value={league} onChange={(event) => setLeague(event.currentTarget.value)}>
          <option value="">{ed('choose')}</option>
          {leagues.map(({ code, name }) => (
            <option key={code} value={code}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <span>{ed('serves.add')}</span>
        <select data-serves-level="county" value="" disabled={league === ''} onChange={(event) => event.currentTarget.value !== '' && set([...codes, event.currentTarget.value])}>
          <option value="">{ed('choose')}</option>
          {[{ code: league, name: ed('serves.whole') }, ...banners].filter(({ code }) => !codes.includes(code)).map(({ code, name }) => (
            <option key={code} value={code}>{name}</option>
          ))}
        </select>
      </label>
      {complaints.length > 0 && <p class="why">{complaints.join(' ')}</p>}
    </fieldset>
  );
} // prettier-ignore

/** By its code until its name is known. */
function Served({ code, remove }: { code: string; remove: (code: string) => void }): VNode {
  const [name, setName] = useState(code);
  useEffect(() => {
    void call('getDivision', { code }).then((found) => setName(found.name), () => undefined); // prettier-ignore
  }, [code]);
  return (
    <li class="chip" data-serves={code}>
      {name}{' '}
      <button type="button" aria-label={ed('serves.remove', { name })} onClick={() => remove(code)}>
        ×
      </button>
    </li>
  );
}
