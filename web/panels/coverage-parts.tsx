import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Indicator } from '../../server/api/coverage-policies.ts';
import { call } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent } from '../i18n/t.ts';
import { kinds } from '../state/startup.ts';
import { adjust, go, lang, state } from '../state/state.ts';
import { Spark, type YearShare } from '../ui/charts.tsx';

export const kindName = (id: string): string => {
  const kind = kinds.value.find((one) => one.id === id);
  return kind === undefined ? id : lang.value === 'zh' ? kind.name : kind.nameEn;
};

const leagues = signal<{ code: string; name: string }[]>([]);

export function useLeagues(): { code: string; name: string }[] {
  useEffect(() => {
    if (leagues.peek().length === 0)
      void call('listDivisions', { level: 'prefecture', limit: 100 }).then(({ items }) => (leagues.value = items.map(({ code, name }) => ({ code, name }))), () => undefined); // prettier-ignore
  }, []);
  return leagues.value;
}

/** The league that everything is narrowed to. */
export function LeagueChoice(): VNode {
  const known = useLeagues();
  const { division } = state.value;
  return (
    <label>
      <span>{cv('league')}</span>
      <select name="league" onChange={(event) => adjust({ division: event.currentTarget.value || null })}>
        <option value="">{cv('region')}</option>
        {division !== null && !known.some(({ code }) => code === division) && <option value={division} selected>{division}</option>}
        {known.map(({ code, name }) => (
          <option key={code} value={code} selected={code === division}>{name}</option>
        ))}
      </select>
    </label>
  );
} // prettier-ignore

export function TagChoice({ tags }: { tags: readonly string[] }): VNode | null {
  const { tag } = state.value;
  if (tags.length === 0 && tag === null) return null;
  return (
    <label>
      <span>{cv('tag')}</span>
      <select name="tag" onChange={(event) => adjust({ tag: event.currentTarget.value || null })}>
        <option value="">{cv('all')}</option>
        {[...new Set([...tags, ...(tag === null ? [] : [tag])])].map((id) => (
          <option key={id} value={id} selected={id === tag}>{id}</option>
        ))}
      </select>
    </label>
  );
} // prettier-ignore

/** At the ends of years and today; where more is unknown than known, the year is unknown and not a low share. */
export const progressOf = ({ history }: Indicator): YearShare[] =>
  history.map(({ on, denominator, reached, unknown }) => ({
    year: Number(on.slice(0, 4)) + (Number(on.slice(5, 7)) * 30 + Number(on.slice(8)) - 30) / 365,
    when: on,
    share: denominator === 0 || unknown * 2 > denominator ? null : reached / denominator,
  }));

export const targetOf = ({ target: { share, year } }: Indicator): YearShare | null => share === null || year === null ? null : { year: year + 1, when: String(year), share }; // prettier-ignore

/** Whether the year of the target had gone on the day of the report. */
const isOver = ({ target: { year }, history }: Indicator): boolean =>
  year !== null && (history.at(-1)?.on ?? '') > `${year}-12-31`;

/** How far the target that binds the whole is reached. It says nothing of a single unit. */
export function IndicatorLine({ indicator }: { indicator: Indicator }): VNode {
  const { title, region } = indicator;
  return (
    <div class="indicator" data-indicator={indicator.policy}>
      <Spark points={progressOf(indicator)} target={targetOf(indicator)} label={title} />
      <p>
        <b>{title}</b>{' '}
        <span class="figures">
          {number(region.reached)} / {number(region.denominator)} {region.share !== null && `(${percent(region.share)})`}
        </span>
        {region.unknown > 0 && <span class="muted"> {cv('indicator.unknown', { n: region.unknown })}</span>}
        <br />
        <TargetLine indicator={indicator} />
      </p>
    </div>
  );
} // prettier-ignore

/** The target in words, and whether it is met. */
export const TargetLine = ({ indicator }: { indicator: Indicator }): VNode => {
  const { target, met } = indicator;
  return (
    <small>
      {target.share === null ? cv('indicator.noTarget') : cv('indicator.target', { share: percent(target.share), year: target.year === null ? '' : String(target.year), scope: cv(`scope.${target.scope}`) })}{' '}
      {target.counts === 'facility' && `${cv('indicator.counts', { counts: cv('counts.facility') })} `}
      {isOver(indicator) && `${cv('indicator.over')} `}
      {met === null ? cv('indicator.cannotTell') : cv(met ? 'indicator.met' : 'indicator.notMet')}
    </small>
  );
}; // prettier-ignore

export const Back = ({ to, word }: { to: string | null; word: string }): VNode => (
  <button class="text" onClick={() => go({ filter: to })}>
    ← {word}
  </button>
);

/** What a run or a snapshot was made from: equal hashes, equal inputs. */
export const Hashes = ({
  inputs,
  code,
  open = false,
}: {
  inputs: Record<string, string>;
  code: string;
  open?: boolean;
}): VNode => (
  <details class="hashes" open={open}>
    <summary>{cv('inputs')}</summary>
    <dl class="fields">
      {Object.entries(inputs).map(([id, hash]) => (
        <div key={id}>
          <dt>{cvWord('input', id)}</dt>
          <dd>
            <code>{hash}</code>
          </dd>
        </div>
      ))}
      <div>
        <dt>{cv('program')}</dt>
        <dd>
          <code>{code}</code>
        </dd>
      </div>
    </dl>
  </details>
);

/** Whom a report is of. */
export type ReportLevel = 'region' | 'league' | 'banner';
export const levelOf = (code: string | null): ReportLevel =>
  code === null ? 'region' : code.endsWith('00') ? 'league' : 'banner';
