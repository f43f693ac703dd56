import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { cursor, inView, VIEW_LIMIT } from '../map/features.ts';
import { moveCursor, openCursor } from '../map/cursor.ts';
import { mapStatus } from '../map/flight.ts';
import { Sample } from '../ui/names.tsx';

/** What is in view, nearest first, as a listbox: every feature of the map can be picked from the keyboard. */
export function ViewPanel(): VNode {
  const all = inView.value;
  const list = all.slice(0, VIEW_LIMIT);
  useEffect(() => {
    document.getElementById(`view-${cursor.value}`)?.scrollIntoView({ block: 'nearest' });
  }, [cursor.value]);
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      moveCursor(step);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      openCursor();
    }
  };
  if (mapStatus.value === 'unavailable') return <p class="list-total">{t('map.unavailable')}</p>;
  return (
    <>
      <p class="list-total">
        {list.length === 0 ? t('view.none') : t('view.hint')}{' '}
        {all.length > list.length && t('view.first', { n: VIEW_LIMIT })}
      </p>
      <div
        class="list"
        role="listbox"
        tabIndex={0}
        aria-label={t('view.title')}
        aria-activedescendant={cursor.value >= 0 ? `view-${cursor.value}` : undefined}
        onKeyDown={keys}
        onFocus={() => {
          if (cursor.peek() < 0 && list.length) moveCursor(1);
        }}
      >
        {list.map((item, index) => (
          <div
            key={`${item.type}:${item.id}`}
            id={`view-${index}`}
            role="option"
            class="row"
            aria-selected={cursor.value === index}
            onClick={() => {
              cursor.value = index;
              openCursor();
            }}
          >
            <span class="row-text">
              <span class="row-name">{item.name}</span>
              <span class="row-detail">{item.detail}</span>
            </span>
            {item.sample && <Sample />}
          </div>
        ))}
      </div>
    </>
  );
}
