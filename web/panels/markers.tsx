import type { VNode } from 'preact';
import { addressOf, type Result } from '../api.ts';
import { day, number, t, word } from '../i18n/t.ts';
import { CONDITIONS } from '../map/palette.ts';
import { fly } from '../map/flight.ts';
import { visit } from '../state/record.ts';
import { may } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { Field, Provenance } from '../ui/fields.tsx';
import { Filters } from '../ui/filters.tsx';
import { lazy } from '../ui/lazy.tsx';
import { RecordList } from '../ui/list.tsx';
import { Path } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { Sign } from '../ui/sign.tsx';
import { ExportMenu } from './export-menu.tsx';

export function MarkersPanel(): VNode {
  const { division, filter } = state.value;
  const line = filter?.startsWith('line-') ? filter.slice(5) : null;
  const condition = CONDITIONS.find((item) => item === filter);
  const asked = { ...(division && { division }), ...(line && { line }), ...(condition && { condition }) };
  const { pages, more } = usePages('listMarkers', { limit: 100, ...asked });
  const options = CONDITIONS.map((item): [string, string] => [item, word('condition', item)]);
  return (
    <>
      <Filters
        label={t('field.condition')}
        options={line ? [[filter!, `${t('field.line')} ${line}`], ...options] : options}
      />
      <ExportMenu address={(f) => addressOf('exportMarkers', { ...asked, f })} total={pages.value.total}>
        {may('marker.add') && (
          <button data-do="new-marker" onClick={() => go({ record: null, form: 'marker' })}>
            {t('edit.newMarker')}
          </button>
        )}
        {line !== null && (
          <button data-do="results" onClick={() => go({ panel: 'sheets', record: null })}>
            {t('link.results')}
          </button>
        )}
      </ExportMenu>
      <RecordList
        label={t('panel.markers')}
        pages={pages}
        more={more}
        row={(item) => ({
          type: 'marker',
          id: String(item.id),
          name: item.number,
          detail: [
            item.line.name ?? item.line.code,
            word('condition', item.condition),
            item.type && word('marker', item.type),
          ]
            .filter(Boolean)
            .join(' · '),
          sample: item.sample,
          hidden: item.public ? null : item.secrecy,
          icon: <Sign id={`marker|${item.condition}`} />,
          point: item.point,
        })}
      />
    </>
  );
}

export function MarkerRecord({ data }: { data: Result<'getMarker'> }): VNode {
  const { registered, previous, following } = data;
  const { form } = state.value;
  if (form === 'event' || form === 'register') return <MarkerWork />;
  return (
    <>
      <p class="condition">
        <Sign id={`marker|${data.condition}`} />
        {word('condition', data.condition)}
      </p>
      <dl class="fields">
        <Field label={t('field.line')}>
          <button class="text" onClick={() => visit({ type: 'boundary-line', id: data.line.code })}>
            {data.line.name ?? data.line.code}
          </button>
          {data.line.level && <small> {word('line', data.line.level)}</small>}
        </Field>
        <Field label={t('field.type')}>{data.type && word('marker', data.type)}</Field>
        <Field label={t('field.material')}>{data.material}</Field>
        <Field label={t('field.sides')}>{data.sides.map((side) => side.name).join(' / ')}</Field>
        <Field label={t('field.managing')}>{data.managing && <Path path={[data.managing]} />}</Field>
        <Field label={t('field.chainage')}>
          {data.chainageKm !== null && `${number(data.chainageKm, 2)} km`}
        </Field>
        <Field label={t('field.established')}>{data.establishedOn && day(data.establishedOn)}</Field>
        <Field label={t('field.checked')}>{day(data.checkedOn)}</Field>
        <Field label={t('field.registered')}>
          {registered && (
            <span class="figures">
              X {registered.text.x ?? '—'}, Y {registered.text.y ?? '—'}
              <small>
                {[
                  registered.crs && `EPSG:${registered.crs}`,
                  registered.text.height !== null && `H ${registered.text.height} m`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
          )}
        </Field>
        <Field label={t('field.transform')}>{word('transform', data.transformStatus)}</Field>
        <Field label={t('field.accuracy')}>{data.accuracyM !== null && `± ${data.accuracyM} m`}</Field>
        <Field label={t('field.survey')}>{data.surveyMethod}</Field>
        <Field label={t('field.references')}>
          {data.referenceObjects.length > 0 && (
            <ul class="plain">
              {data.referenceObjects.map((item) => (
                <li key={item.name}>
                  {item.name}{' '}
                  <small>
                    {[
                      item.bearing !== null && `${item.bearing}°`,
                      item.distanceM !== null && `${item.distanceM} m`,
                    ]
                      .filter(Boolean)
                      .join(', ')}
                  </small>
                </li>
              ))}
            </ul>
          )}
        </Field>
      </dl>
      <p class="actions" aria-label={t('field.neighbours')}>
        {previous && (
          <button onClick={() => visit({ type: 'marker', id: String(previous.id) })}>
            ← {previous.number}
          </button>
        )}
        {following && (
          <button onClick={() => visit({ type: 'marker', id: String(following.id) })}>
            {following.number} →
          </button>
        )}
        {data.point && <button onClick={() => fly({ point: data.point })}>{t('link.zoom')}</button>}
      </p>
      <Coordinates point={data.point} />
      <MarkerWork />
      <Provenance {...data} />
    </>
  );
}

/** Number, events and forms, read when a marker is first opened. */
const MarkerWork = lazy(async () => (await import('./marker-work.tsx')).MarkerWork);
