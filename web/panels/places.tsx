import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { addressOf, type Result } from '../api.ts';
import { pl } from '../i18n/places.ts';
import { t, word } from '../i18n/t.ts';
import { polygonOf } from '../state/drawing.ts';
import { placeQuery } from '../state/place-query.ts';
import { visit } from '../state/record.ts';
import { state } from '../state/state.ts';
import { classes, edition, loadClasses, readiness } from '../state/startup.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { Field, Provenance } from '../ui/fields.tsx';
import { lazy } from '../ui/lazy.tsx';
import { pathText, RecordList } from '../ui/list.tsx';
import { Names, Path } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { AddAction } from './edit-actions.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Cite } from './place-cite.tsx';
import { PlaceNames } from './place-names.tsx';
import { PlaceTexts } from './place-texts.tsx';

/** The filters are read with the panel. */
const Filters = lazy(async () => (await import('./place-filters.tsx')).PlaceFilters);

export function PlacesPanel(): VNode {
  const { places } = state.value;
  const ready = readiness.value?.ready;
  useEffect(loadClasses, [ready, edition.value]);
  const { bbox: _bbox, ...query } = placeQuery();
  const body = polygonOf(places);
  const listed = usePages('listPlaces', body ? null : { ...placeQuery(), limit: 100 });
  const inside = usePages('listPlacesWithin', body ? { ...query, limit: 100, body } : null);
  const { pages, more } = body ? inside : listed;
  return (
    <>
      <Filters />
      <AddAction type="place" />
      {body === null && (
        <ExportMenu
          address={(f) => addressOf('exportPlaces', { ...placeQuery(), f })}
          total={pages.value.total}
        />
      )}
      <RecordList
        label={t('panel.places')}
        pages={pages}
        more={more}
        row={(item) => ({
          type: 'place',
          id: String(item.id),
          name: item.name,
          detail: [item.class.name ?? item.class.code, pathText(item.path)].filter(Boolean).join(' · '),
          sample: item.sample,
          hidden: item.public ? null : item.secrecy,
          point: item.point,
        })}
      />
    </>
  );
}

type Detail = Result<'getPlace'>;

export function PlaceRecord({ data }: { data: Detail }): VNode {
  const ready = readiness.value?.ready;
  useEffect(loadClasses, [ready, edition.value]);
  return (
    <>
      <Names roman={data.roman} mongolian={data.mongolian} />
      <PlaceNames data={data} />
      <dl class="fields">
        <Field label={t('field.class')}>
          {classPath(data.class.code).map((name) => (
            <span key={name}>{name} › </span>
          ))}
          {data.class.name} <span class="figures muted">{data.class.code}</span>
        </Field>
        <Field label={t('field.path')}>
          <Path path={data.path} />
        </Field>
        <Field label={t('field.status')}>{word('place', data.status)}</Field>
        <Field label={pl('record.validity')}>
          {(data.validFrom ?? data.validTo) && `${data.validFrom ?? '…'} – ${data.validTo ?? '…'}`}
        </Field>
        <Field label={t('field.placeCode')}>
          {data.placeCode && <span class="figures">{data.placeCode}</span>}
        </Field>
        <Field label={t('field.denotes')}>
          {data.denotes && (
            <button class="text" onClick={() => visit({ type: 'division', id: data.denotes! })}>
              {data.name} {data.denotes}
            </button>
          )}
        </Field>
      </dl>
      <PlaceTexts attributes={data.attributes} />
      <Coordinates point={data.point} position={data.position} />
      <Provenance {...data} />
      <Cite data={data} />
    </>
  );
}

/** Names of the classes above one, the widest first. */
function classPath(code: string): string[] {
  const path: string[] = [];
  let above = classes.value.find((item) => item.code === code)?.parentCode;
  while (above && path.length < 5) {
    const found = classes.value.find((item) => item.code === above);
    if (found) path.unshift(found.name);
    above = found?.parentCode;
  }
  return path;
}
