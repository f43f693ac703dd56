import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { HitType } from '../../server/api/search.ts';
import { call, isAbort } from '../api.ts';
import { t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { adjust, announce, go, select, state } from '../state/state.ts';
import { Hit, type SearchHit } from './search-hit.tsx';

const TYPES: HitType[] = ['division', 'place', 'boundary-line', 'marker', 'facility'];
const PAUSE_MS = 100;
const PAGE = 12;

const open = signal(false);
const active = signal(-1);
const type = signal<HitType | null>(null);
/** The list of places narrowed to what is called so, where the other filters and their counts are. */
function refine(q: string): void {
  open.value = false;
  go({ panel: 'places', record: null, places: { q: q.trim().slice(0, 60) } });
}

const answer = signal<{ q: string; items: SearchHit[]; total: number; next: string | null } | null>(null);
const failed = signal('');

let waiting = new AbortController();
let timer = 0;

function ask(q: string, next?: string): void {
  waiting.abort();
  clearTimeout(timer);
  const controller = (waiting = new AbortController());
  if (q.trim() === '') {
    answer.value = null;
    return;
  }
  timer = window.setTimeout(() => void read(q, next, controller.signal), next ? 0 : PAUSE_MS);
}

async function read(q: string, next: string | undefined, stop: AbortSignal): Promise<void> {
  try {
    const page = await call(
      'search',
      { q: q.trim(), limit: PAGE, ...(next && { next }), ...(type.value && { type: type.value }) },
      stop,
    );
    if (stop.aborted) return;
    const before = next ? (answer.peek()?.items ?? []) : [];
    answer.value = { q, items: [...before, ...page.items], total: page.total, next: page.next };
    active.value = next ? before.length : -1;
    failed.value = '';
    announce(t('search.count', { n: page.total }));
  } catch (error) {
    if (!isAbort(error)) failed.value = error instanceof Error ? error.message : String(error);
  }
}

/** The search box, after the ARIA combobox pattern: the focus stays in the box, the arrows move through the list. */
export function Search(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { q } = state.value;
  const found = answer.value;
  const count = found ? found.items.length + (found.next ? 1 : 0) : 0;
  const shown = open.value && q.trim() !== '';

  useEffect(() => {
    if (q) ask(q);
    const slash = (event: KeyboardEvent): void => {
      const { tagName } = event.target as HTMLElement;
      if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(tagName)) return;
      event.preventDefault();
      input.current?.focus();
    };
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) open.value = false;
    };
    addEventListener('keydown', slash);
    addEventListener('pointerdown', outside);
    return () => {
      removeEventListener('keydown', slash);
      removeEventListener('pointerdown', outside);
    };
  }, []);
  useEffect(() => {
    document.getElementById(`hit-${active.value}`)?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);

  const choose = (index: number): void => {
    const hit = found?.items[index];
    if (!hit) {
      if (found?.next) ask(found.q, found.next);
      return;
    }
    open.value = false;
    select({ type: hit.type, id: hit.id });
    fly({ point: hit.point, bbox: hit.bbox });
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.isComposing) return; // the arrows and Enter belong to the input method
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      open.value = true;
      if (count)
        active.value =
          (active.peek() +
            (event.key === 'ArrowDown' ? 1 : -1) +
            count +
            (active.peek() < 0 && event.key === 'ArrowUp' ? 1 : 0)) %
          count;
    } else if (event.key === 'Enter' && found && shown) {
      event.preventDefault();
      choose(Math.max(0, active.peek()));
    } else if (event.key === 'Escape') {
      if (open.peek()) open.value = false;
      else adjust({ q: '' });
      active.value = -1;
    }
  };

  return (
    <div class="search" ref={box} role="search">
      <div class="search-box">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="8.5" cy="8.5" r="5.5" />
          <path d="m12.700 12.700 4.600 4.600" />
        </svg>
        <input
          ref={input}
          id="search"
          type="text"
          enterkeyhint="search"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          aria-label={t('search.label')}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls="hits"
          aria-activedescendant={shown && active.value >= 0 ? `hit-${active.value}` : undefined}
          title={t('search.hint')}
          placeholder={t('search.placeholder')}
          value={q}
          onFocus={() => {
            open.value = true;
            if (q && answer.peek()?.q !== q) ask(q);
          }}
          onInput={(event) => {
            const text = event.currentTarget.value.slice(0, 100);
            open.value = true;
            adjust({ q: text });
            ask(text);
          }}
          onKeyDown={keys}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <div class="hits" hidden={!shown}>
        <div class="chips" role="group" aria-label={t('search.type')}>
          {[null, ...TYPES].map((item) => (
            <button
              key={item}
              aria-pressed={type.value === item}
              onClick={() => {
                type.value = item;
                ask(q);
                input.current?.focus();
              }}
            >
              {item ? t(`type.${item}`) : t('search.all')}
            </button>
          ))}
        </div>
        <p class="list-total">
          {failed.value
            ? t('app.failed', { why: failed.value })
            : !found
              ? t('app.loading')
              : found.total === 0
                ? t('search.none', { q: found.q })
                : t('search.count', { n: found.total })}
          {found && found.total > 0 && (type.value === null || type.value === 'place') && (
            <button class="text" data-do="refine" onClick={() => refine(found.q)}>
              {t('search.refine')}
            </button>
          )}
        </p>
        <div id="hits" role="listbox" aria-label={t('search.results')}>
          {found?.items.map((hit, index) => (
            <Hit
              key={`${hit.type}:${hit.id}`}
              hit={hit}
              id={`hit-${index}`}
              active={active.value === index}
              point={() => (active.value = index)}
              choose={() => choose(index)}
            />
          ))}
          {found?.next && (
            <div
              id={`hit-${found.items.length}`}
              role="option"
              class="more"
              aria-selected={active.value === found.items.length}
              onClick={() => choose(found.items.length)}
            >
              {t('search.more')}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
