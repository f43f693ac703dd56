import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { BodyInput } from '../../server/api/endpoint.ts';
import type { checkName } from '../../server/api/naming.ts';
import { call, isAbort, type Result } from '../api.ts';
import { nm } from '../i18n/naming.ts';
import { classes, loadClasses } from '../state/startup.ts';
import { lang, state } from '../state/state.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { NameResult, NameRules } from './name-result.tsx';

type Draft = BodyInput<typeof checkName>;
type Divisions = Result<'listDivisions'>['items'];

const draft = signal<Draft>({ name: '' });
const result = signal<Result<'checkName'> | null>(null);
const failure = signal<unknown>(null);
const busy = signal(false);
const leagues = signal<Divisions>([]);
const counties = signal<Divisions>([]);
const townships = signal<Divisions>([]);
const PAUSE_MS = 250; // of typing

const set = (change: Partial<Draft>): void => {
  const next = { ...draft.value, ...change };
  draft.value = Object.fromEntries(Object.entries(next).filter(([key, value]) => key === 'name' || (value !== '' && value !== undefined))) as Draft; // prettier-ignore
};

/** Asked at every pause; an answer that is overtaken is thrown away. */
function useCheck(): void {
  const asked = JSON.stringify(draft.value);
  useEffect(() => {
    if (draft.value.name.trim() === '') {
      result.value = null;
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      busy.value = true;
      call('checkName', { body: draft.value }, controller.signal).then(
        (answer) => {
          result.value = answer;
          failure.value = null;
          busy.value = false;
        },
        (error: unknown) => {
          if (isAbort(error)) return;
          failure.value = error;
          busy.value = false;
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked]);
}

const under = async (division: string, level: 'prefecture' | 'county' | 'township'): Promise<Divisions> =>
  (await call('listDivisions', { division, level, limit: 1000 })).items;

export function NameCheckForm(): VNode {
  useCheck();
  useEffect(() => {
    loadClasses();
    if (leagues.value.length === 0) void under('150000', 'prefecture').then((items) => (leagues.value = items), () => undefined); // prettier-ignore
  }, []);
  return (
    <div class="scroll naming" role="region" aria-label={nm('tab.check')} tabIndex={0}>
      <p class="muted">{nm('check.intro')}</p>
      <form class="name-form" onSubmit={(event) => event.preventDefault()}>
        <Text field="name" label={nm('check.name')} wide />
        <ClassField />
        <DivisionFields />
        <details>
          <summary>{nm('check.more')}</summary>
          <MoreFields />
        </details>
      </form>
      <ProblemNote error={failure.value} />
      {result.value === null ? (
        <p class="list-total">{busy.value ? nm('check.busy') : nm('check.waiting')}</p>
      ) : (
        <NameResult result={result.value} busy={busy.value} use={(roman) => set({ roman })} />
      )}
      <NameRules />
    </div>
  );
}

type TextField = 'name' | 'roman' | 'reading' | 'mongolian' | 'meaning' | 'reason';
const Text = ({ field, label, wide }: { field: TextField; label: string; wide?: boolean }): VNode => (
  <label class={wide === true ? 'whole' : undefined}>
    <span>{label}</span>
    <input
      name={`naming-${field}`}
      value={draft.value[field] ?? ''}
      maxLength={200}
      autocomplete="off"
      onInput={(event) => set({ [field]: event.currentTarget.value })}
    />
  </label>
);

function ClassField(): VNode {
  const title = (item: Result<'listPlaceClasses'>['items'][number]): string => (lang.value === 'zh' ? item.name : (item.nameEn ?? item.name)); // prettier-ignore
  return (
    <label>
      <span>{nm('check.class')}</span>
      <select name="naming-class" value={draft.value.class ?? ''} onChange={(event) => set({ class: event.currentTarget.value })}>
        <option value="">{nm('check.classNone')}</option>
        {classes.value.map((item) => (
          <option key={item.code} value={item.code}>
            {item.code} {title(item)}
          </option>
        ))}
      </select>
    </label>
  ); // prettier-ignore
}

const league = signal('');
const county = signal('');

function DivisionFields(): VNode {
  const choose = (label: string, name: string, value: string, items: Divisions, change: (code: string) => void): VNode => (
    <label>
      <span>{label}</span>
      <select name={name} value={value} disabled={items.length === 0} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{nm('check.whole')}</option>
        {items.map(({ code, name: title }) => (
          <option key={code} value={code}>{title}</option>
        ))}
      </select>
    </label>
  ); // prettier-ignore
  const division = draft.value.division ?? '';
  return (
    <>
      {choose(nm('check.league'), 'naming-league', league.value, leagues.value, (code) => {
        league.value = code;
        county.value = '';
        counties.value = [];
        townships.value = [];
        set({ division: code });
        if (code !== '') void under(code, 'county').then((items) => (counties.value = items), () => undefined); // prettier-ignore
      })}
      {choose(nm('check.county'), 'naming-county', county.value, counties.value, (code) => {
        county.value = code;
        townships.value = [];
        set({ division: code || league.value });
        if (code !== '') void under(code, 'township').then((items) => (townships.value = items), () => undefined); // prettier-ignore
      })}
      {choose(nm('check.township'), 'naming-township', division.length === 9 ? division : '', townships.value, (code) => set({ division: code || county.value }))}
    </>
  ); // prettier-ignore
}

const ORIGINS = ['', 'han', 'mongolian', 'other'] as const;

function MoreFields(): VNode {
  const { point, famous, significant, mode, origin } = draft.value;
  const box = (label: string, checked: boolean, change: (on: boolean) => void): VNode => (
    <label class="accept whole">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      {label}
    </label>
  ); // prettier-ignore
  return (
    <div class="name-form">
      <label>
        <span>{nm('check.origin')}</span>
        <select
          value={origin ?? ''}
          onChange={
            (event) =>
            set({ origin: ORIGINS.find((one) => one !== '' && one === event.currentTarget.value) || undefined }) // prettier-ignore
          }
        >
          {ORIGINS.map((one) => (
            <option key={one} value={one}>
              {nm(`check.origin.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <Text field="roman" label={nm('check.roman')} />
      <Text field="reading" label={nm('check.reading')} />
      <Text field="mongolian" label={nm('check.mongolian')} />
      <Text field="meaning" label={nm('check.meaning')} />
      <Text field="reason" label={nm('check.reason')} />
      <p class="whole">
        {nm('check.point')} {point ? `${point[0].toFixed(5)}, ${point[1].toFixed(5)}` : nm('check.pointNone')}{' '}
        <button
          type="button"
          class="text"
          disabled={state.value.view === null}
          onClick={() => {
            const { view } = state.peek();
            if (view !== null) set({ point: [view.lon, view.lat] });
          }}
        >
          {nm('check.pointSet')}
        </button>{' '}
        {point && (
          <button type="button" class="text" onClick={() => set({ point: undefined })}>
            {nm('check.pointClear')}
          </button>
        )}
      </p>
      {box(nm('check.famous'), famous === true, (on) => set({ famous: on }))}
      {box(nm('check.significant'), significant === true, (on) => set({ significant: on }))}
      {box(nm('check.existing'), mode === 'existing', (on) => set({ mode: on ? 'existing' : 'new' }))}
    </div>
  );
}
