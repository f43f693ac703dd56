import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { fly, mapStatus } from '../map/flight.ts';
import { bboxOf, failure, loaded, pointOf, reread, type Loaded } from '../state/record.ts';
import { may } from '../state/session.ts';
import { announce, go, record, state } from '../state/state.ts';
import { lazy } from '../ui/lazy.tsx';
import { NotPublic } from '../ui/hidden.tsx';
import { Sample } from '../ui/names.tsx';
import { BoundaryRecord, MeetingPointRecord } from './boundaries.tsx';
import { DivisionRecord } from './divisions.tsx';
import { EditActions } from './edit-actions.tsx';
import { FacilityRecord } from './facilities.tsx';
import { MarkerRecord } from './markers.tsx';
import { PlaceRecord } from './places.tsx';

export const titleOf = (found: Loaded): string =>
  found.type === 'marker' ? found.data.number : found.data.name;

/** The chosen record, over the list it was chosen from. */
export function RecordPanel(): VNode {
  const found = loaded.value;
  const title = useRef<HTMLHeadingElement>(null);
  const key = record.value!;
  const told = useRef('');
  useEffect(() => {
    const name = found ? `${found.type} ${titleOf(found)}` : '';
    if (name === told.current) return; // the same record as of another day
    told.current = name;
    if (!found) return;
    announce(`${t(`type.${found.type}`)} ${titleOf(found)}`);
    const active = document.activeElement;
    if (active?.closest('.walk')) return; // the arrows go on
    if (active === document.body || active?.closest('.panel')) title.current?.focus();
  }, [found]);
  return (
    <article
      class="record scroll"
      aria-labelledby="record-title"
      data-record={`${key.type}:${key.id}`}
      aria-busy={!found && !failure.value}
    >
      {state.value.walk !== null && <Walk />}
      <p class="record-bar">
        <button class="text" onClick={() => go({ record: null })}>
          ← {t('app.back')}
        </button>
        {found && mapStatus.value === 'on' && (bboxOf(found) ?? pointOf(found)) && (
          <button class="text" onClick={() => fly({ bbox: bboxOf(found), point: pointOf(found) })}>
            {t('link.zoom')}
          </button>
        )}
        {found && <WalkAction found={found} />}
        {found && <EditActions found={found} />}
      </p>
      {failure.value && (
        <p role="alert">
          {t('app.failed', { why: failure.value })}{' '}
          <button class="text" onClick={() => (reread.value += 1)}>
            {t('app.retry')}
          </button>
        </p>
      )}
      {!found && !failure.value && <p class="list-total">{t('app.loading')}</p>}
      {found && (
        <>
          <header>
            <span class="kind">{t(`type.${found.type}`)}</span>
            <h2 id="record-title" tabIndex={-1} ref={title}>
              {titleOf(found)}
            </h2>
            {!found.data.public && <NotPublic secrecy={found.data.secrecy} />}
            {found.data.sample && <Sample />}
          </header>
          {state.value.part !== null && isOfLines(found) ? <Part /> : <Body found={found} />}
          {may('read.staff') && state.value.part === null && <History key={`${key.type}:${key.id}`} />}
        </>
      )}
    </article>
  );
}

const Walk = lazy(async () => (await import('./line-walk.tsx')).LineWalk);
const Part = lazy(async () => (await import('./line-part.tsx')).LinePart);

const isOfLines = ({ type }: Loaded): boolean => type === 'boundary-line' || type === 'meeting-point';

/** 沿线行走, from a line or from one of its markers. */
function WalkAction({ found }: { found: Loaded }): VNode | null {
  const code = found.type === 'boundary-line' && found.data.level !== 'national' ? found.data.code : found.type === 'marker' ? found.data.line.code : null; // prettier-ignore
  if (code === null || !may('read.staff') || state.value.walk === code) return null;
  return (
    <button class="text" data-do="walk" onClick={() => go({ walk: code })}>
      {t('link.walk')}
    </button>
  );
}

function Body({ found }: { found: Loaded }): VNode {
  switch (found.type) {
    case 'division':
      return <DivisionRecord data={found.data} />;
    case 'place':
      return <PlaceRecord data={found.data} />;
    case 'boundary-line':
      return <BoundaryRecord data={found.data} />;
    case 'marker':
      return <MarkerRecord data={found.data} />;
    case 'facility':
      return <FacilityRecord data={found.data} />;
    case 'meeting-point':
      return <MeetingPointRecord data={found.data} />;
  }
}

const RecordHistory = lazy(async () => (await import('./record-history.tsx')).RecordHistory);

/** 变更历史: asked for when it is opened. */
function History(): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('history.title')}</summary>
      {open && <RecordHistory />}
    </details>
  );
}
