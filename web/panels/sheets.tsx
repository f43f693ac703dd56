import '../assets/sheets.css';
import type { ComponentChildren, VNode } from 'preact';
import type { Result } from '../api.ts';
import { markerWord, mk } from '../i18n/markers.ts';
import { moment, number, word } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { MarkerSheet } from './marker-sheet.tsx';

/** Pages of A4 of boundary staff: 界桩登记表 (`f=marker-12`), 界桩成果表 (`f=line-1521`). */
export function SheetsPanel(): VNode {
  const { filter } = state.value;
  const [, marker] = /^marker-(\d{1,9})$/.exec(filter ?? '') ?? [];
  const [, line] = /^line-([\w-]{2,30})$/.exec(filter ?? '') ?? [];
  return (
    <div class="sheets scroll" role="region" aria-label={mk('sheet.marker')} tabIndex={0}>
      <p class="actions no-print">
        <button
          onClick={() =>
            marker === undefined ? go({ panel: 'markers', filter }) : visit({ type: 'marker', id: marker })
          }
        >
          ← {mk('sheet.back')}
        </button>
        <button class="primary" onClick={() => window.print()}>
          {mk('sheet.print')}
        </button>
      </p>
      {marker !== undefined && <MarkerSheet key={marker} id={Number(marker)} />}
      {line !== undefined && <ResultSheet key={line} line={line} />}
    </div>
  );
}

type Results = Result<'listMarkerResults'>;

function ResultSheet({ line }: { line: string }): VNode {
  const { answer, error, again } = useAnswer('listMarkerResults', { line });
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p aria-busy="true">…</p>;
  return <Results answer={answer} />;
}

function Results({ answer }: { answer: Results }): VNode {
  const { line, items, total } = answer;
  return (
    <article class="sheet wide-sheet" data-sheet="results">
      <h2>
        {line.name ?? line.code} {mk('sheet.results')}
      </h2>
      <p class="sheet-head">
        {[line.code, line.level && markerWord('level', line.level), line.sides.map(({ name }) => name).join(' / '),
          line.lengthKm !== null && `${mk('sheet.length')} ${number(line.lengthKm, 1)} km`, line.agreement && `${mk('sheet.agreement')} ${line.agreement}`, mk('sheet.count', { n: total })].filter(Boolean).join(' · ')}
      </p>
      {line.legal === false && <p>{mk('sheet.notLegal')}</p>}
      {items.length === 0 ? <p>{mk('sheet.none')}</p> : (
        <table>
          <thead>
            <tr>
              <Head>{mk('sheet.order')}</Head>
              <Head>{mk('sheet.number')}</Head>
              <Head>{mk('sheet.type')}</Head>
              <Head>{mk('sheet.x')}</Head>
              <Head>{mk('sheet.y')}</Head>
              <Head>{mk('sheet.height')}</Head>
              <Head>{mk('sheet.crs')}</Head>
              <Head>{mk('sheet.sides')}</Head>
              <Head>{mk('sheet.managing')}</Head>
            </tr>
          </thead>
          <tbody>
            {items.map((item, at) => (
              <tr key={item.id} data-marker={item.id}>
                <td class="figures">{at + 1}</td>
                <th scope="row">{item.number}</th>
                <td>{item.type && word('marker', item.type)}</td>
                <td class="figures">{item.x}</td>
                <td class="figures">{item.y}</td>
                <td class="figures">{item.height}</td>
                <td>{item.crsName}{item.zone && <small> {item.zone}</small>}{item.x !== null && item.transformStatus === 'untransformed' && <small> ({word('transform', 'untransformed')})</small>}</td>
                <td>{item.sides.map(({ name }) => name).join(' / ')}</td>
                <td>{item.managing?.name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="sheet-note">{mk('sheet.resultsNote')} {mk('sheet.made', { at: moment(new Date().toISOString()) })}</p>
    </article>
  );
} // prettier-ignore

const Head = ({ children }: { children: ComponentChildren }): VNode => <th scope="col">{children}</th>;
