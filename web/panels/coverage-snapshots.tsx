import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Snapshot, SnapshotUnit } from '../../server/api/coverage-snapshots.ts';
import { call, type Result } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { day, moment, number, percent, t } from '../i18n/t.ts';
import { may } from '../state/session.ts';
import { adjust, askedShare, go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { PartBar } from '../ui/charts.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Form, Question } from '../ui/form.tsx';
import { GridTable } from '../ui/grid.tsx';
import { readOrder, writeOrder } from '../ui/order.ts';
import { Sample } from '../ui/names.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useRun } from '../ui/run.ts';
import { Back, Hashes, IndicatorLine, kindName } from './coverage-parts.tsx';

const RESULTS = ['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown'] as const;
const OCCASIONS = ['year_end', 'mid_term', 'final', 'other'] as const;

/** Frozen evaluations, and the difference of two of them. */
export function Snapshots(): VNode {
  const { answer, error, again } = useAnswer('listSnapshots', {});
  if (error !== null) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  return (
    <>
      <header class="office-head">
        <h2>{cv('tab.snapshots')}</h2>
        {may('policy.edit') && (
          <button class="primary" data-do="new" onClick={() => go({ filter: 'snapshot-new' })}>
            {cv('snapshot.new')}
          </button>
        )}
      </header>
      <p class="muted">{cv('snapshot.hint')}</p>
      {answer.items.length === 0 && <p class="list-total">{cv('snapshot.none')}</p>}
      <ul class="cards plain">
        {answer.items.map((one) => (
          <li key={one.id} data-snapshot={one.id}>
            <span class="card-text">
              <button class="text" onClick={() => go({ filter: `snapshot-${one.id}` })}>
                {one.title}
              </button>{' '}
              {one.sample && <Sample />}
              <small>{[cvWord('occasion', one.occasion), day(one.on), `${one.madeBy} ${moment(one.madeAt)}`].join(' · ')}</small>
            </span>
          </li>
        ))}
      </ul>
      {answer.items.length > 1 && <Compare items={answer.items} />}
    </>
  );
} // prettier-ignore

function Compare({ items }: { items: readonly Snapshot[] }): VNode {
  const [since, setSince] = useState(items[1]!.id);
  const [until, setUntil] = useState(items[0]!.id);
  const choice = (name: string, value: number, set: (id: number) => void): VNode => (
    <label>
      <span>{cv(`compare.${name}` as 'compare.since')}</span>
      <select name={name} onChange={(event) => set(Number(event.currentTarget.value))}>
        {items.map(({ id, title, on }) => (
          <option key={id} value={id} selected={id === value}>
            {on} {title}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section>
      <h3>{cv('compare')}</h3>
      <div class="desk-filters">
        {choice('since', since, setSince)}
        {choice('until', until, setUntil)}
        <button data-do="compare" disabled={since === until} onClick={() => go({ filter: `changes-${since}-${until}` })}>
          {cv('compare.do')}
        </button>
      </div>
    </section>
  );
} // prettier-ignore

export function SnapshotForm(): VNode {
  const year = new Date().getFullYear();
  return (
    <>
      <p class="record-bar">
        <Back to="snapshots" word={cv('tab.snapshots')} />
      </p>
      <h2>{cv('snapshot.new')}</h2>
      <Form
        action={cv('snapshot.make')}
        label={cv('snapshot.new')}
        send={async (value) => {
          const { method, detour } = state.peek();
          const share = askedShare.peek();
          const made = await call('createSnapshot', {
            body: {
              title: value('title').trim(),
              occasion: value('occasion') as Snapshot['occasion'],
              on: value('on'),
              method,
              ...(detour !== null && { detour }),
              ...(share !== null && { share }),
            },
          });
          go({ filter: `snapshot-${made.id}` });
        }}
      >
        <Question label={cv('snapshot.title')}>
          <input name="title" required maxLength={120} />
        </Question>
        <Question label={cv('snapshot.occasion')}>
          <select name="occasion">
            {OCCASIONS.map((id) => (
              <option key={id} value={id}>
                {cvWord('occasion', id)}
              </option>
            ))}
          </select>
        </Question>
        <Question label={cv('on')} hint={cv('snapshot.onHint')}>
          <input type="date" name="on" required defaultValue={`${year - 1}-12-31`} />
        </Question>
      </Form>
    </>
  );
}

type Loaded = Result<'getSnapshot'>;

export function SnapshotView({ id }: { id: number }): VNode {
  const kind = state.value.kind ?? 'funeral_home';
  const { answer, error, again } = useAnswer('getSnapshot', { id, kind });
  const back = (
    <p class="record-bar no-print">
      <Back to="snapshots" word={cv('tab.snapshots')} />
    </p>
  );
  if (error !== null) return <>{back}<ProblemNote error={error} retry={again} /></>; // prettier-ignore
  if (answer === null) return <>{back}<p class="list-total">{t('app.loading')}</p></>; // prettier-ignore
  return (
    <>
      {back}
      <article data-snapshot={id}>
        <header class="office-head">
          <h2>
            {answer.title} {answer.sample && <Sample />}
          </h2>
          {may('policy.edit') && <Delete id={id} />}
        </header>
        <p class="muted">{[cvWord('occasion', answer.occasion), `${cv('on')} ${answer.on}`, answer.madeBy, moment(answer.madeAt)].join(' · ')}</p>
        <section class="indicators">
          {answer.indicators.map((one) => (
            <IndicatorLine key={one.policy} indicator={one} />
          ))}
        </section>
        <SnapshotTotals snapshot={answer} chosen={kind} />
        <SnapshotTable snapshot={answer} />
        <Hashes inputs={answer.inputs} code={answer.code} />
      </article>
    </>
  );
} // prettier-ignore

function Delete({ id }: { id: number }): VNode {
  const [isAsked, ask] = useState(false);
  const { busy, problem, run } = useRun(() => go({ filter: 'snapshots' }));
  return (
    <>
      <button class="no-print" data-do="delete" disabled={busy} onClick={() => ask(true)}>
        {cv('snapshot.delete')}
      </button>
      <ProblemNote error={problem} />
      {isAsked && (
        <Confirm
          title={cv('snapshot.delete')}
          action={cv('snapshot.delete')}
          grave
          answer={(yes) => {
            ask(false);
            if (yes) void run(() => call('deleteSnapshot', { id }), cv('snapshot.deleted'));
          }}
        >
          <p>{cv('snapshot.deleteAsk')}</p>
        </Confirm>
      )}
    </>
  );
}

const SnapshotTotals = ({ snapshot, chosen }: { snapshot: Loaded; chosen: string }): VNode => (
  <ul class="plain snapshot-totals">
    {snapshot.totals.map((totals) => (
      <li key={`${totals.kind}${totals.unit}`} data-totals={totals.kind}>
        <button class="text" aria-pressed={totals.kind === chosen} onClick={() => adjust({ kind: totals.kind, sort: null })}>
          {kindName(totals.kind)} · {cv(`unit.${totals.unit}`)}
        </button>
        <PartBar label={kindName(totals.kind)} parts={RESULTS.map((key) => ({ key, label: t(`coverage.${key}`), count: totals[key] }))} />
      </li>
    ))}
  </ul>
); // prettier-ignore

const SnapshotTable = ({ snapshot }: { snapshot: Loaded }): VNode => (
  <GridTable<SnapshotUnit>
    label={snapshot.title}
    rows={snapshot.units}
    keyOf={({ unit, code }) => `${unit}-${code}`}
    order={readOrder(state.value.sort, { column: 'code', down: false })}
    sort={(order) => adjust({ sort: writeOrder(order) })}
    columns={[
      { id: 'code', label: t('coverage.unit'), width: '130px', value: ({ code }) => code, cell: ({ name }) => name }, // prettier-ignore
      { id: 'duty', label: t('coverage.duty'), width: '90px', value: ({ duty }) => duty, cell: ({ duty }) => <span class={`duty ${duty}`}>{t(`coverage.${duty}`)}</span> }, // prettier-ignore
      { id: 'share', label: t('coverage.share'), width: '80px', figures: true, value: ({ share }) => share, cell: ({ share }) => percent(share) }, // prettier-ignore
      { id: 'beyond', label: t('coverage.beyond'), width: '80px', figures: true, falls: true, value: ({ beyond }) => beyond, cell: ({ beyond }) => (beyond === null ? '—' : number(beyond)) }, // prettier-ignore
      { id: 'reason', label: cv('reason'), width: '260px', cell: ({ reason }) => reason },
    ]}
  />
);
