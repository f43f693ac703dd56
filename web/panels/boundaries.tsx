import type { VNode } from 'preact';
import type { Result } from '../api.ts';
import { t, word } from '../i18n/t.ts';
import { LineLevel } from './line-levels.ts';
import { visit } from '../state/record.ts';
import { may } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { Field, Provenance } from '../ui/fields.tsx';
import { Filters } from '../ui/filters.tsx';
import { lazy } from '../ui/lazy.tsx';
import { kilometres, RecordList } from '../ui/list.tsx';
import { Path } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { Sign } from '../ui/sign.tsx';

const Checks = lazy(async () => (await import('./boundary-checks.tsx')).BoundaryChecks);
const Register = lazy(async () => (await import('./line-register.tsx')).LineRegister);

/** The lines, or what is doubtful about their markers. */
export function BoundariesPanel(): VNode {
  const isChecking = may('read.staff') && /^check(s|-)/.test(state.value.filter ?? '');
  return (
    <>
      {may('read.staff') && (
        <div class="segmented boundary-tabs" role="group" aria-label={t('panel.boundaries')}>
          <button data-tab="list" aria-pressed={!isChecking} onClick={() => go({ filter: null })}>
            {t('boundaries.list')}
          </button>
          <button data-tab="checks" aria-pressed={isChecking} onClick={() => go({ filter: 'checks' })}>
            {t('boundaries.checks')}
          </button>
        </div>
      )}
      {isChecking ? <Checks /> : <LineList />}
    </>
  );
}

function LineList(): VNode {
  const { division, filter } = state.value;
  const level = LineLevel.find((item) => item === filter);
  const { pages, more } = usePages('listBoundaryLines', {
    limit: 100,
    ...(division && { division }),
    ...(level && { level }),
  });
  return (
    <>
      <Filters label={t('field.level')} options={LineLevel.map((item) => [item, word('line', item)])} />
      <RecordList
        label={t('panel.boundaries')}
        pages={pages}
        more={more}
        row={(item) => ({
          type: 'boundary-line',
          id: item.code,
          name: item.name,
          detail: `${word('line', item.level)} · ${kilometres(item.lengthKm)} · ${t('field.markers')} ${item.markers}`,
          sample: item.sample,
          hidden: item.public ? null : item.secrecy,
          bbox: item.bbox,
        })}
      />
    </>
  );
}

export function BoundaryRecord({ data }: { data: Result<'getBoundaryLine'> }): VNode {
  return (
    <>
      {!data.legal && <p class="note">{t('map.note')}</p>}
      <dl class="fields">
        <Field label={t('field.code')}>
          <span class="figures">{data.code}</span>
        </Field>
        <Field label={t('field.level')}>{word('line', data.level)}</Field>
        <Field label={t('field.sides')}>
          <Sides sides={data.sides} />
        </Field>
        <Field label={t('field.length')}>{kilometres(data.lengthKm)}</Field>
        <Field label={t('field.statedLength')}>
          {data.statedLengthKm !== null && kilometres(data.statedLengthKm)}
        </Field>
        <Field label={t('field.agreement')}>{data.agreement}</Field>
        <Field label={t('field.lineApproval')}>
          {[data.approval, data.approvedOn].filter(Boolean).join(', ')}
        </Field>
        <Field label={t('field.publishedOn')}>{data.publishedOn}</Field>
        <Field label={t('field.detailMap')}>{data.detailMap}</Field>
        <Field label={t('field.startsAt')}>{data.startsAt}</Field>
        <Field label={t('field.endsAt')}>{data.endsAt}</Field>
        <Field label={t('field.meetingPoints')}>
          {data.meetingPoints.length > 0 && (
            <ul class="plain">
              {data.meetingPoints.map(({ code, name }) => (
                <li key={code}>
                  <button class="text" onClick={() => visit({ type: 'meeting-point', id: code })}>
                    {name}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Field>
        <Field label={t('field.segments')}>{data.segments}</Field>
        <Field label={t('field.markers')}>{data.markers}</Field>
        <Field label={t('field.conditions')}>
          {Object.keys(data.conditions).length > 0 && (
            <ul class="plain conditions">
              {Object.entries(data.conditions).map(([condition, n]) => (
                <li key={condition}>
                  <Sign id={`marker|${condition}`} />
                  {word('condition', condition)} {n}
                </li>
              ))}
            </ul>
          )}
        </Field>
      </dl>
      <p class="actions">
        <button onClick={() => go({ panel: 'markers', filter: `line-${data.code}`, record: null })}>
          {t('link.markers')}
        </button>
      </p>
      {data.register === null ? <Segments data={data} /> : <Register />}
      <Provenance {...data} />
    </>
  );
}

const Segments = ({ data }: { data: Result<'getBoundaryLine'> }): VNode | null =>
  data.segmentList.length < 2 ? null : (
    <details class="segments">
      <summary>
        {t('field.segments')} {data.segments}
      </summary>
      <ol>
        {data.segmentList.map((item) => (
          <li key={item.id}>
            {item.sides.map((side) => side.name).join(' – ')}{' '}
            <small>
              {kilometres(item.lengthKm)}
              {item.carrier && ` · ${word('carrier', item.carrier)}`}
            </small>
          </li>
        ))}
      </ol>
    </details>
  );

/** A side outside the region has a name but no record here. */
const Sides = ({ sides }: { sides: { code: string; name: string }[] }): VNode => (
  <>
    {sides.map((side, index) => (
      <span key={side.code}>
        {index > 0 && ' / '}
        {side.code.startsWith('15') ? <Path path={[side]} /> : side.name}
      </span>
    ))}
  </>
);

export function MeetingPointRecord({ data }: { data: Result<'getMeetingPoint'> }): VNode {
  return (
    <>
      <p class="note">{t('map.note')}</p>
      <dl class="fields">
        <Field label={t('field.code')}>
          <span class="figures">{data.code}</span>
        </Field>
        <Field label={t('field.level')}>{word('line', data.level)}</Field>
        <Field label={t('field.divisions')}>
          <Sides sides={data.divisions} />
        </Field>
        <Field label={t('field.lines')}>
          {data.lines.length > 0 && (
            <ul class="plain">
              {data.lines.map(({ code, name, level }) => (
                <li key={code}>
                  <button class="text" onClick={() => visit({ type: 'boundary-line', id: code })}>
                    {name}
                  </button>{' '}
                  <small>{word('line', level)}</small>
                </li>
              ))}
            </ul>
          )}
        </Field>
      </dl>
      <Coordinates point={data.point} />
      {data.register !== null && <Register />}
      <Provenance {...data} />
    </>
  );
}
