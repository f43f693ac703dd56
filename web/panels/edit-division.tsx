import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { ed } from '../i18n/edits.ts';
import { session } from '../state/session.ts';
import { complaintsOf } from './edit-labelled.tsx';

interface Named {
  code: string;
  name: string;
}
type Level = 'prefecture' | 'county' | 'township';

const kept = new Map<string, Promise<Named[]>>();
/** The divisions of a level, in one above. */
function divisionsOf(level: Level, within: string | null): Promise<Named[]> {
  const key = `${level} ${within}`;
  const known =
    kept.get(key) ??
    call('listDivisions', { level, limit: 1000, ...(within && { division: within }) }).then(({ items }) =>
      items.map(({ code, name }) => ({ code, name })),
    );
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  return known;
}

export function useDivisions(level: Level, within: string | null, wanted: boolean): Named[] {
  const [found, setFound] = useState<Named[]>([]);
  useEffect(() => {
    let left = false;
    setFound([]);
    if (wanted) void divisionsOf(level, within).then((items) => left || setFound(items), () => undefined); // prettier-ignore
    return () => {
      left = true;
    };
  }, [level, within, wanted]);
  return found;
}

/** League, banner and township, each list inside the choice above it. */
export function DivisionPicker({
  field,
  also,
  code,
  set,
}: {
  field: string;
  also?: string;
  code: string;
  set: (code: string) => void;
}): VNode {
  const start = code === '' ? (session.value?.account?.jurisdiction?.code ?? '') : code;
  const [league, setLeague] = useState(/^\d{4}/.test(start) && !start.startsWith('150000') ? `${start.slice(0, 4)}00` : ''); // prettier-ignore
  useEffect(() => {
    if (/^\d{4}/.test(code) && code !== '150000') setLeague(`${code.slice(0, 4)}00`);
  }, [code]);
  const county = code.length >= 6 && !code.endsWith('00') ? code.slice(0, 6) : code.length === 9 ? code.slice(0, 6) : ''; // prettier-ignore
  const leagues = useDivisions('prefecture', null, true);
  const counties = useDivisions('county', league, league !== '');
  const townships = useDivisions('township', county, county !== '');
  const complaints = [field, ...(also === undefined ? [] : [also])].flatMap(complaintsOf);
  const level = (id: Level, value: string, options: readonly Named[], choose: (code: string) => void, above: string): VNode => (
    <label>
      <span>{ed(`division.${id}`)}</span>
      <select value={value} disabled={id !== 'prefecture' && above === ''} data-level={id} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{id === 'township' ? ed('division.whole') : ed('choose')}</option>
        {value !== '' && !options.some((item) => item.code === value) && <option value={value}>{value}</option>}
        {options.map((item) => (
          <option key={item.code} value={item.code}>
            {item.name} {item.code}
          </option>
        ))}
      </select>
    </label>
  ); // prettier-ignore
  return (
    <fieldset class={`edit-field edit-division${complaints.length > 0 ? ' wrong' : ''}`} data-field={field}>
      <legend>
        {ed('field.division')} <small>{ed('required')}</small>
      </legend>
      {level(
        'prefecture',
        league,
        leagues,
        (next) => {
          setLeague(next);
          set(next);
        },
        '',
      )}
      {level('county', county, counties, (next) => set(next === '' ? league : next), league)}
      {level(
        'township',
        code.length === 9 ? code : '',
        townships,
        (next) => set(next === '' ? county : next),
        county,
      )}
      {complaints.length > 0 && <p class="why">{complaints.join(' ')}</p>}
    </fieldset>
  );
}
