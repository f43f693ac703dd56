import type { VNode } from 'preact';
import { bs } from '../i18n/boundary-status.ts';
import { number } from '../i18n/t.ts';
import type { Board } from '../state/boundary-board.ts';

export const RESULTS = ['converted', 'vectorised', 'smart'] as const;
export type Result = (typeof RESULTS)[number];
type Results = Board['target']['lines'];

/** 专栏4.5 as bars: done, not done, unknown (hatched); the numbers stand beside each bar. */
export function Target({ board }: { board: Board }): VNode {
  return (
    <section aria-labelledby="boundary-target">
      <h3 id="boundary-target">{bs('target')}</h3>
      <p class="muted">{bs('target.hint')}</p>
      <div class="target-bars">
        {(['lines', 'markers'] as const).map((of) => (
          <ul key={of} class="plain" aria-label={bs(`target.${of}`)}>
            {RESULTS.map((what) => (
              <li key={what} data-target={`${of}-${what}`}>
                <span>
                  {bs(`target.${of}`)} {bs(what)}
                </span>
                <Bar of={of} what={what} results={board.target[of]} />
                <span class="figures">
                  {bs('target.short', { yes: board.target[of][what].yes, total: board.target[of].total })}
                  {board.target[of][what].unknown > 0 && (
                    <small>{bs('target.unknown', { n: board.target[of][what].unknown })}</small>
                  )}
                </span>
              </li>
            ))}
          </ul>
        ))}
      </div>
      <ul class="plain bar-key">
        {(['done', 'undone', 'unknown'] as const).map((one) => (
          <li key={one}>
            <span class={`swatch ${one}`} />
            {bs(one)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Bar({ of, what, results }: { of: 'lines' | 'markers'; what: Result; results: Results }): VNode {
  const { total } = results;
  const { yes, no, unknown } = results[what];
  const part = (n: number): number => (total === 0 ? 0 : (n / total) * 100);
  const text = bs('target.text', { of: bs(`target.${of}`), what: bs(what), yes: number(yes), no: number(no), unknown: number(unknown), total: number(total) });
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={text}>
      <title>{text}</title>
      <defs>
        <pattern id="bar-hatch" width="2" height="10" patternUnits="userSpaceOnUse">
          <rect class="bar-unknown" width="2" height="10" />
          <rect class="bar-line" width="0.5" height="10" />
        </pattern>
      </defs>
      <rect class="bar-ground" width="100" height="10" />
      <rect class="bar-unknown-part" fill="url(#bar-hatch)" x={part(yes + no)} width={part(unknown)} height="10" />
      <rect class="bar-undone" x={part(yes)} width={part(no)} height="10" />
      <rect class="bar-done" width={part(yes)} height="10" />
    </svg>
  );
} // prettier-ignore
