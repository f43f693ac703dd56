import type { ComponentChildren, VNode } from 'preact';
import type { Result } from '../api.ts';
import { cv, cvWord, type CoverageWords } from '../i18n/coverage.ts';
import { word } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { visit } from '../state/record.ts';
import { Sample } from '../ui/names.tsx';

export type Evidence = Result<'getEvidence'>;

type Heading = 'h3' | 'h4' | 'h5';

/** The six lines, on the screen and in the report: 依据, 规则, 证据, 数据, 稳健性, 复核. @param heading of a line, below that of the card */
export function EvidenceLines({ card, heading = 'h3' }: { card: Evidence; heading?: Heading }): VNode {
  return (
    <ol class="six-lines">
      <Line id="basis" heading={heading}>
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
      <Line id="rule" heading={heading}>
        <p>{card.rule.duty}</p>
        {card.rule.reach && <p>{card.rule.reach}</p>}
        {card.rule.threshold && <p class="muted">{card.rule.threshold}</p>}
      </Line>
      <Line id="evidence" heading={heading}>
        <p>{card.evidence.text}</p>
        <Facilities card={card} />
        <Worst card={card} />
      </Line>
      <Line id="data" heading={heading}>
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
      <Line id="robustness" heading={heading}>
        <p>{card.robustness.text}</p>
      </Line>
      <Line id="review" heading={heading}>
        <p>{card.review.text}</p>
      </Line>
    </ol>
  );
} // prettier-ignore

const Line = ({
  id,
  heading: Title,
  children,
}: {
  id: string;
  heading: Heading;
  children: ComponentChildren;
}): VNode => (
  <li data-line={id}>
    <Title class="line-title">{cv(`line.${id}` as CoverageWords)}</Title>
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
      <p class="worst-title">{cv('worst')}</p>
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
