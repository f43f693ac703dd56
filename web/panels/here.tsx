import '../assets/places.css';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pl } from '../i18n/places.ts';
import { number, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { announce, go, select, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { NotPublic } from '../ui/hidden.tsx';
import { pathText } from '../ui/list.tsx';
import { Path, Sample } from '../ui/names.tsx';

const HOW_MANY = 10;

/** 这里是哪里: the divisions of a spot, its coordinates, and the places nearest to it. */
export function HerePanel(): VNode {
  const here = state.value.here!;
  const point = here.join(',');
  const where = useAnswer('locateDivision', { point });
  const near = useAnswer('listNearestPlaces', { point, limit: HOW_MANY });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [point]);
  const path = where.answer?.path;
  useEffect(() => {
    if (path) announce(path.map((step) => step.name).join(' ') || pl('here.far'));
  }, [path]);
  const failure = where.error ?? near.error;
  return (
    <article class="record scroll here" aria-labelledby="here-title">
      <p class="record-bar">
        <button class="text" data-do="close-here" onClick={() => go({ here: null })}>
          ← {pl('here.close')}
        </button>
        <button class="text" onClick={() => fly({ point: here })}>
          {t('link.zoom')}
        </button>
      </p>
      <header>
        <h2 id="here-title" tabIndex={-1} ref={title}>
          {pl('here.ask')}
        </h2>
      </header>
      {failure !== null && (
        <p role="alert">
          {t('app.failed', { why: failure instanceof Error ? failure.message : '' })}{' '}
          <button
            class="text"
            onClick={() => {
              where.again();
              near.again();
            }}
          >
            {t('app.retry')}
          </button>
        </p>
      )}
      {where.answer && <Where answer={where.answer} />}
      <Coordinates point={here} />
      <h3>{pl('here.nearest')}</h3>
      {!near.answer && failure === null && <p class="list-total">{t('app.loading')}</p>}
      {near.answer?.items.length === 0 && <p class="muted">{pl('here.none')}</p>}
      <ul class="plain nearest">
        {near.answer?.items.map((item) => (
          <li key={item.id}>
            <button
              class="row"
              data-near={item.id}
              onClick={() => select({ type: 'place', id: String(item.id) })}
            >
              <span class="row-text">
                <span class="row-name">{item.name}</span>
                <span class="row-detail">
                  {[away(item.metres), item.class.name ?? item.class.code, pathText(item.path)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              {!item.public && <NotPublic secrecy={item.secrecy} />}
              {item.sample && <Sample />}
            </button>
          </li>
        ))}
      </ul>
    </article>
  );
}

const away = (metres: number): string =>
  metres < 1000 ? pl('here.away', { n: number(metres) }) : pl('here.awayKm', { n: number(metres / 1000, 1) });

function Where({ answer }: { answer: { inside: boolean | null; path: { code: string; name: string }[]; outsideKm: number | null; note: string } }): VNode {
  const { inside, path, outsideKm, note } = answer;
  const isNear = outsideKm !== null && outsideKm <= 300;
  return (
    <>
      <p class="where" data-inside={String(inside)}>
        {inside === null ? pl('here.unknown') : inside ? <Path path={path} /> : isNear ? pl('here.outside', { km: number(outsideKm, outsideKm < 10 ? 1 : 0) }) : pl('here.far')}
      </p>
      {inside !== null && <p class="note">{note}</p>}
    </>
  );
} // prettier-ignore
