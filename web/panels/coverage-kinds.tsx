import type { VNode } from 'preact';
import { call, type Result } from '../api.ts';
import { cv } from '../i18n/coverage.ts';
import { number, t } from '../i18n/t.ts';
import { kinds, renewData } from '../state/startup.ts';
import { go } from '../state/state.ts';
import { COVERAGE_UNITS, type CoverageUnitId } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Back } from './coverage-parts.tsx';

export function KindList(): VNode {
  return (
    <>
      <header class="office-head">
        <h2>{cv('setup.kinds')}</h2>
        <button class="primary" data-do="new-kind" onClick={() => go({ filter: 'setup-kind-new' })}>
          {cv('kind.new')}
        </button>
      </header>
      <ul class="cards plain">
        {kinds.value.map(({ id, name, nameEn, unit, reachKm, facilities }) => (
          <li key={id} data-kind={id}>
            <span class="card-text">
              <button class="text" onClick={() => go({ filter: `setup-kind-${id}` })}>
                {name}
              </button>{' '}
              <span lang="en">{nameEn}</span>
              <small>
                {[cv(`unit.${unit}`), reachKm === null ? t('coverage.noReach') : `T = ${number(reachKm)} km`, cv('records', { n: facilities })].join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
} // prettier-ignore

export function KindForm({ id }: { id: string | null }): VNode {
  const { answer, error, again } = useAnswer('getKindRecord', id === null ? null : { id });
  return (
    <>
      <p class="record-bar">
        <Back to="setup-kinds" word={cv('setup.kinds')} />
      </p>
      {error !== null && <ProblemNote error={error} retry={again} />}
      {(id === null || answer !== null) && <Fields kind={answer} />}
    </>
  );
}

type Kind = Result<'getKindRecord'>;

function Fields({ kind }: { kind: Kind | null }): VNode {
  const send = async (value: (name: string) => string): Promise<void> => {
    const body = {
      name: value('name').trim(),
      nameEn: value('nameEn').trim(),
      unit: value('unit') as CoverageUnitId,
      reachKm: value('reachKm') === '' ? null : Number(value('reachKm')),
      validTo: value('validTo') || null,
    };
    if (kind === null) await call('createKind', { body: { id: value('id').trim(), ...body } });
    else await call('editKind', { id: kind.id, body }, undefined, kind.version);
    renewData();
    go({ filter: 'setup-kinds' });
  };
  return (
    <>
      <h2>{kind === null ? cv('kind.new') : kind.name}</h2>
      <Form action={cv('save')} label={cv('setup.kinds')} send={send}>
        {kind === null && (
          <Question label={cv('kind.id')} hint={cv('kind.idHint')}>
            <input name="id" required pattern="[a-z][a-z_]+" maxLength={60} />
          </Question>
        )}
        <Question label={cv('kind.name')}>
          <input name="name" required maxLength={60} defaultValue={kind?.name ?? ''} />
        </Question>
        <Question label={cv('kind.nameEn')}>
          <input name="nameEn" required maxLength={100} defaultValue={kind?.nameEn ?? ''} lang="en" />
        </Question>
        <Question label={t('coverage.unit')}>
          <select name="unit">
            {COVERAGE_UNITS.map((unit) => (
              <option key={unit} value={unit} selected={unit === kind?.unit}>
                {cv(`unit.${unit}`)}
              </option>
            ))}
          </select>
        </Question>
        <Question label={cv('kind.reach')} hint={cv('kind.reachHint')}>
          <input name="reachKm" type="number" min={1} max={1000} defaultValue={kind?.reachKm ?? ''} />
        </Question>
        <Question label={cv('validTo')} hint={cv('kind.validToHint')}>
          <input name="validTo" type="date" defaultValue={kind?.validTo ?? ''} />
        </Question>
      </Form>
    </>
  );
}
