import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { addressOf, call, type Result } from '../api.ts';
import { ex } from '../i18n/exports.ts';
import { day, number, t, word } from '../i18n/t.ts';
import { fly, flyHome } from '../map/flight.ts';
import { visit } from '../state/record.ts';
import { edition } from '../state/startup.ts';
import { go, select } from '../state/state.ts';
import type { Panel } from '../state/url.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { Field, Provenance } from '../ui/fields.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Names, Path } from '../ui/names.tsx';

type Division = Result<'listDivisions'>['items'][number];
export const REGION_CODE = '150000';
const CHILD = { province: 'prefecture', prefecture: 'county', county: 'township', township: null } as const;

/** Children of a division by its code, read once; a failed one is asked for again when it is next opened. */
const children = signal<Record<string, Division[] | undefined>>({});
const opened = signal<ReadonlySet<string>>(new Set());
const asked = new Set<string>();
let inEdition = 0;

async function readChildren(code: string, level: keyof typeof CHILD): Promise<void> {
  const child = CHILD[level];
  if (!child || asked.has(code)) return;
  asked.add(code);
  try {
    const { items } = await call('listDivisions', { division: code, level: child, limit: 1000 });
    children.value = { ...children.peek(), [code]: items };
  } catch {
    asked.delete(code);
  }
}

function forget(): void {
  inEdition = edition.peek();
  children.value = {};
  opened.value = new Set();
  asked.clear();
}

/** Region, leagues, banners, townships as a tree: the way round the divisions that needs no map. */
export function DivisionsPanel(): VNode {
  useEffect(() => {
    if (edition.value !== inEdition) forget();
    void readChildren(REGION_CODE, 'province');
  }, [edition.value]);
  const list = children.value[REGION_CODE];
  return (
    <>
      <ExportMenu address={(f) => addressOf('exportDivisions', { f })} total={null}>
        <button
          data-do="handbook"
          onClick={() => go({ panel: 'handbook', filter: null, division: null, record: null })}
        >
          {ex('handbook.open')}
        </button>
      </ExportMenu>
      <nav class="tree scroll" aria-label={t('tree.title')}>
        <button
          class="row"
          onClick={() => {
            select({ type: 'division', id: REGION_CODE });
            flyHome();
          }}
        >
          <span class="row-text">
            <span class="row-name">{t('tree.region')}</span>
            <span class="row-detail">{REGION_CODE}</span>
          </span>
        </button>
        {list ? <Branch items={list} /> : <p class="list-total">{t('app.loading')}</p>}
      </nav>
    </>
  );
}

const Branch = ({ items }: { items: Division[] }): VNode => (
  <ul>
    {items.map((item) => (
      <li key={item.code}>
        <Twig item={item} />
      </li>
    ))}
  </ul>
);

function Twig({ item }: { item: Division }): VNode {
  const leaf = (
    <button
      class="row"
      onClick={() => {
        select({ type: 'division', id: item.code });
        fly({ bbox: item.bbox, point: item.point });
      }}
    >
      <span class="row-text">
        <span class="row-name">{item.name}</span>
        <span class="row-detail">
          {item.code}
          {item.roman && ` · ${item.roman}`}
        </span>
      </span>
    </button>
  );
  if (!CHILD[item.level]) return leaf;
  const open = opened.value.has(item.code);
  const list = children.value[item.code];
  const toggle = (): void => {
    const next = new Set(opened.peek());
    if (!next.delete(item.code)) next.add(item.code);
    opened.value = next;
    if (!open) void readChildren(item.code, item.level);
  };
  return (
    <>
      <div class="twig">
        <button
          class="twist"
          aria-expanded={open}
          aria-label={t('tree.open', { name: item.name })}
          onClick={toggle}
        />
        {leaf}
      </div>
      {open && (list ? <Branch items={list} /> : <p class="list-total">{t('app.loading')}</p>)}
    </>
  );
}

const CHILDREN = ['prefecture', 'county', 'township'] as const;

export function DivisionRecord({ data }: { data: Result<'getDivision'> }): VNode {
  const { children: inside } = data;
  const list =
    (panel: Panel): (() => void) =>
    () =>
      go({ panel, division: data.code, filter: null, record: null });
  return (
    <>
      <Names
        roman={data.roman}
        mongolian={data.mongolian}
        others={data.short.map((text) => ({ text, kind: 'short' }))}
      />
      <dl class="fields">
        <Field label={t('field.code')}>
          <span class="figures">{data.code}</span>
        </Field>
        <Field label={t('field.level')}>
          {word('level', data.level)}
          {data.kind && ` · ${data.kind}`}
        </Field>
        <Field label={t('field.path')}>{data.path.length > 0 && <Path path={data.path} />}</Field>
        <Field label={t('field.children')}>
          {CHILDREN.filter((level) => inside[level] > 0)
            .map((level) => `${word('level', level)} ${number(inside[level])}`)
            .join(', ')}
        </Field>
        <Field label={t('field.area')}>{data.areaKm2 !== null && `${number(data.areaKm2)} km²`}</Field>
        <Field label={t('field.valid')}>
          {(data.validFrom ?? data.validTo) &&
            `${data.validFrom ? day(data.validFrom) : '…'} – ${data.validTo ? day(data.validTo) : ''}`}
        </Field>
        <Field label={t('field.predecessors')}>
          {data.predecessors.length > 0 && <Changes list={data.predecessors} />}
        </Field>
        <Field label={t('field.successors')}>
          {data.successors.length > 0 && <Changes list={data.successors} />}
        </Field>
        <Field label={t('field.gazetteer')}>
          {data.placeId !== null && (
            <button class="text" onClick={() => visit({ type: 'place', id: String(data.placeId) })}>
              {data.name}
            </button>
          )}
        </Field>
      </dl>
      <p class="actions">
        {data.level !== 'township' && <button onClick={list('boundaries')}>{t('link.lines')}</button>}
        <button onClick={list('places')}>{t('link.places')}</button>
        <button onClick={list('facilities')}>{t('link.facilities')}</button>
      </p>
      {data.geometryNote && <p class="note">{data.geometryNote}</p>}
      <Coordinates point={data.point} position={data.pointPosition} />
      <Provenance {...data} />
    </>
  );
}

const Changes = ({
  list,
}: {
  list: { code: string; name: string; at: string | null; change: string }[];
}): VNode => (
  <ul class="plain">
    {list.map((item) => (
      <li key={`${item.code}${item.at}`}>
        <button class="text" onClick={() => visit({ type: 'division', id: item.code })}>
          {item.name} {item.code}
        </button>{' '}
        <small>{[word('change', item.change), item.at && day(item.at)].filter(Boolean).join(' · ')}</small>
      </li>
    ))}
  </ul>
);
