import type { Signal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { number, t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { select } from '../state/state.ts';
import type { RecordKey } from '../state/url.ts';
import { Total } from './total.tsx';
import { NotPublic } from './hidden.tsx';
import { Sample } from './names.tsx';
import type { Pages } from './pages.ts';
import { useVirtual } from './virtual.ts';

export interface Row extends RecordKey {
  name: string;
  detail: string;
  sample: boolean;
  hidden?: string | null; // 密级 of one that is not public
  icon?: ComponentChildren;
  point?: [number, number] | null;
  bbox?: number[] | null;
}

const ROW_PX = 52;

/** A list of records that reads its next page as the reader nears the end. */
export function RecordList<T>({
  pages,
  more,
  row,
  label,
}: {
  pages: Signal<Pages<T>>;
  more: () => void;
  row: (item: T) => Row;
  label: string;
}): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const { items, total, next } = pages.value;
  const { rows, height } = useVirtual(scroller, items.length, ROW_PX);
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next && last > items.length - 15) more();
  }, [last, next, items.length]);
  return (
    <>
      <Total pages={pages} more={more} none={t('app.none')} />
      <div class="list" ref={scroller} tabIndex={-1}>
        <ul aria-label={label} style={{ height: `${height}px` }}>
          {rows.map(({ index, start }) => {
            const { type, id, name, detail, sample, hidden, icon, point, bbox } = row(items[index]!);
            return (
              <li
                key={`${type}:${id}`}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={total ?? -1}
                aria-posinset={index + 1}
              >
                <button
                  class="row"
                  onClick={() => {
                    select({ type, id });
                    fly({ point: point ?? null, bbox: bbox ?? null });
                  }}
                >
                  {icon && <span class="row-icon">{icon}</span>}
                  <span class="row-text">
                    <span class="row-name">{name}</span>
                    <span class="row-detail">{detail}</span>
                  </span>
                  {hidden && <NotPublic secrecy={hidden} />}
                  {sample && <Sample />}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

export const pathText = (path: { name: string }[]): string =>
  path
    .slice(1)
    .map((step) => step.name)
    .join(' › ');
export const kilometres = (km: number): string => `${number(km, km < 100 ? 1 : 0)} km`;
