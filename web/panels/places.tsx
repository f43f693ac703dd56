import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { addressOf, type Result } from '../api.ts';
import { number, t, word } from '../i18n/t.ts';
import { visit } from '../state/record.ts';
import { state } from '../state/state.ts';
import { classes, loadClasses, readiness } from '../state/startup.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { Field, Provenance } from '../ui/fields.tsx';
import { Filters } from '../ui/filters.tsx';
import { pathText, RecordList } from '../ui/list.tsx';
import { Names, Path } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { AddAction } from './edit-actions.tsx';
import { ExportMenu } from './export-menu.tsx';

export function PlacesPanel(): VNode {
  const { division, filter } = state.value;
  const ready = readiness.value?.ready;
  useEffect(loadClasses, [ready]);
  const asked = {
    ...(division && { division }),
    ...(filter && /^\d{1,5}$/.test(filter) && { class: filter }),
  };
  const { pages, more } = usePages('listPlaces', { limit: 100, ...asked });
  return (
    <>
      <Filters
        label={t('field.class')}
        options={classes.value
          .filter((item) => item.places > 0)
          .map((item) => [item.code, `${item.name} ${number(item.places)}`])}
      />
      <AddAction type="place" />
      <ExportMenu address={(f) => addressOf('exportPlaces', { ...asked, f })} total={pages.value.total} />
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
          point: item.point,
        })}
      />
    </>
  );
}

export function PlaceRecord({ data }: { data: Result<'getPlace'> }): VNode {
  const others = data.names
    .filter(
      (name) =>
        name.kind !== 'standard' ||
        (name.text !== data.name && name.text !== data.roman && name.text !== data.mongolian),
    )
    .map(({ text, kind, reading, validFrom, validTo }) => ({
      text,
      kind,
      note: [reading, (validFrom ?? validTo) ? `${validFrom ?? ''}–${validTo ?? ''}` : null]
        .filter(Boolean)
        .join(' '),
    }));
  return (
    <>
      <Names roman={data.roman} mongolian={data.mongolian} others={others} />
      <dl class="fields">
        <Field label={t('field.class')}>
          {data.class.name} <span class="figures muted">{data.class.code}</span>
        </Field>
        <Field label={t('field.path')}>
          <Path path={data.path} />
        </Field>
        <Field label={t('field.status')}>{word('place', data.status)}</Field>
        <Field label={t('field.placeCode')}>{data.placeCode}</Field>
        <Field label={t('field.denotes')}>
          {data.denotes && (
            <button class="text" onClick={() => visit({ type: 'division', id: data.denotes! })}>
              {data.name} {data.denotes}
            </button>
          )}
        </Field>
      </dl>
      <Coordinates point={data.point} position={data.position} />
      <Provenance {...data} />
    </>
  );
}
