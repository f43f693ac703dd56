import type { VNode } from 'preact';
import { addressOf, type Result } from '../api.ts';
import { day, number, t, word } from '../i18n/t.ts';
import { lang, state } from '../state/state.ts';
import { kinds } from '../state/startup.ts';
import { Coordinates } from '../ui/coordinates-view.tsx';
import { capacityLabel, Field, Provenance } from '../ui/fields.tsx';
import { Filters } from '../ui/filters.tsx';
import { pathText, RecordList } from '../ui/list.tsx';
import { Path } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { Sign } from '../ui/sign.tsx';
import { AddAction } from './edit-actions.tsx';
import { ExportMenu } from './export-menu.tsx';

const UNPLACED = 'no-position';

export function FacilitiesPanel(): VNode {
  const { division, filter } = state.value;
  const kind = kinds.value.find((item) => item.id === filter)?.id;
  const unplaced = filter === UNPLACED;
  const asked = {
    ...(division && { division }),
    ...(kind && { kind }),
    ...(unplaced && { position: 'unknown' as const }),
  };
  const { pages, more } = usePages('listFacilities', { limit: 100, ...asked });
  return (
    <>
      <Filters
        label={t('field.kind')}
        options={[
          ...kinds.value.map((item): [string, string] => [
            item.id,
            `${lang.value === 'zh' ? item.name : item.nameEn} ${number(item.facilities)}`,
          ]),
          [UNPLACED, t('facilities.unplaced')],
        ]}
      />
      <AddAction type="facility" />
      <ExportMenu
        address={(f) =>
          addressOf('exportFacilities', { ...(division && { division }), ...(kind && { kind }), f })
        }
        total={pages.value.total}
      />
      <RecordList
        label={t('panel.facilities')}
        pages={pages}
        more={more}
        row={(item) => ({
          type: 'facility',
          id: String(item.id),
          name: item.name,
          detail: [
            item.kind.name,
            word('facility', item.status),
            ...item.flags.map((flag) => word('flag', flag)),
            pathText(item.path),
          ].join(' · '),
          sample: item.sample,
          hidden: item.public ? null : item.secrecy,
          icon: <Sign id={`facility|${item.kind.id}|${item.status === 'operating' ? 'on' : 'off'}`} />,
          point: item.point,
        })}
      />
    </>
  );
}

export function FacilityRecord({ data }: { data: Result<'getFacility'> }): VNode {
  return (
    <>
      <p class="condition">
        <Sign id={`facility|${data.kind.id}|${data.status === 'operating' ? 'on' : 'off'}`} />
        {data.kind.name} · {word('facility', data.status)}
      </p>
      {data.flags.length > 0 && (
        <p class="condition flags" data-flags={data.flags.join(' ')}>
          {data.flags.map((flag) => (
            <span key={flag} class="duty not_met">
              {word('flag', flag)}
            </span>
          ))}
        </p>
      )}
      <dl class="fields">
        <Field label={t('field.path')}>
          <Path path={data.path} />
        </Field>
        <Field label={t('field.address')}>{data.address}</Field>
        <Field label={t('field.level')}>{data.level && word('level', data.level)}</Field>
        <Field label={t('field.ownership')}>{data.ownership}</Field>
        <Field label={t('field.hosted')}>{data.hostedIn}</Field>
        <Field label={capacityLabel(data.kind.id)}>{data.capacity !== null && number(data.capacity)}</Field>
        <Field label={t('field.serves')}>
          {data.serves.length > 0 && data.serves.map((item) => item.name).join(', ')}
        </Field>
        <Field label={t('field.phone')}>{data.phone}</Field>
        <Field label={t('field.hours')}>{data.hours}</Field>
        <Field label={t('field.buildings')}>{data.condition}</Field>
        <Field label={t('field.equipment')}>{data.equipmentYear}</Field>
        <Field label={t('field.clean')}>
          {data.envCompliant !== null && t(data.envCompliant ? 'app.yes' : 'app.no')}
        </Field>
        <Field label={t('field.services')}>{data.services.length > 0 && data.services.join(', ')}</Field>
        <Field label={t('field.credit')}>{data.creditCode}</Field>
        <Field label={t('field.history')}>
          {data.statusHistory.length > 0 &&
            data.statusHistory
              .map(({ status, from }) => `${word('facility', status)} ${day(from)}`)
              .join('; ')}
        </Field>
        <Field label={t('field.approval')}>{data.approvalNo}</Field>
        <Field label={t('field.code')}>{data.code}</Field>
        <Field label={t('field.opened')}>{data.openedOn && day(data.openedOn)}</Field>
        <Field label={t('field.closed')}>{data.closedOn && day(data.closedOn)}</Field>
        <Field label={t('field.verified')}>{data.verifiedOn && day(data.verifiedOn)}</Field>
      </dl>
      <Coordinates point={data.point} position={data.position} />
      <Provenance {...data} />
    </>
  );
}
