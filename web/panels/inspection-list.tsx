import type { VNode } from 'preact';
import type { InspectionState } from '../../server/api/inspections.ts';
import { addressOf, type Input } from '../api.ts';
import { ins, insWord } from '../i18n/inspections.ts';
import { may } from '../state/session.ts';
import { adjust, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { usePages } from '../ui/pages.ts';
import { Choice, InspectionRow, Narrowing, readNarrowed, roundName, Rows, Tick, writeNarrowed, type Narrowed } from './inspection-parts.tsx'; // prettier-ignore

const STATES: readonly InspectionState[] = ['planned', 'office', 'field', 'signed', 'filed', 'cancelled'];

/** Inspections by round, year, state and jurisdiction. */
export function InspectionList(): VNode {
  const { division, filter } = state.value;
  const narrowed = readNarrowed(filter ?? 'list');
  const narrow = (more: Narrowed): void => adjust({ filter: writeNarrowed('list', { ...narrowed, ...more }) });
  const rounds = useAnswer('listInspectionRounds', {}).answer?.items ?? [];
  const asked: Input<'listInspections'> = {
    ...(division !== null && { division }),
    ...(narrowed.round !== undefined && { round: narrowed.round }),
    ...(narrowed.year !== undefined && { year: narrowed.year }),
    ...(narrowed.state !== undefined && { state: narrowed.state as InspectionState }),
    ...(narrowed.kind !== undefined && { kind: narrowed.kind as 'regular' }),
    ...(narrowed.only === true && { overdue: 'true' as const }),
  };
  const listed = usePages('listInspections', { limit: 50, ...asked });
  const years = [...new Set(rounds.flatMap(({ yearFrom, yearTo }) => Array.from({ length: yearTo - yearFrom + 1 }, (_, n) => yearFrom + n)))].sort((a, b) => b - a); // prettier-ignore
  const roundOf = (id: string): string => {
    const round = rounds.find((one) => String(one.id) === id);
    return round === undefined ? id : roundName(round);
  };
  const toNumber = (text: string): { n?: number } => (text === '' ? {} : { n: Number(text) });
  return (
    <>
      <div class="office-head">
        <h2>{ins('tab.list')}</h2>
        {may('inspection.edit') && <button onClick={() => go({ filter: 'new' })}>{ins('list.new')}</button>}
      </div>
      <div class="desk-filters">
        <Choice label={ins('filter.round')} value={narrowed.round === undefined ? '' : String(narrowed.round)} set={(text) => narrow({ round: toNumber(text).n! })} options={rounds.map(({ id }) => String(id))} word={roundOf} />
        <Choice label={ins('filter.year')} value={narrowed.year === undefined ? '' : String(narrowed.year)} set={(text) => narrow({ year: toNumber(text).n! })} options={years.map(String)} word={(year) => year} />
        <Choice label={ins('filter.state')} value={narrowed.state ?? ''} set={(to) => narrow({ state: to })} options={STATES} word={(id) => insWord('state', id)} />
        <Choice label={ins('filter.kind')} value={narrowed.kind ?? ''} set={(kind) => narrow({ kind })} options={['regular', 'special']} word={(id) => insWord('kind', id)} />
        <Tick label={ins('filter.overdue')} on={narrowed.only === true} set={(only) => narrow({ only })} />
        <a href={addressOf('listInspections', { ...asked, f: 'csv' })} download>
          {ins('list.csv')}
        </a>
      </div>
      <Narrowing division={division} />
      <Rows listed={listed} none={ins('list.none')} row={(one) => <InspectionRow key={one.id} one={one} />} />
    </>
  );
} // prettier-ignore
