import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NameCheck, NameFinding, NameRule } from '../../server/api/naming.ts';
import { call } from '../api.ts';
import { namingWord, nm } from '../i18n/naming.ts';
import { visit } from '../state/record.ts';
import { lang } from '../state/state.ts';
import { Field } from '../ui/fields.tsx';
import { pathText } from '../ui/list.tsx';
import { Sample } from '../ui/names.tsx';

const rules = signal<readonly NameRule[]>([]);

export function NameResult({
  result,
  busy,
  use,
}: {
  result: NameCheck;
  busy: boolean;
  use: (roman: string) => void;
}): VNode {
  const { split, romanization, scope, findings, kind } = result;
  const count = (severity: NameFinding['severity']): number => findings.filter((one) => one.severity === severity).length; // prettier-ignore
  return (
    <section class="name-result" aria-labelledby="name-result" aria-busy={busy}>
      <h2 id="name-result">{nm('result.title')}</h2>
      <dl class="fields">
        <Field label={nm('result.split')}>
          <b>{split.specific}</b> + <b>{split.generic ?? nm('result.noGeneric')}</b>
        </Field>
        <Field label={nm('result.kind')}>{kind === null ? null : namingWord('kind', kind)}</Field>
        <Field label={nm('result.roman')}>
          {romanization.suggestion !== null && (
            <>
              <b>{romanization.suggestion}</b>{' '}
              <button class="text" onClick={() => use(romanization.suggestion!)}>
                {nm('result.use')}
              </button>{' '}
            </>
          )}
          <small>
            {romanization.reading} · {romanization.note}
          </small>
        </Field>
        <Field label={nm('result.scope')}>
          {scope !== null && (
            <>
              {namingWord('area', scope.area)}{' '}
              <small>
                {[scope.divisions.map(({ name }) => name).join('、'), scope.article, scope.note].filter(Boolean).join(' · ')}
              </small>
            </>
          )}
        </Field>
      </dl>
      <p role="status">
        {findings.length === 0
          ? nm('result.clean')
          : nm('result.count', { error: count('error'), warning: count('warning'), notice: count('notice') })}
      </p>
      <NameFindings findings={findings} />
    </section>
  );
} // prettier-ignore

/** What the rules have found: article, severity, evidence, remedy. */
export const NameFindings = ({ findings }: { findings: readonly NameFinding[] }): VNode => (
  <ul class="name-findings plain">
    {findings.map((finding) => (
      <Finding key={`${finding.rule} ${finding.reason}`} finding={finding} />
    ))}
  </ul>
);

function Finding({ finding }: { finding: NameFinding }): VNode {
  const { rule, severity, article, reason, remedy, evidence } = finding;
  return (
    <li data-rule={rule}>
      <p>
        <span class={`severity ${severity}`}>{namingWord('severity', severity)}</span>
        <b>{titleOf(rule)}</b> <small>{article ?? nm('result.noArticle')}</small>
      </p>
      <p>{reason}</p>
      {evidence.characters.length > 0 && (
        <p>
          {evidence.characters.map(({ character, level, standard }) => (
            <span key={character} class="character">
              {character} <small>{standard ?? namingWord('level', String(level))}</small>
            </span>
          ))}
        </p>
      )}
      {evidence.places.length > 0 && (
        <ul class="plain evidence">
          {evidence.places.map((place) => (
            <li key={place.id}>
              <button class="text" onClick={() => visit({ type: 'place', id: String(place.id) })}>
                {place.name}
              </button>{' '}
              <small>
                {pathText(place.path)} · {place.because}
              </small>{' '}
              {place.sample && <Sample />}
            </li>
          ))}
        </ul>
      )}
      <p class="remedy">{nm('result.remedy', { text: remedy })}</p>
    </li>
  );
}

/** The rules name the findings: read once. */
export function useRules(): void {
  useEffect(() => {
    if (rules.value.length === 0) void call('listNameRules', {}).then(({ items }) => (rules.value = items), () => undefined); // prettier-ignore
  }, []);
}

const titleOf = (id: string): string => {
  const rule = rules.value.find((one) => one.id === id);
  return rule === undefined ? id : lang.value === 'zh' ? rule.title : rule.titleEn;
};

/** The rules with their articles; they name the findings as well. */
export function NameRules(): VNode {
  useRules();
  return (
    <details class="name-rules">
      <summary>{nm('rules.title', { n: rules.value.length })}</summary>
      <ul class="plain">
        {rules.value.map((rule) => (
          <li key={rule.id}>
            <p>
              <span class={`severity ${rule.severity}`}>{namingWord('severity', rule.severity)}</span>
              <b>{lang.value === 'zh' ? rule.title : rule.titleEn}</b>{' '}
              <small>{rule.article ?? nm('result.noArticle')}</small>
            </p>
            <p>{rule.checks}</p>
            {rule.quote && <p class="remedy">“{rule.quote}”</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
