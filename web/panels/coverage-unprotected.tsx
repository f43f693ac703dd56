import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Unprotected } from '../../server/api/coverage-evidence.ts';
import { addressOf, type Result } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { adjust, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { PartBar } from '../ui/charts.tsx';
import { GridTable, type GridColumn } from '../ui/grid.tsx';
import { readOrder, writeOrder } from '../ui/order.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { LeagueChoice } from './coverage-parts.tsx';

type Answer = Result<'listUnprotected'>;
type Kind = 'not_met' | 'unknown';

/** 未保法 art. 81: townships with neither a station nor a designated person; those of which it is not known stand apart. */
export function UnprotectedList({ result }: { result: Kind }): VNode {
  const { at, division } = state.value;
  const [q, setQ] = useState('');
  const asked = { result, ...(at && { on: at }), ...(division && { division }), ...(q && { q }) };
  const { answer, error, again } = useAnswer('listUnprotected', asked);
  return (
    <>
      <header class="office-head">
        <h2>{cv('unprotected.title')}</h2>
      </header>
      <div class="desk-filters">
        <LeagueChoice />
        <label>
          <span>{cv('unprotected.name')}</span>
          <input type="search" name="q" value={q} maxLength={60} onInput={(event) => setQ(event.currentTarget.value.trim())} />
        </label>
        <label>
          <span>{cv('on')}</span>
          <input type="date" name="on" value={at ?? answer?.on ?? ''} onChange={(event) => adjust({ at: event.currentTarget.value || null })} />
        </label>
      </div>
      {error !== null && <ProblemNote error={error} retry={again} />}
      {answer === null ? error === null && <p class="list-total">{t('app.loading')}</p> : <Found answer={answer} result={result} asked={asked} />}
    </>
  );
} // prettier-ignore

function Found({ answer, result, asked }: { answer: Answer; result: Kind; asked: Parameters<typeof addressOf<'listUnprotected'>>[1] }): VNode {
  const { counts, basis, notice } = answer;
  const covered = counts.townships - counts.not_met - counts.unknown;
  return (
    <>
      {notice && <p class="note" data-notice>{notice}</p>}
      <p class="muted">{basis}</p>
      <PartBar
        label={cv('unprotected.title')}
        parts={[
          { key: 'met', label: cv('unprotected.covered'), count: covered },
          { key: 'not_met', label: cv('unprotected.not_met'), count: counts.not_met },
          { key: 'unknown', label: t('app.unknown'), count: counts.unknown },
        ]}
      />
      <div class="segmented" role="group" aria-label={cv('unprotected.which')}>
        {(['not_met', 'unknown'] as const).map((id) => (
          <button key={id} data-result={id} aria-pressed={id === result} onClick={() => go({ filter: id === 'unknown' ? 'unprotected-unknown' : 'unprotected' })}>
            {cv(`unprotected.${id}`)} <span class="figures">{number(counts[id])}</span>
          </button>
        ))}
      </div>
      <p class="files">
        {cv('unprotected.total', { n: answer.total, all: counts.townships, share: percent(counts.townships === 0 ? null : answer.total / counts.townships) })} · {cv('files')}{' '}
        <a href={addressOf('listUnprotected', { ...asked, f: 'csv' })} download data-export="csv">CSV</a>
        <a href={addressOf('exportCoverage', { of: 'unprotected', ...(asked.on && { on: asked.on }), ...(asked.division && { division: asked.division }), f: 'xlsx' })} download data-export="xlsx">XLSX</a>
      </p>
      <GridTable
        label={cv('unprotected.title')}
        rows={answer.items}
        columns={columns()}
        keyOf={({ code }) => code}
        order={readOrder(state.value.sort, { column: 'code', down: false })}
        sort={(order) => adjust({ sort: writeOrder(order) })}
      />
    </>
  );
} // prettier-ignore

const columns = (): GridColumn<Unprotected>[] => [
  {
    id: 'code',
    label: cv('unit.township'),
    width: '190px',
    value: ({ code }) => code,
    cell: (row) => (
      <>
        <button
          class="text"
          tabIndex={-1}
          onClick={() => {
            go({ filter: `flag-${row.code}`, kind: 'child_protection_station', unit: 'township' });
            if (row.point) fly({ point: row.point, zoom: 9 });
          }}
        >
          {row.name}
        </button>{' '}
        <small class="figures">{row.code}</small> {row.sample && <Sample />}
      </>
    ),
  },
  { id: 'county', label: cv('unit.county'), width: '120px', value: (row) => banner(row), cell: (row) => banner(row) }, // prettier-ignore
  { id: 'league', label: cv('league'), width: '110px', value: (row) => row.path[1]?.code ?? null, cell: (row) => row.path[1]?.name }, // prettier-ignore
  { id: 'person', label: cv('person'), width: '110px', value: ({ person }) => person, cell: ({ person }) => (person === null ? cv('person.nothing') : cvWord('person', person)) }, // prettier-ignore
  { id: 'others', label: cv('unprotected.others'), title: cv('unprotected.othersHint'), width: '100px', figures: true, falls: true, value: ({ others }) => others, cell: ({ others }) => number(others) }, // prettier-ignore
  { id: 'population', label: cv('population'), width: '90px', figures: true, falls: true, value: ({ population }) => population, cell: ({ population }) => (population === null ? <span class="muted">{t('app.unknown')}</span> : number(population)) }, // prettier-ignore
  { id: 'reason', label: cv('reason'), width: '260px', cell: ({ reason }) => reason },
];

/** The banner in a path that may end with the township itself. */
const banner = ({ path, code }: Unprotected): string =>
  path.find((part) => part.code === code.slice(0, 6))?.name ?? path.at(-1)?.name ?? '';
