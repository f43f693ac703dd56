import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Policy } from '../../server/api/coverage-policies.ts';
import { call, type BodyOf } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { percent, t } from '../i18n/t.ts';
import { kinds, renewData } from '../state/startup.ts';
import { go, lang } from '../state/state.ts';
import { COVERAGE_UNITS, type CoverageUnitId } from '../state/url.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form, Question } from '../ui/form.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Back, kindName } from './coverage-parts.tsx';

const RULES = ['none', 'facility', 'facility_or_person', 'by_zone', 'facility_or_served'] as const;
const ZONES = ['cremation', 'burial_reform', 'mixed'] as const;

/** Policies are data: each with the texts that a flag of today cites. */
export function PolicyList(): VNode {
  const { answer, error, again } = useAnswer('listPolicies', { all: 'true' });
  return (
    <>
      <header class="office-head">
        <h2>{cv('setup.policies')}</h2>
        <button class="primary" data-do="new-policy" onClick={() => go({ filter: 'setup-policy-new' })}>
          {cv('policy.new')}
        </button>
      </header>
      {error !== null && <ProblemNote error={error} retry={again} />}
      <ul class="cards plain">
        {answer?.items.map((policy) => (
          <li key={policy.id} data-policy={policy.id}>
            <span class="card-text">
              <button class="text" onClick={() => go({ filter: `setup-policy-${policy.id}` })}>
                {policy.title}
              </button>
              <small>
                {[policy.legalNature, cvWord('rule', policy.rule), policy.kinds.map(kindName).join('、'), cv(`unit.${policy.unit}`), policy.target?.share == null ? null : `${percent(policy.target.share)} ${policy.target.year ?? ''}`, policy.validTo === null ? null : cv('policy.until', { day: policy.validTo })].filter(Boolean).join(' · ')}
              </small>
              <small>{t('coverage.policy')}: {policy.cited.basis}</small>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
} // prettier-ignore

export function PolicyForm({ id }: { id: string | null }): VNode {
  const { answer, error, again } = useAnswer('getPolicy', id === null ? null : { id });
  const plans = useAnswer('listPlans', {});
  return (
    <>
      <p class="record-bar">
        <Back to="setup-policies" word={cv('setup.policies')} />
      </p>
      {error !== null && <ProblemNote error={error} retry={again} />}
      {(id === null || answer !== null) && plans.answer !== null && (
        <Fields policy={answer} plans={plans.answer.items.map(({ id: plan, title }) => [plan, title])} />
      )}
    </>
  );
}

type Text = { title: string; article: string; text: string; validFrom: string; validTo: string; url: string };
const EMPTY_TEXT: Text = { title: '', article: '', text: '', validFrom: '', validTo: '', url: '' };

function Fields({ policy, plans }: { policy: Policy | null; plans: [string, string][] }): VNode {
  const send = async (value: (name: string) => string, form: HTMLFormElement): Promise<void> => {
    const body = bodyOf(value, new FormData(form), JSON.parse(value('citations')) as Text[]);
    if (policy === null) await call('createPolicy', { body: { ...body, id: value('id').trim() } });
    else await call('editPolicy', { id: policy.id, body }, undefined, policy.version);
    renewData();
    go({ filter: 'setup-policies' });
  };
  return (
    <>
      <h2>{policy === null ? cv('policy.new') : policy.title}</h2>
      <Form action={cv('save')} label={cv('setup.policies')} send={send}>
        {policy === null && (
          <Question label={cv('policy.id')} hint={cv('policy.idHint')}>
            <input name="id" required pattern="[a-z0-9][a-z0-9\-]+" maxLength={60} />
          </Question>
        )}
        <Question label={cv('policy.title')}>
          <input name="title" required maxLength={200} defaultValue={policy?.title ?? ''} />
        </Question>
        <Ticks name="kinds" label={cv('policy.kinds')} chosen={policy?.kinds ?? []} options={kindOptions()} />
        <Ticks name="substitutes" label={cv('policy.substitutes')} chosen={policy?.substitutes ?? []} options={kindOptions()} />
        <Select name="unit" label={t('coverage.unit')} value={policy?.unit} options={COVERAGE_UNITS.map((one) => [one, cv(`unit.${one}`)])} />
        <Select name="rule" label={cv('policy.rule')} value={policy?.rule ?? 'facility'} options={RULES.map((one) => [one, cvWord('rule', one)])} />
        <Ticks name="zones" label={cv('policy.zones')} chosen={policy?.zones ?? []} options={ZONES.map((one) => [one, cvWord('zone', one)])} />
        <Question label={cv('policy.tags')} hint={cv('policy.listHint')}>
          <input name="tags" defaultValue={policy?.tags.join('、') ?? ''} />
        </Question>
        <Question label={cv('policy.ownership')} hint={cv('policy.listHint')}>
          <input name="ownership" defaultValue={policy?.ownership.join('、') ?? ''} />
        </Question>
        <fieldset>
          <legend>{cv('policy.target')}</legend>
          <p class="muted">{cv('policy.targetHint')}</p>
          <Question label={cv('policy.targetShare')}>
            <input name="targetShare" type="number" min={0} max={100} step="any" defaultValue={policy?.target?.share == null ? '' : Math.round(policy.target.share * 1000) / 10} />
          </Question>
          <Question label={cv('policy.targetYear')}>
            <input name="targetYear" type="number" min={1949} max={2199} defaultValue={policy?.target?.year ?? ''} />
          </Question>
          <Select name="targetScope" label={cv('policy.targetScope')} value={policy?.target?.scope} options={(['region', 'prefecture'] as const).map((one) => [one, cv(`scope.${one}`)])} />
          <Select name="targetCounts" label={cv('policy.targetCounts')} value={policy?.target?.counts} options={(['facility', 'duty'] as const).map((one) => [one, cv(`counts.${one}`)])} />
        </fieldset>
        <Select name="plan" label={cv('policy.plan')} value={policy?.plan ?? ''} options={[['', '—'], ...plans]} />
        <Question label={cv('policy.nature')}>
          <input name="legalNature" required maxLength={60} defaultValue={policy?.legalNature ?? ''} />
        </Question>
        <Citations policy={policy} />
        <Question label={cv('validFrom')}>
          <input name="validFrom" type="date" defaultValue={policy?.validFrom ?? ''} />
        </Question>
        <Question label={cv('validTo')} hint={cv('policy.validToHint')}>
          <input name="validTo" type="date" defaultValue={policy?.validTo ?? ''} />
        </Question>
      </Form>
    </>
  );
} // prettier-ignore

const kindOptions = (): [string, string][] =>
  kinds.value.map(({ id, name, nameEn }) => [id, lang.value === 'zh' ? name : nameEn]);

type Body = Omit<BodyOf<'createPolicy'>, 'id'>;

function bodyOf(value: (name: string) => string, data: FormData, texts: readonly Text[]): Body {
  const ticked = (name: string): string[] => data.getAll(name).map(String);
  const listed = (name: string): string[] => value(name).split(/[、,，]/).map((one) => one.trim()).filter(Boolean); // prettier-ignore
  const [share, year] = [value('targetShare'), value('targetYear')];
  return {
    title: value('title').trim(),
    kinds: ticked('kinds'),
    substitutes: ticked('substitutes'),
    unit: value('unit') as CoverageUnitId,
    rule: value('rule') as Body['rule'],
    zones: ticked('zones') as NonNullable<Body['zones']>,
    tags: listed('tags'),
    ownership: listed('ownership'),
    target: share === '' && year === '' ? null : { share: share === '' ? null : Number(share) / 100, year: year === '' ? null : Number(year), scope: value('targetScope') as 'region', counts: value('targetCounts') as 'duty' }, // prettier-ignore
    plan: value('plan') || null,
    legalNature: value('legalNature').trim(),
    citations: texts.filter(({ title }) => title.trim() !== '').map((one) => ({ title: one.title.trim(), article: one.article.trim() || null, text: one.text.trim(), validFrom: one.validFrom || null, validTo: one.validTo || null, url: one.url.trim() || null })), // prettier-ignore
    validFrom: value('validFrom') || null,
    validTo: value('validTo') || null,
  };
}

/** Texts of law or plan; one that is not in force on the day of a report is not cited by it. */
function Citations({ policy }: { policy: Policy | null }): VNode {
  const [texts, set] = useState<Text[]>(
    policy?.citations.map((one) => ({ title: one.title, article: one.article ?? '', text: one.text, validFrom: one.validFrom ?? '', validTo: one.validTo ?? '', url: one.url ?? '' })) ?? [], // prettier-ignore
  );
  const change = (at: number, part: Partial<Text>): void =>
    set(texts.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="citations">
      <legend>{cv('policy.citations')}</legend>
      <input type="hidden" name="citations" value={JSON.stringify(texts)} />
      <p class="muted">{cv('policy.citationsHint')}</p>
      {texts.map((one, at) => (
        <div key={at} class="citation-fields" data-citation={at}>
          {(['title', 'article', 'text', 'validFrom', 'validTo', 'url'] as const).map((name) => (
            <Question key={name} label={cv(`citation.${name}`)}>
              {name === 'text' ? (
                <textarea rows={2} required maxLength={2000} value={one.text} data-name={name} onInput={(event) => change(at, { text: event.currentTarget.value })} />
              ) : name === 'validFrom' || name === 'validTo' ? (
                <input type="date" data-name={name} value={one[name]} onInput={(event) => change(at, { [name]: event.currentTarget.value })} />
              ) : (
                <input data-name={name} required={name === 'title'} value={one[name]} onInput={(event) => change(at, { [name]: event.currentTarget.value })} />
              )}
            </Question>
          ))}
          <button type="button" class="text" onClick={() => set(texts.filter((_, index) => index !== at))}>
            {cv('citation.remove')}
          </button>
        </div>
      ))}
      <button type="button" data-do="citation" onClick={() => set([...texts, EMPTY_TEXT])}>
        {cv('citation.add')}
      </button>
    </fieldset>
  );
} // prettier-ignore

const Select = ({ name, label, value, options }: { name: string; label: string; value: string | undefined; options: readonly (readonly [string, string])[] }): VNode => (
  <Question label={label}>
    <select name={name}>
      {options.map(([id, text]) => (
        <option key={id} value={id} selected={id === value}>
          {text}
        </option>
      ))}
    </select>
  </Question>
); // prettier-ignore

const Ticks = ({ name, label, chosen, options }: { name: string; label: ComponentChildren; chosen: readonly string[]; options: readonly (readonly [string, string])[] }): VNode => (
  <fieldset class="question ticks">
    <legend>{label}</legend>
    {options.map(([id, text]) => (
      <label key={id} class="check">
        <input type="checkbox" name={name} value={id} defaultChecked={chosen.includes(id)} /> {text}
      </label>
    ))}
  </fieldset>
); // prettier-ignore
