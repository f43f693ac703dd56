import type { Signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import type { Inspection } from '../../server/api/inspections.ts';
import { ins, insWord, type InspectionWords } from '../i18n/inspections.ts';
import { adjust, go } from '../state/state.ts';
import { Sample } from '../ui/names.tsx';
import type { Pages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';

/** What the lists are narrowed to, as it stands in `f=`: `list_r3_y2025_sfield_o`. */
export interface Narrowed {
  round?: number;
  year?: number;
  state?: string;
  kind?: string;
  only?: boolean; // overdue ones, or not closed ones
}

const forms: readonly [keyof Narrowed, RegExp][] = [
  ['round', /^r(\d{1,9})$/],
  ['year', /^y(\d{4})$/],
  ['state', /^s([a-z]+)$/],
  ['kind', /^k([a-z]+)$/],
  ['only', /^(o)$/],
];

export function readNarrowed(filter: string): Narrowed {
  const found: Record<string, unknown> = {};
  for (const part of filter.split('_').slice(1))
    for (const [name, form] of forms) {
      const text = form.exec(part)?.[1];
      if (text !== undefined) found[name] = name === 'only' ? true : /^\d/.test(text) ? Number(text) : text;
    }
  return found as Narrowed;
}

export const writeNarrowed = (list: string, { round, year, state, kind, only }: Narrowed): string =>
  [
    list,
    ...(round === undefined ? [] : [`r${round}`]),
    ...(year === undefined ? [] : [`y${year}`]),
    ...(state === undefined || state === '' ? [] : [`s${state}`]),
    ...(kind === undefined || kind === '' ? [] : [`k${kind}`]),
    ...(only === true ? ['o'] : []),
  ].join('_');

export const Back = ({ to }: { to: string | null }): VNode => (
  <p class="record-bar">
    <button class="text" onClick={() => go({ filter: to })}>
      ← {ins('back')}
    </button>
  </p>
);

/** A filter with all of its choices. */
export const Choice = ({ label, value, set, options, word }: { label: string; value: string; set: (value: string) => void; options: readonly string[]; word: (id: string) => string }): VNode => (
  <label>
    <span>{label}</span>
    <select value={value} onChange={(event) => set(event.currentTarget.value)}>
      <option value="">{ins('all')}</option>
      {options.map((id) => (
        <option key={id} value={id} selected={id === value}>
          {word(id)}
        </option>
      ))}
    </select>
  </label>
); // prettier-ignore

export const Tick = ({
  label,
  on,
  set,
}: {
  label: string;
  on: boolean;
  set: (on: boolean) => void;
}): VNode => (
  <label class="tick">
    <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} /> {label}
  </label>
);

export const roundName = (round: { level: string; number: number; yearFrom: number; yearTo: number }): string =>
  ins('round.name', { level: insWord('level', round.level), n: String(round.number), from: String(round.yearFrom), to: String(round.yearTo) }); // prettier-ignore

export const StateBadge = ({ one }: { one: Pick<Inspection, 'state' | 'overdue' | 'sample'> }): VNode => (
  <span>
    <span class={`badge inspection-${one.state}`}>{insWord('state', one.state)}</span>
    {one.overdue && <span class="badge late">{ins('overdue')}</span>}
    {one.sample && <Sample />}
  </span>
);

/** One inspection in a list. */
export const InspectionRow = ({ one }: { one: Inspection }): VNode => (
  <li>
    <button class="draft-row" data-inspection={one.id} onClick={() => go({ filter: `i-${one.id}` })}>
      <span class="row-text">
        <span class="row-name">
          {one.line.name} <span class="figures">{one.year}</span>
        </span>
        <span class="row-detail">
          {[one.round === null ? insWord('kind', one.kind) : roundName(one.round), ins('one.roles', { lead: one.lead.name, partner: one.partner.name })].join(' · ')}
        </span>
        <span class="row-detail">
          {ins('progress.markers')} {part(one.markers)} · {ins('progress.segments')} {part(one.segments)}
          {one.findings.total > 0 && ` · ${ins('progress.findings')} ${ins('progress.open', { n: one.findings.open, total: one.findings.total })}`}
        </span>
      </span>
      <StateBadge one={one} />
    </button>
  </li>
); // prettier-ignore

export const part = ({ checked, total, unknown }: { checked: number; total: number; unknown: number }): string =>
  total === 0 ? ins('progress.none') : `${ins('progress.of', { checked, total })}${unknown > 0 ? ` (${ins('progress.unknown', { n: unknown })})` : ''}`; // prettier-ignore

export const Section = ({ id, title, children }: { id: string; title: InspectionWords; children: ComponentChildren }): VNode => (
  <section aria-labelledby={`ins-${id}`} data-part={id}>
    <h3 id={`ins-${id}`}>{ins(title)}</h3>
    {children}
  </section>
); // prettier-ignore

/** A page on paper: what is on the screen besides is left out in print. */
export const Sheet = ({ back, note, children }: { back: string; note?: string; children: ComponentChildren }): VNode => (
  <>
    <div class="no-print">
      <Back to={back} />
      {note && (
        <p class="note" role="status">
          {note}
        </p>
      )}
      <p class="actions">
        <button class="primary" data-do="print" onClick={() => window.print()}>
          {ins('print')}
        </button>
      </p>
    </div>
    {children}
  </>
); // prettier-ignore

/** The division that a list is narrowed to, and the way out of it. */
export const Narrowing = ({ division }: { division: string | null }): VNode | null =>
  division === null ? null : (
    <p>
      {ins('filter.division', { code: division })}{' '}
      <button class="text" onClick={() => adjust({ division: null })}>
        {ins('filter.clear')}
      </button>
    </p>
  );

/** The rows of a list, how many there are, and the next page. */
export const Rows = <T,>({ listed: { pages, more }, none, row }: { listed: { pages: Signal<Pages<T>>; more: () => void }; none: string; row: (one: T) => VNode }): VNode => (
  <>
    <Total pages={pages} more={more} none={none} words={(n) => ins('total', { n })} />
    <ul class="plain">{pages.value.items.map(row)}</ul>
    <More pages={pages} more={more} label={ins('more')} retry />
  </>
); // prettier-ignore
