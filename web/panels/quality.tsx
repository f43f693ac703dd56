import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Quality, QualityCheck, QualityRow, QualityUnit } from '../../server/api/quality.ts';
import { addressOf, call, isAbort } from '../api.ts';
import { nm } from '../i18n/naming.ts';
import { moment, number, t } from '../i18n/t.ts';
import { edition } from '../state/startup.ts';
import { adjust, go, lang, state } from '../state/state.ts';
import { pathText, RecordList, type Row } from '../ui/list.tsx';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';

const quality = signal<Quality | null>(null);
const failure = signal<unknown>(null);
const sample = signal(false);
const ASK_AGAIN_MS = 1000;

/** Asked again until everything is counted. */
function useQuality(): void {
  useEffect(() => {
    const controller = new AbortController();
    let timer = 0;
    const read = async (): Promise<void> => {
      try {
        quality.value = await call('getQuality', {}, controller.signal);
        failure.value = null;
        if (quality.value.state === 'counting') timer = window.setTimeout(() => void read(), ASK_AGAIN_MS);
      } catch (error) {
        if (!isAbort(error)) failure.value = error;
      }
    };
    void read();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [edition.value]);
}

const titleOf = (check: QualityCheck): string => (lang.value === 'zh' ? check.title : check.titleEn);
const unitName = ({ name, code }: QualityUnit): string => name ?? `${code} ${nm('quality.unknownUnit')}`;
const countIn = (unit: QualityUnit, { id }: QualityCheck): number => unit.counts[id]?.[sample.value ? 'sample' : 'real'] ?? 0; // prettier-ignore
const total = (check: QualityCheck): number => (sample.value ? check.sample : check.real);

export function QualityPanel(): VNode {
  useQuality();
  const answer = quality.value;
  const check = answer?.checks.find(({ id }) => id === state.value.filter);
  if (answer !== null && check !== undefined) return <Rows key={check.id} answer={answer} check={check} />;
  return (
    <div class="scroll naming" role="region" aria-label={nm('tab.quality')} tabIndex={0}>
      <ProblemNote error={failure.value} />
      {answer === null && failure.value === null && <p class="list-total">{t('app.loading')}</p>}
      {answer && <Counting answer={answer} />}
      {answer && answer.checks.length > 0 && (
        <>
          <Which />
          <Checks answer={answer} />
          <Matrix answer={answer} />
        </>
      )}
    </div>
  );
}

function Counting({ answer }: { answer: Quality }): VNode {
  const { state: counting, done, total: all, entries, countedAt } = answer;
  return (
    <div role="status">
      {counting === 'counting' && (
        <p class="running">
          {nm('quality.counting', { done, total: all })}
          <progress value={done} max={Math.max(1, all)} aria-label={nm('tab.quality')} />
        </p>
      )}
      {counting === 'failed' && <p class="note problem">{nm('quality.failed')}</p>}
      {answer.stale && <p class="note">{nm('quality.stale')}</p>}
      {entries && countedAt && (
        <p class="muted">{nm('quality.entries', { ...entries, at: moment(countedAt) })}</p>
      )}
    </div>
  );
}

function Which(): VNode {
  const choice = (of: boolean, label: string): VNode => (
    <button aria-pressed={sample.value === of} onClick={() => (sample.value = of)}>
      {label}
    </button>
  );
  return (
    <div class="segmented" role="group" aria-label={nm('quality.which')}>
      {choice(false, nm('quality.real'))}
      {choice(true, nm('quality.sample'))}
    </div>
  );
}

function Checks({ answer }: { answer: Quality }): VNode {
  return (
    <section aria-labelledby="quality-checks">
      <h2 id="quality-checks">{nm('quality.checks')}</h2>
      <ul class="checks plain">
        {answer.checks.map((check) => (
          <li key={check.id}>
            <button
              data-check={check.id}
              disabled={total(check) === 0}
              onClick={() => go({ filter: check.id, division: null })}
            >
              <span>
                {titleOf(check)}
                <small>{check.basis ?? nm('quality.department')}</small>
              </span>
              <b>{number(total(check))}</b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Matrix({ answer }: { answer: Quality }): VNode | null {
  const checks = answer.checks.filter((check) => total(check) > 0);
  const units = answer.units.filter((unit) => checks.some((check) => countIn(unit, check) > 0));
  if (units.length === 0) return null;
  return (
    <div>
      <h2 id="quality-matrix">{nm('quality.matrix')}</h2>
      <p class="muted">{nm('quality.matrixHint')}</p>
      <div class="matrix" role="region" aria-labelledby="quality-matrix" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{nm('quality.unit')}</th>
              {checks.map((check) => (
                <th key={check.id} scope="col">
                  {titleOf(check)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.code}>
                <th scope="row">
                  {unitName(unit)}
                  <small>{unit.parent}</small>
                </th>
                {checks.map((check) => (
                  <td key={check.id}>
                    <Cell unit={unit} check={check} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Cell({ unit, check }: { unit: QualityUnit; check: QualityCheck }): VNode | null {
  const n = countIn(unit, check);
  if (n === 0) return null;
  return (
    <button
      class="text"
      aria-label={nm('quality.open', { check: titleOf(check), unit: unitName(unit), n })}
      onClick={() => go({ filter: check.id, division: unit.code })}
    >
      {number(n)}
    </button>
  );
}

/** The entries that one check has found. */
function Rows({ answer, check }: { answer: Quality; check: QualityCheck }): VNode {
  const { division } = state.value;
  const within = division !== null && division.length === 6 ? { unit: division } : {};
  const question = { check: check.id, sample: sample.value ? ('true' as const) : ('false' as const), ...within }; // prettier-ignore
  const { pages, more } = usePages(
    'listQuality',
    { ...question, limit: 100 },
    `${answer.countedAt} ${edition.value}`,
  );
  const units = answer.units.filter((unit) => countIn(unit, check) > 0);
  return (
    <div class="quality-rows">
      <p class="bar">
        <button class="text" onClick={() => go({ filter: null, division: null })}>
          ‹ {nm('quality.back')}
        </button>
        <a href={addressOf('listQuality', { ...question, f: 'csv' })} download>
          {nm('quality.export')}
        </a>
      </p>
      <h2>{titleOf(check)}</h2>
      <p class="muted">{check.basis ?? nm('quality.department')}</p>
      <Which />
      <div class="filters">
        <label>
          <span>{nm('quality.unit')}</span>
          <select
            value={division ?? ''}
            onChange={(event) => adjust({ division: event.currentTarget.value || null })}
          >
            <option value="">{nm('quality.all')}</option>
            {units.map((unit) => (
              <option key={unit.code} value={unit.code}>
                {unitName(unit)} ({number(countIn(unit, check))})
              </option>
            ))}
          </select>
        </label>
      </div>
      <RecordList pages={pages} more={more} row={rowOf} label={titleOf(check)} />
    </div>
  );
}

const rowOf = (row: QualityRow): Row => ({
  type: 'place',
  id: String(row.id),
  name: row.name,
  detail: [pathText(row.path), row.class.name ?? row.class.code, row.detail].filter(Boolean).join(' · '),
  sample: row.sample,
  point: row.point,
});
