import type { ComponentChildren, VNode } from 'preact';
import type { Result } from '../api.ts';
import { cv, cvWord, type CoverageWords } from '../i18n/coverage.ts';
import { word } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { visit } from '../state/record.ts';
import { Sample } from '../ui/names.tsx';

export type Evidence = Result<'getEvidence'>;

/** The six lines, on the screen and in the report: 依据, 规则, 证据, 数据, 稳健性, 复核. */
export function EvidenceLines({ card }: { card: Evidence }): VNode {
  return (
    <ol class="six-lines">
      <Line id="basis">
        <p>{card.basis.text}</p>
        <ul class="plain">
          {card.basis.citations.map(({ title, article, text, validFrom, url }) => (
            <li key={`${title}${article ?? ''}`} data-citation-of={title}>
              {url === null ? title : <a href={url} rel="noreferrer">{title}</a>} {article}{' '}
              {validFrom !== null && <small>{cv('inForceFrom', { day: validFrom })}</small>}
              <br />
              <span class="muted">{text}</span>
            </li>
          ))}
        </ul>
      </Line>
      <Line id="rule">
        <p>{card.rule.duty}</p>
        {card.rule.reach && <p>{card.rule.reach}</p>}
        {card.rule.threshold && <p class="muted">{card.rule.threshold}</p>}
      </Line>
      <Line id="evidence">
        <p>{card.evidence.text}</p>
        <Facilities card={card} />
        <Worst card={card} />
      </Line>
      <Line id="data">
        <p>{card.data.text}</p>
        <ul class="plain">
          {card.data.sources.map(({ id, title, records, licence, sample }) => (
            <li key={id}>
              {title} <span class="figures">{cv('records', { n: records })}</span>{' '}
              {licence && <small>{licence}</small>} {sample && <Sample />}
            </li>
          ))}
        </ul>
      </Line>
      <Line id="robustness">
        <p>{card.robustness.text}</p>
      </Line>
      <Line id="review">
        <p>{card.review.text}</p>
      </Line>
    </ol>
  );
} // prettier-ignore

const Line = ({ id, children }: { id: string; children: ComponentChildren }): VNode => (
  <li data-line={id}>
    <h3>{cv(`line.${id}` as CoverageWords)}</h3>
    <div>{children}</div>
  </li>
);

function Facilities({ card: { evidence } }: { card: Evidence }): VNode {
  const { facilities, nearest } = evidence;
  return (
    <ul class="plain">
      {facilities.map(({ id, name, status, how }) => (
        <li key={id}>
          <button class="text" onClick={() => visit({ type: 'facility', id: String(id) })}>
            {name}
          </button>{' '}
          <small>{[cvWord('how', how), word('facility', status)].join(' · ')}</small>
        </li>
      ))}
      {nearest && (
        <li data-nearest={nearest.id}>
          {cv('nearest')}{' '}
          <button class="text" onClick={() => visit({ type: 'facility', id: String(nearest.id) })}>
            {nearest.name}
          </button>{' '}
          <small>{[nearest.text, nearest.division?.name].filter(Boolean).join(' · ')}</small>
        </li>
      )}
    </ul>
  );
}

function Worst({ card: { evidence } }: { card: Evidence }): VNode | null {
  const { worst } = evidence;
  if (worst.length === 0) return null;
  return (
    <>
      <h4>{cv('worst')}</h4>
      <ol class="worst">
        {worst.map(({ id, name, path, point, text, facility }) => (
          <li key={id} data-worst={id}>
            <button class="text" onClick={() => visit({ type: 'place', id: String(id) })}>
              {name}
            </button>{' '}
            <small>
              {path.at(-1)?.name} · {text} → {facility.name}
            </small>{' '}
            <button class="text no-print" aria-label={cv('worst.show', { name })} onClick={() => fly({ point, zoom: 9 })}>
              {cv('show')}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
} // prettier-ignore
