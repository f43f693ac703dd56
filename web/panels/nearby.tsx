import '../assets/nearby.css';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, isAbort, type Result } from '../api.ts';
import { nb } from '../i18n/nearby.ts';
import { number, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { numbered } from '../state/numbered.ts';
import { kinds } from '../state/startup.ts';
import { adjust, announce, go, lang, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';

type Answer = Result<'listNearestFacilities'>;
type Hit = Result<'search'>['items'][number];

/** 就近可办: the nearest facilities of a kind from a place or from where the device is. For everybody, on a phone first. */
export function NearbyPanel(): VNode {
  const { kind, here, filter } = state.value;
  const [, type, id] = /^(place|division)-(\d{1,9})$/.exec(filter ?? '') ?? [];
  const start = here !== null ? { near: here.join(',') } : id === undefined ? null : { [type!]: id };
  const asked = kind === null || start === null ? null : { kind, ...start };
  const { answer, error, again } = useAnswer('listNearestFacilities', asked as never);
  const isShown = asked !== null && answer !== null;
  useEffect(() => {
    numbered.value = isShown ? { type: 'facility', items: answer.items, sample: answer.items.some(({ sample }) => sample), unit: null } : null;
    if (isShown) showAll(answer);
    return () => {
      numbered.value = null;
    };
  }, [answer, isShown]);
  return (
    <div class="nearby scroll" role="region" aria-label={nb('title')} tabIndex={0}>
      <header>
        <h2>{nb('title')}</h2>
        <button class="text" onClick={() => go({ panel: 'facilities', filter: null, here: null })}>
          {nb('whole')}
        </button>
      </header>
      <Kinds chosen={kind} />
      {kind !== null && <Where answer={isShown ? answer : null} />}
      {error !== null && <ProblemNote error={error} retry={again} />}
      {asked !== null && answer === null && error === null && <p class="list-total">{t('app.loading')}</p>}
      {isShown && <Found answer={answer} />}
    </div>
  );
} // prettier-ignore

function showAll({ from, items }: Answer): void {
  const points = [from.point, ...items.slice(0, 3).map(({ point }) => point)];
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  fly({ bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], point: from.point });
} // prettier-ignore

const Kinds = ({ chosen }: { chosen: string | null }): VNode => (
  <fieldset class="nearby-kinds">
    <legend>{nb('what')}</legend>
    {kinds.value
      .filter(({ facilities }) => facilities > 0)
      .map(({ id, name, nameEn }) => (
        <label key={id} class={id === chosen ? 'chosen' : undefined}>
          <input
            type="radio"
            name="kind"
            value={id}
            checked={id === chosen}
            onChange={() => adjust({ kind: id })}
          />
          {lang.value === 'zh' ? name : nameEn}
        </label>
      ))}
  </fieldset>
);

const POSITION_MS = 20_000;

/** The position of the device is asked for by the button alone; it goes no further than the question for the list. */
function Where({ answer }: { answer: Answer | null }): VNode {
  const [told, tell] = useState('');
  const locate = (): void => {
    tell(nb('locating'));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        tell('');
        go({ here: [Number(coords.longitude.toFixed(4)), Number(coords.latitude.toFixed(4))], filter: null });
      },
      ({ code }) => tell(nb(code === 1 ? 'refused' : 'noPosition')),
      { enableHighAccuracy: true, timeout: POSITION_MS, maximumAge: 60_000 },
    );
  };
  return (
    <section class="nearby-where">
      <h3>{nb('where')}</h3>
      <button class="primary" data-do="locate" onClick={locate} disabled={!('geolocation' in navigator)}>
        {nb('locate')}
      </button>
      <p class="muted">{nb('locateHint')}</p>
      {told && <p role="status">{told}</p>}
      <PlaceSearch />
      {answer && <p data-from>{nb('from', { place: (answer.from.place ?? answer.from.division)?.name ?? answer.from.point.map((value) => value.toFixed(4)).join(', ') })}</p>}
    </section>
  );
} // prettier-ignore

