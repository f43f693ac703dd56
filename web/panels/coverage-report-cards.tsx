import type { VNode } from 'preact';
import { groupBy } from '../../server/coverage/shared/group-by.ts';
import { cv } from '../i18n/coverage.ts';
import { t } from '../i18n/t.ts';
import { EvidenceLines, type Evidence } from './coverage-evidence.tsx';

/** A card with its number in the report. */
export interface Numbered {
  n: number;
  card: Evidence;
}

/** The cards of one banner and of the townships in it, or of a league's own duties. */
interface Group {
  code: string;
  league: string;
  name: string;
  cards: Numbered[];
}

/** A report of many units: every gap with its six lines, by banner, and a table of contents before them. */
export function CardsAppendix({ cards }: { cards: readonly Numbered[] }): VNode | null {
  const groups = groupsOf(cards);
  if (groups.length === 0) return null;
  return (
    <section class="cards-appendix" data-part="cards" data-cards={cards.length}>
      <h2>{cv('report.cards')}</h2>
      <p class="muted">{cv('report.cardsHint', { n: cards.length, units: groups.length })}</p>
      <nav class="cards-contents" aria-label={cv('report.contents')}>
        {[...groupBy(groups, ({ league }) => league)].map(([league, of]) => (
          <section key={league}>
            <h3>{league}</h3>
            <ul>
              {of.map(({ code, name, cards: own }) => (
                <li key={code}>
                  <Jump to={`cards-${code}`}>{name}</Jump> <span class="figures">{span(own)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div class="cards-by-banner">
        {groups.map(({ code, league, name, cards: own }) => (
          <section key={code} id={`cards-${code}`} class="cards-of" data-cards-of={code}>
            <h3>
              {league === name ? name : `${league} › ${name}`} <small>{span(own)}</small>
            </h3>
            {own.map(({ n, card }) => (
              <section key={n} id={`card-${n}`} class="report-card" data-card={card.kind.id} data-of={card.unit.code}>
                <h4>
                  <b class="figures">{cv('report.cardNo', { n })}</b> {card.unit.code !== code && `${card.unit.name} · `}{card.kind.name} <Verdicts card={card} />
                </h4>
                <EvidenceLines card={card} heading="h5" />
              </section>
            ))}
          </section>
        ))}
      </div>
    </section>
  );
} // prettier-ignore

/** The report of one banner: its cards are the body of it. */
export const BannerCards = ({ cards, code }: { cards: readonly Evidence[]; code: string }): VNode => (
  <section data-cards={cards.length}>
    <h2>{cv('report.flags')}</h2>
    {cards.map((card) => (
      <section key={`${card.unit.code} ${card.kind.id}`} class="report-card" data-card={card.kind.id} data-of={card.unit.code}>
        <h3>
          {card.unit.code !== code && `${card.unit.name} · `}{card.kind.name} <Verdicts card={card} />
        </h3>
        <EvidenceLines card={card} heading="h4" />
      </section>
    ))}
  </section>
); // prettier-ignore

const Verdicts = ({ card: { unit, robustness } }: { card: Evidence }): VNode => (
  <>
    <span class={`duty ${unit.duty.result}`}>{t(`coverage.${unit.duty.result}`)}</span>
    {unit.reach?.gap === true && <span class="duty not_met">{t('coverage.reach')} {t('coverage.gap')}</span>}
    {unit.reach?.gap === null && <span class="duty unknown" data-unsure>{t('coverage.reach')} {t('coverage.unknown')}</span>}
    {robustness.borderline && <span class="duty on-edge">{cv('borderline')}</span>}
  </>
); // prettier-ignore

/** Inside the page on paper; on the screen the hash is the state of the page, so the jump is made by hand. */
export const Jump = ({ to, children }: { to: string; children: string }): VNode => (
  <a
    href={`#${to}`}
    onClick={(event) => {
      event.preventDefault();
      document.getElementById(to)?.scrollIntoView();
    }}
  >
    {children}
  </a>
);

const span = (cards: readonly Numbered[]): string =>
  cv('report.cardNo', { n: cards.length === 1 ? cards[0]!.n : `${cards[0]!.n}–${cards.at(-1)!.n}` });

function groupsOf(cards: readonly Numbered[]): Group[] {
  const byUnit = groupBy(cards, ({ card }) => card.unit.code.slice(0, 6));
  return [...byUnit].map(([code, own]) => {
    const names = own[0]!.card.unit.path.filter((one) => one.code.length === 6 && !one.code.endsWith('0000'));
    return { code, league: names[0]!.name, name: names.at(-1)!.name, cards: own };
  });
}
