import '../assets/handbook.css';
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { addressOf, call, isAbort, type Result } from '../api.ts';
import { ex } from '../i18n/exports.ts';
import { number, t } from '../i18n/t.ts';
import { edition } from '../state/startup.ts';
import { adjust, state } from '../state/state.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';

type Handbook = Result<'getHandbook'>;
type Division = Handbook['items'][number];
type League = [code: string, name: string];

const leagues = signal<League[]>([]);

/** 行政区划简册 on a day (`f=2025-12-31`), of the region or of one division (`d=`): a table that is made to be printed. */
export function HandbookPanel(): VNode {
  const { division, filter } = state.value;
  const at = filter !== null && /^\d{4}-\d\d-\d\d$/.test(filter) ? filter : undefined;
  const [found, setFound] = useState<Handbook | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [townships, setTownships] = useState(true);
  useEffect(() => {
    const controller = new AbortController();
    setFailure(null);
    call('getHandbook', { ...(division && { division }), ...(at && { at }) }, controller.signal).then(
      (answer) => {
        setFound(answer);
        if (!division)
          leagues.value = answer.items.filter(({ level }) => level === 'prefecture').map(({ code, name }) => [code, name]); // prettier-ignore
      },
      (error: unknown) => !isAbort(error) && setFailure(error),
    );
    return () => controller.abort();
  }, [division, at, edition.value]);
  return (
    <section class="handbook scroll" aria-labelledby="handbook-title">
      <Bar division={division} at={at} townships={townships} show={setTownships} />
      {failure !== null && <ProblemNote error={failure} />}
      {found === null ? failure === null && <p class="list-total">{t('app.loading')}</p> : <Pages book={found} whole={division === null} townships={townships} />}
    </section>
  ); // prettier-ignore
}

function Bar({
  division,
  at,
  townships,
  show,
}: {
  division: string | null;
  at: string | undefined;
  townships: boolean;
  show: (on: boolean) => void;
}): VNode {
  const known = division !== null && !leagues.value.some(([code]) => code === division) ? [...leagues.value, [division, division] as League] : leagues.value; // prettier-ignore
  const asked = { ...(division && { division }), ...(at && { at }) };
  return (
    <div class="filters handbook-bar">
      <label>
        <span>{ex('handbook.scope')}</span>
        <select
          value={division ?? ''}
          onChange={(event) => adjust({ division: event.currentTarget.value || null })}
        >
          <option value="">{ex('handbook.region')}</option>
          {known.map(([code, name]) => (
            <option key={code} value={code} selected={code === division}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{ex('handbook.at')}</span>
        <input
          type="date"
          value={at ?? ''}
          onChange={(event) => adjust({ filter: event.currentTarget.value || null })}
        />
      </label>
      <label>
        <input type="checkbox" checked={townships} onChange={(event) => show(event.currentTarget.checked)} />{' '}
        <span>{ex('handbook.townships')}</span>
      </label>
      <a href={addressOf('exportDivisions', { ...asked, f: 'csv' })} download>
        CSV
      </a>
      <a href={addressOf('exportDivisions', { ...asked, f: 'xlsx' })} download>
        XLSX
      </a>
      <button data-do="print" onClick={() => window.print()}>
        {ex('handbook.print')}
      </button>
    </div>
  );
}

function Pages({ book, whole, townships }: { book: Handbook; whole: boolean; townships: boolean }): VNode {
  const { items, at, sources } = book;
  const top = items[0]!;
  const count = (level: Division['level']): number => items.filter((item) => item.level === level).length;
  return (
    <>
      <header class="handbook-head">
        <h2 id="handbook-title">
          {whole ? ex('handbook.title') : ex('handbook.titleOf', { name: top.name })}
        </h2>
        <p>
          {ex('handbook.asOf', { at })} ·{' '}
          {ex('handbook.counts', {
            prefecture: count('prefecture'),
            county: count('county'),
            township: count('township'),
          })}
        </p>
      </header>
      {groups(items, townships).map((group) => (
        <League key={group[0]!.code} divisions={group} />
      ))}
      <footer class="handbook-notes">
        <p>{ex('handbook.notes')}</p>
        <p>{ex('handbook.sources', { sources })}</p>
      </footer>
    </>
  );
}

/** One table for the region itself and for each league; a banner or township that stands alone has one of its own. */
function groups(items: readonly Division[], townships: boolean): Division[][] {
  const found: Division[][] = [];
  for (const item of items) {
    if (item.level === 'township' && !townships && found.length > 0) continue;
    const last = found.at(-1);
    if (last === undefined || item.level === 'prefecture') found.push([item]);
    else last.push(item);
  }
  return found;
}

const COLUMNS = ['code', 'name', 'roman', 'mongolian', 'kind', 'seat', 'area'] as const;

function League({ divisions }: { divisions: Division[] }): VNode {
  const [first] = divisions;
  return (
    <table class="handbook-table" data-division={first!.code}>
      <caption>{first!.name}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" class={`of-${column}`}>
              {ex(`handbook.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {divisions.map((item) => (
          <tr key={item.code} class={`level-${item.level}`}>
            <td class="figures">{item.code}</td>
            <th scope="row">
              {item.name}
              {item.sample && <Sample />}
            </th>
            <td lang="mn-Latn">{item.roman}</td>
            <td class="of-mongolian">
              {item.mongolian && (
                <span lang="mn-Mong" class="upright">
                  {item.mongolian}
                </span>
              )}
            </td>
            <td>{item.kind}</td>
            <td>{item.level !== 'township' && <Seat item={item} />}</td>
            <td class="figures of-area">{item.areaKm2 !== null && number(item.areaKm2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The name of the seat; where the data have only its position, that, in degrees. */
function Seat({ item: { seat, point, position } }: { item: Division }): VNode | null {
  if (seat !== null) return <>{seat}</>;
  if (point === null) return null;
  return (
    <small class="figures">
      {point[0].toFixed(3)}°E {point[1].toFixed(3)}°N
      {position !== 'surveyed' && ` (${ex('handbook.near')})`}
    </small>
  );
}
