import '../assets/places.css';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Result } from '../api.ts';
import { pl, placeWord } from '../i18n/places.ts';
import { number, t, word } from '../i18n/t.ts';
import { chosenClass, placeQuery } from '../state/place-query.ts';
import { polygonOf, startDrawing } from '../state/drawing.ts';
import { bounds, mapStatus } from '../map/flight.ts';
import { may } from '../state/session.ts';
import { classes, edition, sources } from '../state/startup.ts';
import { adjust, announce, state } from '../state/state.ts';
import { PLACE_KEYS, type PlaceFilter } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';

type Facets = Result<'getPlaceFacets'>;
type Option = { value: string; places: number };

const set = (change: PlaceFilter): void => {
  const next = { ...state.peek().places, ...change };
  for (const name of Object.keys(next) as (keyof PlaceFilter)[]) if (!next[name]) delete next[name];
  adjust({ places: next });
};

const SELECTS = ['status', 'source', 'language', 'origin', 'sample', 'public', 'secrecy'] as const;
type SelectId = (typeof SELECTS)[number];

const labelOf = (id: SelectId, value: string): string =>
  id === 'status'
    ? word('place', value)
    : id === 'source'
      ? (sources.value.get(value)?.title ?? value)
      : id === 'secrecy'
        ? word('secrecy', value)
        : placeWord(id, value);

/** The filters of the gazetteer with the number of places of each value; all of it stands in the link. */
export function PlaceFilters(): VNode {
  const { places, division } = state.value;
  const body = polygonOf(places);
  const { bbox: _bbox, ...query } = placeQuery();
  const all = useAnswer('getPlaceFacets', body ? null : placeQuery());
  const inside = useAnswer('getFacetsWithin', body ? { ...query, body } : null);
  const { answer: facets, error, again } = body ? inside : all;
  useEffect(() => {
    if (edition.value > 0) again();
  }, [edition.value]);
  return (
    <div class="place-filters">
      <Chips division={division} />
      <details>
        <summary>{pl('filter.title')}</summary>
        <div class="facets">
          {!facets && error === null && <p class="muted">{pl('filter.counting')}</p>}
          {error !== null && (
            <p class="muted" role="alert">
              {t('app.failed', { why: error instanceof Error ? error.message : '' })}{' '}
              <button class="text" onClick={again}>
                {t('app.retry')}
              </button>
            </p>
          )}
          {facets && <ClassBranch facets={facets} />}
          {facets && <DivisionBranch facets={facets} />}
          <div class="facet-grid">
            <label>
              <span>{pl('facet.q')}</span>
              <input
                type="search"
                name="place-q"
                maxLength={60}
                placeholder={pl('facet.q.hint')}
                value={places.q ?? ''}
                onChange={(event) => set({ q: event.currentTarget.value.trim() })}
              />
            </label>
            {facets && SELECTS.map((id) => <Select key={id} id={id} facets={facets} />)}
            <label>
              <span>{pl('facet.at')}</span>
              <input
                type="date"
                name="place-at"
                value={places.at ?? ''}
                onChange={(event) => set({ at: event.currentTarget.value })}
              />
            </label>
          </div>
          {mapStatus.value === 'on' && (
            <p class="actions">
              <button
                data-do="box"
                onClick={() => set({ bbox: bounds.peek()?.map((edge) => edge.toFixed(4)).join(',') ?? '', polygon: '' })} // prettier-ignore
              >
                {pl('do.view')}
              </button>
              <button data-do="draw" onClick={() => startDrawing('places')}>
                {pl('do.draw')}
              </button>
            </p>
          )}
        </div>
      </details>
      {mapStatus.value === 'on' && !places.polygon && Object.keys(placeQuery()).length > 0 && (
        <button
          data-do="found"
          aria-pressed={state.value.found}
          onClick={() => adjust({ found: !state.peek().found })}
        >
          {pl('do.found')}
        </button>
      )}
    </div>
  );
}

