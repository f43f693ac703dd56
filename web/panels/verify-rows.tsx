import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Verification, VerifiedName, VerifiedPlace } from '../../server/api/verify.ts';
import { call } from '../api.ts';
import { t } from '../i18n/t.ts';
import { vf } from '../i18n/verify.ts';
import { fly } from '../map/flight.ts';
import { lang, state } from '../state/state.ts';
import { failure, followList } from '../state/verify.ts';
import { verifyMark } from '../state/verify-mark.ts';
import { usePages } from '../ui/pages.ts';
import { useVirtual } from '../ui/virtual.ts';
import { VerifyDetail } from './verify-detail.tsx';
import { outcomeOf } from './verify-summary.tsx';

const ROW_PX = 54;
const PAGE = 200;
const NEAR_END = 40;

const show = (place: VerifiedPlace | null): void => {
  verifyMark.value = place?.point ?? null;
  if (place?.point) fly({ point: place.point, zoom: place.division === null ? 12 : 9 });
};

/** The rows as a listbox: arrow keys move, the chosen one is shown on the map and in full below. */
export function VerifyRows({ now }: { now: Verification }): VNode {
  const outcome = outcomeOf(state.value.filter);
  const { pages, more } = usePages(
    'listVerifiedRows',
    { id: now.id, limit: PAGE, ...(outcome && { outcome }) },
    now.finishedAt ?? '',
  );
  const { items, total, next, state: reading, error } = pages.value;
  const [at, setAt] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, height } = useVirtual(scroller, items.length, ROW_PX);
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next && reading === 'idle' && last > items.length - NEAR_END) more();
  }, [last, next, items.length, reading]);
  useEffect(() => {
    setAt(-1);
    scroller.current?.scrollTo({ top: 0 });
  }, [outcome, now.finishedAt]);
  useEffect(() => () => void (verifyMark.value = null), []);

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(items.length - 1, to));
    if (items.length === 0) return;
    setAt(index);
    show(items[index]!.place);
    const box = scroller.current!;
    const top = index * ROW_PX;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight;
  };
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (event.key === 'Escape') setAt(-1);
    if (step === undefined) return;
    event.preventDefault();
    move(at < 0 ? 0 : at + step);
  };
  const choose = async (row: VerifiedName, place: number | null): Promise<void> => {
    try {
      const changed = await call('chooseVerified', { id: now.id, n: row.n, body: { place } });
      pages.value = { ...pages.value, items: pages.value.items.map((one) => (one.n === row.n ? changed : one)) }; // prettier-ignore
      show(changed.place);
      followList(now.id); // the counts
    } catch (reason) {
      failure.value = reason;
    }
  };
  const row = at < 0 ? undefined : items[at];
  return (
    <>
      {total === 0 && <p class="list-total">{vf('rows.none')}</p>}
      {total === null && reading !== 'failed' && <p class="list-total">{t('app.loading')}</p>}
      {reading === 'failed' && (
        <p class="list-total" role="alert">
          {t('app.failed', { why: error })}{' '}
          <button class="text" onClick={more}>
            {t('app.retry')}
          </button>
        </p>
      )}
      <div
        class="verify-rows"
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={vf('rows.label', { n: total ?? 0 })}
        aria-activedescendant={row === undefined ? undefined : `verify-${row.n}`}
        onKeyDown={keys}
      >
        <div style={{ height: `${height}px` }} role="presentation">
          {rows.map(({ index, start }) => (
            <Row
              key={items[index]!.n}
              row={items[index]!}
              start={start}
              size={total ?? -1}
              index={index}
              chosen={index === at}
              click={() => move(index)}
            />
          ))}
        </div>
      </div>
      {row && (
        <VerifyDetail
          key={row.n}
          row={row}
          show={show}
          choose={(place) => void choose(row, place)}
          close={() => {
            setAt(-1);
            scroller.current?.focus();
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  row: VerifiedName;
  start: number;
  index: number;
  size: number;
  chosen: boolean;
  click: () => void;
}

function Row({ row, start, index, size, chosen, click }: RowProps): VNode {
  const reason = row.reason[lang.value];
  const where = row.place?.path.slice(1).map(({ name }) => name).join(''); // prettier-ignore
  return (
    <div
      id={`verify-${row.n}`}
      class="verify-row"
      role="option"
      aria-selected={chosen}
      aria-setsize={size}
      aria-posinset={index + 1}
      data-row={row.n}
      data-outcome={row.outcome}
      style={{ transform: `translateY(${start}px)` }}
      onClick={click}
    >
      <span class="n">{row.n}</span>
      <span class="row-text">
        <span class="verify-name">
          <b class={row.correction === null ? '' : 'given'}>{row.name || '—'}</b>
          {row.correction !== null && (
            <>
              <span aria-hidden="true"> → </span>
              <b class="right">{row.correction}</b>
            </>
          )}
          {row.division && <small> {row.division}</small>}
        </span>
        <span class="row-detail">{[reason, where].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="outcome" data-outcome={row.outcome}>
        {vf(`outcome.${row.outcome}`)}
        {row.chosen && ' ✓'}
      </span>
    </div>
  );
}
