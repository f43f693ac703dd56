import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FactType, UnitFact } from '../../server/api/unit-facts.ts';
import { call, type Result } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { t } from '../i18n/t.ts';
import { renewData } from '../state/startup.ts';
import { adjust, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { FactFile } from './coverage-fact-file.tsx';
import { useLeagues } from './coverage-parts.tsx';

type Division = Result<'listDivisions'>['items'][number];

const VALUES: Record<FactType, readonly string[] | null> = {
  zone: ['cremation', 'burial_reform', 'mixed', 'unknown'],
  person: ['designated', 'none', 'unknown'],
  population: null, // a number
  tag: null, // a name of one's own
};

/** Cremation zones, designated persons, population and tags of the units of a banner, each with the number of its document. */
export function UnitFacts({ type }: { type: FactType }): VNode {
  const leagues = useLeagues();
  const [files, setFiles] = useState(0); // that were taken in: the table is read again
  const { division } = state.value;
  const league = division === null ? null : `${division.slice(0, 4)}00`;
  const banner = division !== null && !division.endsWith('00') ? division.slice(0, 6) : null;
  const banners = useAnswer('listDivisions', league === null ? null : { level: 'county', division: league, limit: 200 }); // prettier-ignore
  return (
    <>
      <h2>{cv(`setup.${type}`)}</h2>
      <p class="muted">{cv(`facts.${type}`)}</p>
      <div class="desk-filters">
        <label>
          <span>{cv('league')}</span>
          <select name="league" onChange={(event) => adjust({ division: event.currentTarget.value || null })}>
            <option value="">{cv('facts.choose')}</option>
            {leagues.map(({ code, name }) => (
              <option key={code} value={code} selected={code === league}>{name}</option>
            ))}
          </select>
        </label>
        {league !== null && (
          <label>
            <span>{cv('unit.county')}</span>
            <select name="banner" onChange={(event) => adjust({ division: event.currentTarget.value || league })}>
              <option value="">{cv('facts.choose')}</option>
              {banners.answer?.items.map(({ code, name }) => (
                <option key={code} value={code} selected={code === banner}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <FactFile key={`${type} ${division ?? ''}`} type={type} division={banner ?? league} where={banners.answer?.items.find(({ code }) => code === banner)?.name ?? leagues.find(({ code }) => code === league)?.name ?? cv('region')} loaded={() => setFiles(files + 1)} />
      {banner !== null && <Units key={banner} files={files} type={type} banner={banner} name={banners.answer?.items.find(({ code }) => code === banner)?.name ?? banner} />}
    </>
  );
} // prettier-ignore

function Units({ type, banner, name, files }: { type: FactType; banner: string; name: string; files: number }): VNode {
  const townships = useAnswer('listDivisions', { level: 'township', division: banner, limit: 200 });
  const facts = useAnswer('listUnitFacts', { type, division: banner, limit: 1000 });
  useEffect(() => void (files > 0 && facts.again()), [files]); // a row that the file has not changed keeps what is typed in it
  const error = townships.error ?? facts.error;
  if (error !== null) return <ProblemNote error={error} retry={facts.again} />;
  if (townships.answer === null || facts.answer === null)
    return <p class="list-total">{t('app.loading')}</p>;
  const whole: Pick<Division, 'code' | 'name'> = { code: banner, name: type === 'population' ? name : cv('facts.whole', { name }) };
  const units = type === 'person' ? townships.answer.items : [whole, ...townships.answer.items];
  const held = (code: string): UnitFact[] => facts.answer!.items.filter(({ division, validTo }) => division === code && validTo === null); // prettier-ignore
  return (
    <table class="office-table facts-table">
      <thead>
        <tr>
          {[t('coverage.unit'), cv('facts.value'), cv('facts.document'), cv('validFrom'), cv('save')].map((head) => (
            <th key={head} scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {units.map(({ code, name: unit }) => {
          const found = held(code);
          const rows: (UnitFact | null)[] = type === 'tag' ? [...found, null] : [found[0] ?? null];
          return rows.map((fact) => <FactRow key={`${code}-${fact?.id ?? 'new'}-${fact?.version ?? ''}`} type={type} division={code} name={unit} fact={fact} again={facts.again} inherited={type === 'zone' && code !== banner ? (held(banner)[0]?.value ?? null) : null} />);
        })}
      </tbody>
    </table>
  );
} // prettier-ignore

/** One fact of one unit: what is changed is saved by itself, so that a long list never hangs on one mistake. */
function FactRow({ type, division, name, fact, inherited, again }: { type: FactType; division: string; name: string; fact: UnitFact | null; inherited: string | null; again: () => void }): VNode {
  const start = { value: fact?.value ?? '', document: fact?.document ?? '', validFrom: fact?.validFrom ?? '' };
  const [typed, setTyped] = useState(start);
  const { busy, problem, run } = useRun(() => {
    again();
    renewData();
  });
  const isChanged = JSON.stringify(typed) !== JSON.stringify(start);
  const values = VALUES[type];
  const save = (): Promise<unknown> => {
    const body = { value: typed.value.trim(), document: typed.document.trim() || null, validFrom: typed.validFrom || null };
    return fact === null ? call('createUnitFact', { body: { type, division, ...body } }) : call('editUnitFact', { id: fact.id, body }, undefined, fact.version);
  };
  const put = (part: Partial<typeof start>): void => setTyped({ ...typed, ...part });
  const label = (what: string): string => `${name}: ${what}`;
  return (
    <tr data-unit={division} data-fact={fact?.id}>
      <th scope="row">
        {name} {fact?.sample && <Sample />}
        {fact === null && inherited !== null && <small>{cv('facts.inherited', { value: cvWord('zone', inherited) })}</small>}
      </th>
      <td>
        {values === null ? (
          <input aria-label={label(cv('facts.value'))} maxLength={60} inputMode={type === 'population' ? 'numeric' : 'text'} value={typed.value} onInput={(event) => put({ value: event.currentTarget.value })} />
        ) : (
          <select aria-label={label(cv('facts.value'))} name="value" onChange={(event) => put({ value: event.currentTarget.value })}>
            {fact === null && <option value="">{cv('facts.nothing')}</option>}
            {values.map((id) => (
              <option key={id} value={id} selected={id === typed.value}>{cvWord(type, id)}</option>
            ))}
          </select>
        )}
      </td>
      <td>
        <input aria-label={label(cv('facts.document'))} name="document" maxLength={200} value={typed.document} onInput={(event) => put({ document: event.currentTarget.value })} />
      </td>
      <td>
        <input aria-label={label(cv('validFrom'))} type="date" value={typed.validFrom} onInput={(event) => put({ validFrom: event.currentTarget.value })} />
      </td>
      <td>
        <button data-do="save" disabled={busy || !isChanged || typed.value.trim() === ''} aria-label={label(cv('save'))} onClick={() => void run(save, cv('saved'))}>
          {cv('save')}
        </button>
        {type === 'tag' && fact !== null && (
          <button class="text" disabled={busy} onClick={() => void run(() => call('deleteUnitFact', { id: fact.id }, undefined, fact.version), cv('saved'))}>
            {cv('facts.remove')}
          </button>
        )}
        <ProblemNote error={problem} />
      </td>
    </tr>
  );
} // prettier-ignore