/** What is chosen, each with a way to undo it. */
function Chips({ division }: { division: string | null }): VNode | null {
  const { places, filter } = state.value;
  const classCode = chosenClass(filter);
  const { answer: found } = useAnswer('getDivision', division ? { code: division } : null);
  const names = Object.keys(PLACE_KEYS) as (keyof PlaceFilter)[];
  const chips: { id: string; text: string; undo: () => void }[] = [
    ...(division ? [{ id: 'division', text: `${t('list.within')} ${found?.name ?? division}`, undo: () => adjust({ division: null }) }] : []), // prettier-ignore
    ...(classCode ? [{ id: 'class', text: className(classCode), undo: () => adjust({ filter: null }) }] : []),
    ...names.flatMap((name) => {
      const value = places[name];
      if (value === undefined) return [];
      const text = name === 'bbox' || name === 'polygon' ? pl(`facet.${name}`) : name === 'q' || name === 'at' ? `${pl(`facet.${name}`)} ${value}` : labelOf(name, value); // prettier-ignore
      return [{ id: name, text, undo: () => set({ [name]: '' }) }];
    }),
  ];
  if (chips.length === 0) return null;
  return (
    <div class="chosen">
      {chips.map(({ id, text, undo }) => (
        <span class="chip" key={id} data-chip={id}>
          {text}
          <button aria-label={pl('filter.remove', { what: text })} onClick={undo}>
            ×
          </button>
        </span>
      ))}
      <button
        class="text"
        data-do="clear"
        onClick={() => {
          adjust({ division: null, filter: null, places: {}, found: false });
          announce(pl('filter.clear'));
        }}
      >
        {pl('filter.clear')}
      </button>
    </div>
  );
}

const className = (code: string): string => classes.value.find((item) => item.code === code)?.name ?? code;

type BranchProps = { facets: Facets };

function ClassBranch({ facets }: BranchProps): VNode {
  const chosen = chosenClass(state.value.filter);
  const above = chosen ? (classes.value.find((item) => item.code === chosen)?.parentCode ?? null) : null;
  return (
    <Branch
      title={pl('facet.class')}
      items={facets.class.items}

      up={chosen ? { name: above ? className(above) : pl('filter.whole'), go: () => adjust({ filter: above }) } : null} // prettier-ignore
      choose={(code) => adjust({ filter: code })}
    />
  );
}

function DivisionBranch({ facets }: BranchProps): VNode {
  const { division } = state.value;
  const { answer } = useAnswer('getDivision', division ? { code: division } : null);
  const above = answer?.path.at(-1);
  const isTop = !above || above.code.endsWith('0000');
  return (
    <Branch
      title={pl('facet.division')}
      items={facets.division.items}

      up={division ? { name: isTop ? pl('filter.region') : above.name, go: () => adjust({ division: isTop ? null : above.code }) } : null} // prettier-ignore
      choose={(code) => adjust({ division: code })}
    />
  );
}

/** One level of a tree: the way up, and what is below. */
function Branch({
  title,
  items,
  up,
  choose,
}: {
  title: string;
  items: Facets['class']['items'];
  up: { name: string; go: () => void } | null;
  choose: (code: string) => void;
}): VNode {
  return (
    <fieldset class="branch">
      <legend>{title}</legend>
      {up && (
        <button class="text" onClick={up.go}>
          ↑ {pl('filter.up', { name: up.name })}
        </button>
      )}
      <ul class="plain">
        {items.map(({ code, name, places }) => (
          <li key={code ?? ''}>
            {code === null ? (
              <span class="own">
                {pl('filter.own')} <small class="figures">{number(places)}</small>
              </span>
            ) : (
              <button data-facet={code} onClick={() => choose(code)}>
                {name} <small class="figures">{number(places)}</small>
              </button>
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Select({ id, facets }: { id: SelectId } & BranchProps): VNode | null {
  const chosen = state.value.places[id];
  const found: Option[] = facets[id];
  const options = chosen !== undefined && !found.some(({ value }) => value === chosen) ? [...found, { value: chosen, places: 0 }] : found; // prettier-ignore
  if ((id === 'public' || id === 'secrecy') && !may('read.staff')) return null;
  if (options.length === 0 || (options.length === 1 && chosen === undefined && id !== 'language'))
    return null;
  return (
    <label>
      <span>{pl(`facet.${id}`)}</span>
      <select
        name={`place-${id}`}
        value={chosen ?? ''}
        onChange={(event) => set({ [id]: event.currentTarget.value })}
      >
        <option value="">{pl('filter.all')}</option>
        {options.map(({ value, places }) => (
          <option key={value} value={value} selected={value === chosen}>
            {labelOf(id, value)}
            {` ${number(places)}`}
          </option>
        ))}
      </select>
    </label>
  );
}