const PAUSE_MS = 150;

function PlaceSearch(): VNode {
  const [q, setQ] = useState('');
  const [answer, setAnswer] = useState<{ of: string; hits: readonly Hit[] | null; error: unknown } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (q === '') return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const of = (type: 'division' | 'place', limit: number) => call('search', { q, limit, type }, controller.signal);
      Promise.all([of('division', 4), of('place', 8)]).then(
        ([divisions, places]) => {
          const found = [...divisions.items, ...places.items];
          setAnswer({ of: q, hits: found, error: null });
          announce(nb('hits', { n: found.length }));
        },
        (error: unknown) => !isAbort(error) && setAnswer({ of: q, hits: null, error }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [q, turn]);
  const { hits, error } = answer?.of === q && q !== '' ? answer : { hits: null, error: null };
  return (
    <>
      <label class="question">
        <span>{nb('place')}</span>
        <input type="search" name="place" autocomplete="off" maxLength={60} value={q} onInput={(event) => setQ(event.currentTarget.value.trim())} />
      </label>
      <ProblemNote error={error} retry={() => setTurn(turn + 1)} />
      {hits?.length === 0 && <p class="muted" data-no-hits>{nb('noHits', { q })}</p>}
      {hits !== null && hits.length > 0 && (
        <ul class="plain nearby-hits" aria-label={nb('place')}>
          {hits.map(({ type, id, name, path }) => (
            <li key={`${type} ${id}`}>
              <button
                data-start={`${type}-${id}`}
                onClick={() => {
                  setQ('');
                  go({ filter: `${type}-${id}`, here: null });
                }}
              >
                {name} <small>{path.slice(1).map((step) => step.name).join(' › ')}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
} // prettier-ignore

const LOW = 0.7; // of the height of the window

function Found({ answer }: { answer: Answer }): VNode {
  const { items, notice } = answer;
  const top = useRef<HTMLElement>(null);
  useEffect(() => {
    if (top.current!.getBoundingClientRect().top > innerHeight * LOW) top.current!.scrollIntoView(); // on a phone it is below the questions
    announce(nb('found', { n: items.length }));
  }, [answer]);
  return (
    <section class="nearby-found" aria-label={nb('list')} ref={top}>
      <h3>{nb('list')}</h3>
      {notice && <p class="note" data-notice>{notice}</p>}
      {items.length === 0 && <p class="list-total">{nb('none')}</p>}
      <ol class="nearby-list">
        {items.map((one, index) => (
          <li key={one.id} data-facility={one.id}>
            <h3>
              <span class="number" aria-hidden="true">{index + 1}</span> {one.name} {one.sample && <Sample />}
            </h3>
            <p class="figures distance">
              {nb('km', { km: number(one.km, one.km < 10 ? 1 : 0) })} <small>{nb('roadKm', { km: number(one.roadKm, 0) })}</small>
            </p>
            <dl class="fields">
              <Line label={nb('address')} value={one.address ?? one.path.slice(1).map(({ name }) => name).join(' ')} />
              <div class="field">
                <dt>{nb('phone')}</dt>
                <dd>{one.phone === null ? <span class="muted">{t('app.unknown')}</span> : <a href={`tel:${one.phone.replace(/[^\d+-]/g, '')}`}>{one.phone}</a>}</dd>
              </div>
              <Line label={nb('hours')} value={one.hours} />
            </dl>
            {one.status === 'unknown' && <p class="note">{nb('statusUnknown')}</p>}
            <p class="actions">
              <button onClick={() => fly({ point: one.point, zoom: 13 })}>{nb('onMap')}</button>
            </p>
          </li>
        ))}
      </ol>
      <p class="muted">{nb('straight')}</p>
    </section>
  );
} // prettier-ignore

const Line = ({ label, value }: { label: string; value: string | null }): VNode => (
  <div class="field">
    <dt>{label}</dt>
    <dd>{value ?? <span class="muted">{t('app.unknown')}</span>}</dd>
  </div>
);
